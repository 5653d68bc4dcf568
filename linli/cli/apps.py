from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "linli.cli"
    label = "cli"
    verbose_name = "命令行"

    def ready(self) -> None:
        from linli.cli import checks  # noqa: F401 (registers itself)
