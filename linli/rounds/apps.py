from linli.kernel.apps import Room


class RoundsConfig(Room):
    name = "linli.rounds"
    verbose_name = "排查与走访"
