from linli.kernel.apps import Room


class IncidentsConfig(Room):
    name = "linli.incidents"
    verbose_name = "应急事件"
