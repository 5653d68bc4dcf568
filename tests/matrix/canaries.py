"""One row of every model in every cell of the territory, each text column with a mark that names its cell.

A cell is a door: two under one stairwell, one in the alley, one in the next grid, one in the next community, one in
another street. The marks in a page tell which rows of which cells were shown. The rows are made by walking the models,
so that a new model gets its canaries automatically; columns that cannot hold free text (a state, a date, a sealed
value) are listed in PLAIN.
"""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import models, transaction
from django.db.utils import IntegrityError

from linli.access.actor import system
from linli.access.models import Account, Grant
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.sealing import crypto, ending
from linli.kernel.sealing.fields import BlindIndexField, EndingField, SealedField
from linli.kernel.time import clock
from linli.places.models import Place
from linli.testing import CAST_PASSWORD, START, Street
from tests.architecture.source import said

LETTERS = dict(zip("abcdef", "甲乙丙丁戊己", strict=True))
NUMERALS = "零一二三四五六七八九"
MARK = re.compile(rf"鹊[{''.join(LETTERS.values())}][{NUMERALS}]{{3}}")
# What a masked number ends with: the last four characters of a mark, without its first.
TAIL = re.compile(rf"(?<!鹊)[{''.join(LETTERS.values())}][{NUMERALS}]{{3}}")
# letter -> key of the door in the cast's territory
CELLS = {"a": "door101", "b": "door201", "c": "yard1door", "d": "door4", "e": "outdoor", "f": "fardoor"}
AT = datetime(2022, 3, 14, 4, 0, tzinfo=UTC)
# Where a mode is set, and the cell that it belongs to.
MODES_AT = {"building7": "a", "empty": "a", "grid4": "d", "grid9": "e", "fargrid": "f"}
HOLDER = "holder_"
OPENERS = ("everywhere", "checker")


# The following tables come from each room's tests/matrix.py. Columns that cannot hold any text: a value for all cells,
# or a function of (cell letter, row, rows made so far).
PLAIN: dict[str, Any] = said("PLAIN")
# Rows that belong to a whole street, not to a door.
STREET_WIDE = frozenset(said("STREET_WIDE"))
# Models whose rows are no content of a place: the trail is written by the system, a job's row by the worker.
LEFT_OUT = frozenset(said("LEFT_OUT"))

# Who may see a mark: holding any of these where the row lies. By room, or by model where it is not its room's own.
SHOWN_TO: dict[str, frozenset[P]] = said("SHOWN_TO")
# To make an account, a member is searched by name.
LOOKED_FOR: dict[str, P] = said("LOOKED_FOR")
# Sealed values are shown one at a time by a recorded deed, or in an export that is recorded.
OPENS_SEALS = frozenset({P.PEOPLE_RING, P.PEOPLE_REVEAL, P.CORPS_REVEAL, P.PEOPLE_EXPORT})
RUNG = "people.resident.phone_sealed"  # all that PEOPLE_RING opens
# Sealed at rest, but shown to whoever keeps the record: a note is neither contact nor number. A leader sees of an
# illness only that care is needed. What a caller wrote is shown to whoever receives calls there. Whole identity numbers
# are opened for who keeps the register; no page shows the end of one.
IDENTITY: dict[str, P] = said("IDENTITY")
LONGER = "身份证号"  # a mark alone would be too short to be visible through a mask
KEPT_IN_SIGHT: dict[str, P] = said("KEPT_IN_SIGHT")


def shown_to(model: str) -> frozenset[P]:
    """The entry for the model or for its room; otherwise whoever holds any permission of the room."""
    room = model.split(".", maxsplit=1)[0]
    own = frozenset(permission for permission in P if permission.startswith(f"{room}."))
    return SHOWN_TO.get(model) or SHOWN_TO.get(room) or own


@dataclass(frozen=True)
class Mark:
    """What one canary stands for."""

    text: str
    model: str
    column: str
    path: str
    sealed: bool


