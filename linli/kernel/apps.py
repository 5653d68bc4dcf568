"""The base class of each room's AppConfig, and what a room registers at start."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import ClassVar

from django.apps import AppConfig, apps

from linli.kernel.facts import declared
from linli.kernel.messages import add_messages
from linli.kernel.pages import field_words


class Room(AppConfig):
    """Registers the sentences of the room's `messages.py` and the facts of its `facts.py`, where it has them."""

    default = False  # an abstract base; see __init_subclass__
    default_auto_field = "django.db.models.BigAutoField"
    sentences: ClassVar[tuple[str, ...]] = ("messages",)

    def __init_subclass__(cls) -> None:
        """Django uses the class marked `default`: mark the room's own class, not this base that it imports."""
        cls.default = True

    def ready(self) -> None:
        for module in self.sentences:
            if find_spec(f"{self.name}.{module}"):
                add_messages(import_module(f"{self.name}.{module}").MESSAGES)
        if find_spec(f"{self.name}.facts"):
            declared.declare(self.label, import_module(f"{self.name}.facts"))


class KernelConfig(Room):
    name = "linli.kernel"
    verbose_name = "内核"
    sentences = ("sentences", "sheets.messages", "api.messages", "pictures.messages")

    def ready(self) -> None:
        super().ready()
        field_words.speak()


def of_every_room(name: str) -> Iterator[ModuleType]:
    """The module of this name (such as `navigation`, `permissions`) of each room that has one."""
    for config in apps.get_app_configs():
        if isinstance(config, Room) and find_spec(f"{config.name}.{name}"):
            yield import_module(f"{config.name}.{name}")
