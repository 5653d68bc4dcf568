from linli.kernel.apps import Room


class IntakeConfig(Room):
    name = "linli.intake"
    verbose_name = "导入"