@dataclass
class Canaries:
    """`rows[model][cell]` is the canary row; `marks[text]` says where a text found in a page came from."""

    street: Street
    rows: dict[str, dict[str, models.Model]] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    paths: dict[Any, str] = field(default_factory=dict)  # primary key -> path of the row
    password: str = CAST_PASSWORD  # of those who may do everything
    covers: dict[UUID, str] = field(default_factory=dict)  # an article's cover -> the mark in its file
    _made: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._more_territory()
        for cell, key in CELLS.items():
            self._mark_place(cell, key)
            self._mark_account(cell, key)
        for model in in_order():
            label = model._meta.label_lower
            if label not in LEFT_OUT:
                self.rows[label] = {cell: self.make(model, cell) for cell in CELLS}
        self._more_rows()

    def _more_territory(self) -> None:
        street = self.street
        street.place("grid4", "grid", "04网格", "xueyuan")
        street.place("building4", "building", "4号楼", "grid4")
        street.place("door4", "door", "401", "building4")
        street.place("far", "subdistrict", "远街道")
        street.places["far"].path = "0002"
        type(street.places["far"]).objects.filter(pk=street.id("far")).update(path="0002")
        street.place("farcommunity", "community", "远社区", "far")
        street.place("fargrid", "grid", "01网格", "farcommunity")
        street.place("farbuilding", "building", "9号楼", "fargrid")
        street.place("fardoor", "door", "901", "farbuilding")
        for place in street.places.values():
            self.paths[place.pk] = place.path
        street.place("outdoor2", "door", "102", "building1")  # with a household that has no leader
        street.place("empty", "building", "10号楼", "grid3")
        street.place("emptydoor", "door", "101", "empty")
        # Two posts with different permissions: one keeps a small part, the other reads a large one.
        street.person("double", "方双岗", "street", "grid9", "街道办")
        give(street.people["double"].account.person, "leader", street.places["xueyuan"].path)
        street.person("former", "何卸任", "community", "xueyuan", "社区长")
        Grant.objects.filter(person=street.people["former"].account.person).update(ends_on=START + timedelta(days=1))
        for name in OPENERS:
            self._opener(name)
        for path in ("0001", "0002"):  # a street with facts: the proof is cached until something changes
            trail.record("places.changed", actor=system(), path=path, at=clock.now())

    def _more_rows(self) -> None:
        """Modes laid on places, a gap in the next community, and what is known at the streets themselves."""
        home, door = self.rows["people.household"]["e"], self.street.places["outdoor2"]
        home = type(home).objects.get(pk=home.pk)
        home.pk, home.path, home.place_id = new_id(), door.path, door.pk
        home.save(force_insert=True)
        for key, cell in MODES_AT.items():
            Place.objects.filter(pk=self.street.id(key)).update(mode=self.rows["places.mode"][cell])
        for path, label in itertools.product(("0001", "00010002", "0002"), ("corps.partnerunit", "corps.member")):
            row = type(self.rows[label]["a"]).objects.get(pk=self.rows[label]["a"].pk)
            row.pk, row.path, row.name = new_id(), path, self.mark(row, "name", "a")
            if label == "corps.member":
                row.phone_sealed = crypto.seal("13800000000", row=row.pk, column="corps.member.phone")
            else:
                row.phone = ""  # the mark in it belongs to the row that was copied
            self.marks[row.name] = replace(self.marks[row.name], path=path)
            row.save(force_insert=True)
            self.paths[row.pk] = path
        self._move_back()
        self._moves_between()
        self.far_member = row.pk  # with a post, unlike the one in its cell
        give(row.pk, "leader", row.path)

    def _moves_between(self) -> None:
        """From every cell to the next one and back again: each end shows its own door only to who reaches it. Made in
        turn by every deed that has two ends, and one of each taken back."""
        homes, people = self.rows["people.household"], self.rows["people.resident"]
        kinds = itertools.cycle([("within", None), ("merge", None), ("within", AT)])
        for cell, other in itertools.permutations(CELLS, 2):
            what, taken_back = next(kinds)
            move = type(self.rows["people.move"]["a"])(
                id=new_id(), deed=new_id(), resident_id=people[cell].pk, what=what, came_from_id=homes[other].pk,
                went_to_id=homes[cell].pk, on=START, recorded_at=clock.now(), taken_back_at=taken_back,
            )  # fmt: skip
            move.reason = self.mark(move, "reason", other)
            move.save(force_insert=True)

    def _move_back(self) -> None:
        """The empty building came from the next community: undoing that needs both."""
        place, above = self.street.places["empty"], self.street.places["grid9"]
        known = self.rows["places.placeevent"]["a"]
        event = type(known).objects.get(pk=known.pk)
        event.pk, event.place_id, event.path, event.at = new_id(), place.pk, place.path, clock.now()
        event.what, event.before = "moved", {"parent": str(above.pk)}
        event.save(force_insert=True)
        self.rows["places.placeevent"]["a"], self.paths[event.pk] = event, place.path

    def _opener(self, name: str) -> None:
        """An auditor may hold no other post, so two people together may do everything: the auditor, and the other."""
        account = self.street.person(name, "全能", "none", "street", "").account
        self._know_password(account)
        person = account.person
        for bundle in {"auditor"} if name == "checker" else BUNDLES.keys() - {"auditor"}:
            for path in ("0001", "0002"):
                Grant.objects.create(
                    person=person, bundle=bundle, path=path, source=new_id(), title="", starts_on=START
                )  # fmt: skip

    def _know_password(self, account: Account) -> None:
        account.set_password(self.password)
        account.save(update_fields=["password"])
        person = self.street.people[account.username]
        person.client.force_login(account)
        self.street.people[account.username] = replace(person, cookies=person.client.cookies)

    def _mark_place(self, cell: str, key: str) -> None:
        place = self.street.places[key]
        texts = {name: self.mark(place, name, cell) for name in ("duty_phone", "supervision_phone", "area")}
        type(place).objects.filter(pk=place.pk).update(**texts)
        for above in [p for p in self.street.places.values() if place.path.startswith(p.path)]:
            if not MARK.match(above.name):
                self._mark_name(above, cell)

    def _mark_name(self, place: Place, cell: str) -> None:
        """The name of a cell or of what it lies in: a mark at the place's own path."""
        text = self.mark(place, "name", cell)
        self.marks[text] = replace(self.marks[text], path=place.path)
        place.name = text
        type(place).objects.filter(pk=place.pk).update(name=text)

    def _mark_account(self, cell: str, key: str) -> None:
        """Somebody with a post, an account and an open session in each cell; nobody asks as them."""
        self.street.person(f"{HOLDER}{cell}", "任岗", "leader", key, "楼层长")
        account = self.street.people[f"{HOLDER}{cell}"].account
        account.name = self.mark(account, "name", cell)
        account.path = self.street.places[key].path
        account.save(update_fields=["name", "path"])
        session = UserSession.objects.create(
            user=account, ip="127.0.0.1", session_key=f"session{cell}", last_seen_at=AT
        )
        fact = Fact(actor_name="")
        told = SimpleNamespace(account=account.pk, name=self.mark(fact, "actor_name", cell))
        trail.record("people.viewed", actor=told, path=account.path, at=AT)
        for row in (account, session):
            self.rows.setdefault(row._meta.label_lower, {})[cell] = row
            self.paths[row.pk] = self.street.places[key].path

    def mark(self, row: models.Model, column: str, cell: str) -> str:
        number = self._made.get(cell, 0)
        self._made[cell] = number + 1
        path = row.path if row._meta.label_lower in STREET_WIDE else self.street.places[CELLS[cell]].path
        text = "鹊" + LETTERS[cell] + "".join(NUMERALS[int(digit)] for digit in f"{number:03d}")
        sealed = isinstance(row._meta.get_field(column), SealedField)
        self.marks[text] = Mark(text, row._meta.label_lower, column, path, sealed)
        return text

    def make(self, model: type[models.Model], cell: str, **state: Any) -> models.Model:
        row = model()
        for column in model._meta.concrete_fields:
            self._fill(row, column, cell)
        for name, value in state.items():
            setattr(row, name, value)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise AssertionError(
                f"say in PLAIN of its room's tests/matrix.py what {model._meta.label} may hold: {error}"
            ) from error
        self.paths[row.pk] = getattr(row, "path", self.street.places[CELLS[cell]].path)
        return row

    def _fill(self, row: models.Model, column: models.Field, cell: str) -> None:
        name = column.name
        said = PLAIN.get(f"{row._meta.label_lower}.{name}", ...)
        if said is not ...:
            setattr(row, name, said(cell, row, self.rows) if callable(said) else said)
        elif name == "path":
            row.path = self.street.places[CELLS[cell]].path
        elif name == "root":
            row.root = row.path[:4]
        elif isinstance(column, models.ForeignKey):
            self._relate(row, column, cell)
        elif not column.primary_key:
            self._content(row, column, cell)

    def _relate(self, row: models.Model, column: models.ForeignKey, cell: str) -> None:
        target = column.related_model._meta.label_lower
        if target == "places.place" and column.name == "place":
            setattr(row, column.name, self.street.places[CELLS[cell]])
        elif not column.null:
            setattr(row, column.name, self.rows[target][cell])

    def _content(self, row: models.Model, column: models.Field, cell: str) -> None:
        name = column.name
        if isinstance(column, SealedField | EndingField):
            setattr(row, name, self._sealed(row, column, cell))
        elif isinstance(column, models.CharField | models.TextField) and not column.choices and column.max_length != 1:
            setattr(row, name, self.mark(row, name, cell))
        elif column.choices and not column.has_default():
            setattr(row, name, column.flatchoices[0][0])
        elif isinstance(column, models.DateTimeField) and not column.null:
            setattr(row, name, AT)
        elif isinstance(column, models.DateField) and not column.null and not isinstance(column, models.DateTimeField):
            setattr(row, name, START)
        elif isinstance(column, models.JSONField) and not column.null:
            setattr(row, name, {})
        elif isinstance(column, models.BinaryField) and not isinstance(column, BlindIndexField):
            setattr(row, name, new_id().bytes)
        elif isinstance(column, models.UUIDField) and not column.null:
            setattr(row, name, new_id())
        elif isinstance(column, models.IntegerField) and not column.null and not column.has_default():
            setattr(row, name, 1)

    def _sealed(self, row: models.Model, column: SealedField | EndingField, cell: str) -> bytes:
        """A mark, under the key of the deployment, or of the incident that the row belongs to."""
        row.pk = row.pk or new_id()
        text = self.mark(row, column.name, cell)
        if isinstance(column, EndingField):
            ending.make(row.incident_id)
            return ending.seal(text, key_id=row.incident_id, row=row.pk, column=column.bound_to)
        longer = LONGER if f"{row._meta.label_lower}.{column.name}" in IDENTITY else ""
        return crypto.seal(longer + text, row=row.pk, column=column.bound_to)

    def foreign_marks(self, text: str, typed: set[str], held: dict[P, list[str]], *, opens_seals: bool) -> list[Mark]:
        """The marks in `text` that whoever holds `held` (permission -> paths) may not see, except those they
        `typed`."""
        seen = {self.marks[found] for found in set(MARK.findall(text)) - typed if found in self.marks}
        foreign = {m for m in seen if not may_see(m, held, opens_seals=opens_seals)}
        ends = [self.marks["鹊" + tail] for tail in set(TAIL.findall(text)) if "鹊" + tail in self.marks]
        masked_to = {P.PEOPLE_RING, P.CORPS_REVEAL, P.CORPS_ACCOUNTS}
        foreign |= {
            m for m in ends if m.sealed and (f"{m.model}.{m.column}" in IDENTITY or not covered(m, held, masked_to))
        }
        return sorted(foreign, key=lambda m: m.text)


