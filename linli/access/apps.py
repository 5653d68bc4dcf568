from linli.kernel.apps import Room


class AccessConfig(Room):
    name = "linli.access"
    verbose_name = "通行"
    sentences = ("messages", "api_keys.messages")
