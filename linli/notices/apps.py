from linli.kernel.apps import Room


class NoticesConfig(Room):
    name = "linli.notices"
    verbose_name = "通知"
