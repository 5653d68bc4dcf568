from django.apps import AppConfig

from linli.kernel.messages import add_messages


class CorpsConfig(AppConfig):
    name = "linli.corps"
    label = "corps"
    verbose_name = "队伍"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linli.corps.messages import MESSAGES

        add_messages(MESSAGES)
