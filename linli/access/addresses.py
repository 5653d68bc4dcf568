"""The address in words of a path. This room is below `places`, so the settings name the function to ask."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _


def addresses(paths: Iterable[str]) -> dict[str, str]:
    """path -> address in words; a path without a place is shown as it is, the empty path as the whole deployment."""
    wanted = {path for path in paths if path}
    known: dict[str, str] = import_string(settings.LINLI_ADDRESS_BOOK)(wanted) if wanted else {}
    return {path: known.get(path) or path for path in wanted} | {"": _("全系统")}
