from linli.kernel.apps import Room


class PeopleConfig(Room):
    name = "linli.people"
    verbose_name = "居民"
    sentences = ("messages", "imports.messages")
