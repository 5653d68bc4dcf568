from linli.kernel.apps import Room


class CorpsConfig(Room):
    name = "linli.corps"
    verbose_name = "队伍"
