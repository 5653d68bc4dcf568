from django.apps import AppConfig

from linli.kernel.messages import add_messages


class ApiConfig(AppConfig):
    name = "linli.api"
    label = "api"
    verbose_name = "接口"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linli.api.messages import MESSAGES

        add_messages(MESSAGES)
