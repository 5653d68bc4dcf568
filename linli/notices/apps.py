from django.apps import AppConfig

from linli.kernel.messages import add_messages


class NoticesConfig(AppConfig):
    name = "linli.notices"
    label = "notices"
    verbose_name = "通知"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linli.notices.messages import MESSAGES

        add_messages(MESSAGES)
