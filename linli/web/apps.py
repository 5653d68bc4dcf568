from linli.kernel.apps import Room


class WebConfig(Room):
    name = "linli.web"
    verbose_name = "页面"
