from django.apps import AppConfig

from linli.kernel.messages import add_messages


class AccessConfig(AppConfig):
    name = "linli.access"
    label = "access"
    verbose_name = "通行"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linli.access.messages import MESSAGES

        add_messages(MESSAGES)
