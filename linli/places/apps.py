from django.apps import AppConfig

from linli.kernel.messages import add_messages


class PlacesConfig(AppConfig):
    name = "linli.places"
    label = "places"
    verbose_name = "地点"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linli.places.messages import MESSAGES

        add_messages(MESSAGES)
