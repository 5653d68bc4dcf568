"""What a path is called. This room stands below `places`, so the project tells it whom to ask."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _


def addresses(paths: Iterable[str]) -> dict[str, str]:
    """path -> address in words; a path that is no place any more is shown as it is, the empty one as the whole."""
    wanted = {path for path in paths if path}
    known: dict[str, str] = import_string(settings.LINLI_ADDRESS_BOOK)(wanted) if wanted else {}
    return {path: known.get(path) or path for path in wanted} | {"": _("全系统")}
