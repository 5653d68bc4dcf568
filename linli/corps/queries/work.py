"""What somebody still has in hand when they leave a post. Work is in rooms above this one, so the settings name the
function to ask."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


def open_work(person: UUID) -> int:
    """How many open calls are with this person."""
    return cast("int", import_string(settings.LINLI_OPEN_WORK)(person))
