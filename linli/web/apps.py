from django.apps import AppConfig

from linli.kernel.messages import add_messages


class WebConfig(AppConfig):
    name = "linli.web"
    label = "web"
    verbose_name = "页面"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linli.web.messages import MESSAGES

        add_messages(MESSAGES)
