from django.apps import AppConfig

from linli.kernel.messages import add_messages


class CommandConfig(AppConfig):
    name = "linli.command"
    label = "command"
    verbose_name = "指挥"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linli.command.messages import MESSAGES

        add_messages(MESSAGES)
