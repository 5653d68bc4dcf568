from django.apps import AppConfig

from linli.kernel.messages import add_messages


class FlowsConfig(AppConfig):
    name = "linli.flows"
    label = "flows"
    verbose_name = "联动"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linli.flows.messages import MESSAGES

        add_messages(MESSAGES)