def covered(mark: Mark, held: dict[P, list[str]], permissions: Iterable[P]) -> bool:
    return any(mark.path.startswith(path) for permission in permissions for path in held.get(permission, []))


def give(person: Any, bundle: str, path: str) -> None:
    """A post without an appointment."""
    Grant.objects.create(person=person, bundle=bundle, path=path, source=new_id(), title="楼层长", starts_on=START)


def may_see(mark: Mark, held: dict[P, list[str]], *, opens_seals: bool) -> bool:
    keeper = KEPT_IN_SIGHT.get(f"{mark.model}.{mark.column}")
    if keeper:
        return covered(mark, held, [keeper])
    if f"{mark.model}.{mark.column}" in IDENTITY and not covered(mark, held, [IDENTITY[f"{mark.model}.{mark.column}"]]):
        return False
    if mark.model in {*STREET_WIDE, "places.place"} and any(
        p.startswith(mark.path) for paths in held.values() for p in paths
    ):
        return True
    if mark.sealed and not opens_seals:
        return False
    looked_for = LOOKED_FOR.get(f"{mark.model}.{mark.column}")
    if looked_for and covered(mark, held, [looked_for]):
        return True
    needed = OPENS_SEALS if mark.sealed else shown_to(mark.model)
    if mark.sealed and f"{mark.model}.{mark.column}" != RUNG:
        needed -= {P.PEOPLE_RING}
    return covered(mark, held, needed)


def in_order() -> list[type[models.Model]]:
    """Our models, in order of dependence: those that others point to first."""
    ours = [m for m in apps.get_models() if m.__module__.startswith("linli.")]
    done: list[type[models.Model]] = []
    while len(done) < len(ours):
        ready = [
            m
            for m in ours
            if m not in done
            and all(
                f.null or f.related_model in done or f.related_model is m
                for f in m._meta.concrete_fields
                if isinstance(f, models.ForeignKey)
            )
        ]
        done += ready
    return done
