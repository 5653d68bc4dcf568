"""Door labels follow the names of places: "7-1-501" reads "8-1-501" once the building is called 8号楼.

The label is written on each household so that search walks one index. Places say in the outbox what was renamed, moved
or merged, in the transaction of that deed; the worker brings the labels after it.
"""

from typing import Any

from django.db import transaction

from linli.people.models import Household
from linli.people.queries.doors import labels_of
from linli.places.models import Place

_BATCH = 500


@transaction.atomic
def relabel(payload: dict[str, Any]) -> None:
    """`payload`: {"place": id}. Label anew every household at or below that place, those that ended too.

    Idempotent: it reads the names as they are now and writes only labels that differ. The deed's own fact tells who did
    it; a label says nothing that the names of the places do not.
    """
    path = Place.objects.values_list("path", flat=True).get(pk=payload["place"])
    homes = list(Household.objects.under(path).only("pk", "path", "door"))
    labels = labels_of(home.path for home in homes)
    stale = [home for home in homes if home.door != labels[home.path]]
    for home in stale:
        home.door = labels[home.path]
    Household.objects.bulk_update(stale, ["door"], batch_size=_BATCH)
