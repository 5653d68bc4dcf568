"""What every room is to Django, and what it hands in at start."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import ClassVar

from django.apps import AppConfig, apps

from linli.kernel.facts import declared
from linli.kernel.messages import add_messages


class Room(AppConfig):
    """A room hands in the sentences of its `messages.py` and the facts of its `facts.py`, where it has them."""

    default = False  # a base; see __init_subclass__
    default_auto_field = "django.db.models.BigAutoField"
    sentences: ClassVar[tuple[str, ...]] = ("messages",)

    def __init_subclass__(cls) -> None:
        """Django takes the one class of an `apps` module that is marked so: the room's own, not the base beside it."""
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


def of_every_room(name: str) -> Iterator[ModuleType]:
    """The module of this name of each room that has one: `navigation`, `permissions`."""
    for config in apps.get_app_configs():
        if isinstance(config, Room) and find_spec(f"{config.name}.{name}"):
            yield import_module(f"{config.name}.{name}")
