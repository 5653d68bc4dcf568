from django.apps import AppConfig

from linli.kernel.messages import add_messages


class CallsConfig(AppConfig):
    name = "linli.calls"
    label = "calls"
    verbose_name = "诉求"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linli.calls.messages import MESSAGES

        add_messages(MESSAGES)
