"""Door labels follow the names of places: "7-1-501" becomes "8-1-501" when the building is renamed 8号楼.

The label is stored on each household so that search uses one index. `places` writes to the outbox what was renamed,
moved or merged, in the transaction of that change; the worker then updates the labels.
"""

from typing import Any

from django.db import transaction

from linli.people.models import Household
from linli.people.queries.doors import labels_of
from linli.places.models import Place

_BATCH = 500


@transaction.atomic
def relabel(payload: dict[str, Any]) -> None:
    """`payload`: {"place": id}. Compute the labels of every household at or below that place, ended ones too.

    Idempotent: it reads the names as they are now and writes only labels that differ. No fact is recorded, because the
    change of the place already has one.
    """
    path = Place.objects.values_list("path", flat=True).get(pk=payload["place"])
    homes = list(Household.objects.under(path).only("pk", "path", "door"))
    labels = labels_of(home.path for home in homes)
    stale = [home for home in homes if home.door != labels[home.path]]
    for home in stale:
        home.door = labels[home.path]
    Household.objects.bulk_update(stale, ["door"], batch_size=_BATCH)
