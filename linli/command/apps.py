from linli.kernel.apps import Room


class CommandConfig(Room):
    name = "linli.command"
    verbose_name = "指挥"
