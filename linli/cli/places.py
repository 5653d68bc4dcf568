"""Finding the place named on the command line."""

from django.core.management.base import CommandError

from linli.places.models import Place


def place_of(text: str) -> Place:
    """By 12-digit code, by name when only one open place has it, or by names from the top: "崇文路街道/学院社区".

    Raises CommandError, listing the candidates, when there is none or several.
    """
    names = [name.strip() for name in text.split("/") if name.strip()]
    found = Place.objects.filter(closed_on=None)
    found = found.filter(code=text) if text.isdigit() else found.filter(name=names[-1])
    for above in names[:-1]:
        tops = Place.objects.filter(closed_on=None, name=above)
        found = found.filter(path__in=[p.path for p in found if any(p.path.startswith(t.path) for t in tops)])
    places = list(found[:6])
    if not places:
        raise CommandError(f"没有叫「{text}」的地点。请核对名称，或用 12 位代码；先在网页上建街道也可以。")
    if len(places) > 1:
        raise CommandError(f"「{text}」不止一处。请写成「街道/社区/网格」这样的全名。")
    return places[0]


def path_of(text: str) -> str:
    return place_of(text).path
