"""Where doors are to lie on floors though the register names none.

Floors count where a mode with leaders of floors is in force: without floors nobody could be their leader, and every
home of a freshly imported street would lack one.
"""

from django.db.models import Q

from linli.access.models import under
from linli.access.rules import ancestors
from linli.people.imports.addresses import Chain
from linli.places.chains import Index
from linli.places.models import Level, Place
from linli.places.rules import DEPTH, PlaceKind


class Floors:
    """The modes at, above and below the root of one import. Two queries."""

    def __init__(self, root: Place, index: Index) -> None:
        self._index = index
        self._indoors = DEPTH[PlaceKind(root.kind)] >= DEPTH[PlaceKind.BUILDING]
        here = Q(path__in=ancestors(root.path)) | under([root.path])
        led = set(Level.objects.filter(place_kind=PlaceKind.FLOOR).values_list("mode", flat=True))
        rows = Place.objects.filter(here).exclude(mode=None).values_list("path", "mode")
        self._led = {path: mode in led for path, mode in rows}

    def count_in(self, above: Chain) -> bool:
        """Whether a numbered door in `above`, which need not exist yet, belongs on a floor."""
        kinds = {kind for kind, _name in above}
        if PlaceKind.FLOOR in kinds or not (self._indoors or PlaceKind.BUILDING in kinds):
            return False
        path = self._index.root.path
        for kind, name in above:  # what is still to be made will have the mode of the place that it stands in
            found = self._index.child(path, kind, name)
            if found is None:
                break
            path = found.path
        return next((self._led[at] for at in reversed(ancestors(path)) if at in self._led), False)
