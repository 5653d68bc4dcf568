"""Where a key may belong."""

from linli.access.actor import Actor
from linli.access.models import under
from linli.access.permissions import Permission as P
from linli.places.models import Place

MOST_PLACES = 500


def places_for_keys(actor: Actor) -> list[Place]:
    """Streets, communities and grids within the actor's reach."""
    rows = Place.objects.filter(under(actor.paths(P.API_KEYS)), closed_on=None)
    return list(rows.filter(kind__in=["subdistrict", "community", "grid"]).order_by("path")[:MOST_PLACES])
