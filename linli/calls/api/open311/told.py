"""What a request of Open311 tells: its title and its text, with nothing dropped in silence."""

from django.utils.translation import gettext as _

from linli.calls.actions.media import MEDIA
from linli.calls.api.open311.schemas import New

TITLE = 80  # the longest title; longer descriptions go into the detail
LEFT_OUT = ("device_id", "account_id")  # they name a machine and a list of others'


def title_and_detail(new: New, name: str) -> tuple[str, str]:
    """The first line, as far as it fits, is the title. The detail is the whole text, if it is longer, and what the
    standard sends besides: it is sealed."""
    text = new.description.strip()
    first = text.splitlines()[0].strip()[:TITLE] if text else name
    point = f"{new.lat}, {new.long}" if new.lat and new.long else ""
    beside = {"E-mail: ": new.email, "lat, long: ": point, MEDIA: new.media_url}
    more = [f"{label}{said}" for label, said in beside.items() if said]
    return first or name, "\n".join([*([text] if text != first else []), *more])


def notice(new: New) -> str | None:
    """What was not kept, or not yet: for the answer."""
    left = "、".join(field for field in LEFT_OUT if getattr(new, field))
    said = [_("没有保留：%(fields)s。") % {"fields": left}] if left else []
    if new.media_url:
        said.append(_("照片稍后从 media_url 取来；取不到时，链接留在说明里。"))
    return "".join(said) or None
