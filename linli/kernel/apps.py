from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "linli.kernel"
    label = "kernel"
    verbose_name = "内核"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linli.kernel.messages import add_messages
        from linli.kernel.sentences import SENTENCES
        from linli.kernel.sheets.messages import MESSAGES

        add_messages(SENTENCES)
        add_messages(MESSAGES)
