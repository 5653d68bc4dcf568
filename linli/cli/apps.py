from linli.kernel.apps import Room


class CliConfig(Room):
    name = "linli.cli"
    verbose_name = "命令行"

    def ready(self) -> None:
        super().ready()
        from linli.cli import checks  # noqa: F401 (registers itself)
