from linli.kernel.apps import Room


class FlowsConfig(Room):
    name = "linli.flows"
    verbose_name = "联动"
