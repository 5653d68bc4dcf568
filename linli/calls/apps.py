from linli.kernel.apps import Room


class CallsConfig(Room):
    name = "linli.calls"
    verbose_name = "诉求"
    sentences = ("messages", "api_messages")
