from linli.kernel.apps import Room


class ApiConfig(Room):
    name = "linli.api"
    verbose_name = "接口"
