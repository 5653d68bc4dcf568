from django.apps import AppConfig

from linli.kernel.messages import add_messages


class PeopleConfig(AppConfig):
    name = "linli.people"
    label = "people"
    verbose_name = "居民"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linli.people.imports.messages import MESSAGES as IMPORT_MESSAGES
        from linli.people.messages import MESSAGES

        add_messages(MESSAGES)
        add_messages(IMPORT_MESSAGES)
