"""Every column that can hold something about a person has a class, a purpose and an end, or a reason why not."""

from django.db import models

from linli.kernel.sealing.fields import BlindIndexField, SealedField
from linli.kernel.sealing.retention import DataClass, Retention
from linli.project import rooms
from tests.architecture.source import own_models

# Types that say nothing about a person by themselves. Dates and plain ids may, so they are not in this list.
TECHNICAL_TYPES = (models.ForeignKey, models.BooleanField, models.IntegerField, models.AutoField, models.DateTimeField)
# Columns of the same name and meaning everywhere.
TECHNICAL_NAMES = {
    "id": "the row's own id",
    "path": "where the row lies, not who",
    "state": "a step of the work",
    "since": "ends with the row that carries it",
    "until": "ends with the row that carries it",
    "starts_on": "a term of office is public while it runs",
    "ends_on": "a term of office is public while it runs",
    "by": "who did it, as an id: kept as long as the row, like the trail",
    "by_name": "who did it, in office: kept as long as the row, like the trail",
    "recorded_by": "who recorded it, as an id",
    "recorded_by_name": "who recorded it, in office",
    "decided_by": "who decided it, as an id",
    "decided_by_name": "who decided it, in office",
    "taken_back_by_name": "who took it back, in office",
    "made_by": "who made it, as an id",
    "made_by_name": "who made it, in office",
}


def said(name):
    """ "Model" or "Model.field" -> its entry in this table of each room's retention.py."""
    found = {}
    for _room, module in rooms.modules("retention"):
        found |= getattr(module, name, {})
    return found


WHOLE_MODELS, NOT_PERSONAL = said("WHOLE_MODELS"), said("NOT_PERSONAL")


def registered():
    """ "Model.field" -> its retention, of every room."""
    return said("RETENTION")


def columns():
    """("Model.field", field) of every column that could say something about a person."""
    for model in own_models():
        for field in model._meta.concrete_fields:
            if model.__name__ not in WHOLE_MODELS and not isinstance(field, TECHNICAL_TYPES):
                if field.name not in TECHNICAL_NAMES:
                    yield f"{model.__name__}.{field.name}", field


def test_every_column_is_registered_or_excused():
    known = registered()
    assert sorted(name for name, _ in columns() if name not in known and name not in NOT_PERSONAL) == []


def test_sealed_columns_are_never_excused():
    sealed = {name for name, field in columns() if isinstance(field, SealedField | BlindIndexField)}
    assert len(sealed) >= 6
    assert sorted(sealed - set(registered())) == []


def test_nothing_registered_or_excused_is_gone():
    there = {f"{m.__name__}.{f.name}" for m in own_models() for f in m._meta.concrete_fields}
    assert sorted((set(registered()) | set(NOT_PERSONAL)) - there) == []
    assert sorted(set(WHOLE_MODELS) - {m.__name__ for m in own_models()}) == []


def test_a_room_speaks_of_its_own_tables():
    room_of = {model.__name__: model._meta.app_label for model in own_models()}
    for room, module in rooms.modules("retention"):
        for name in ("RETENTION", "WHOLE_MODELS", "NOT_PERSONAL"):
            assert {room_of[said.split(".")[0]] for said in getattr(module, name, ())} <= {room.name}, name


def test_every_entry_says_something():
    for name, entry in registered().items():
        assert isinstance(entry, Retention), name
        assert entry.purpose and entry.until, name
        personal = entry.data_class is not DataClass.INTERNAL
        assert entry.days >= 0 and (entry.days <= 3 * 365 or not personal), name


def test_sealed_values_end_before_the_record_that_carries_them():
    known = registered()
    for name, field in columns():
        if isinstance(field, SealedField | BlindIndexField) and known[name].data_class is not DataClass.INTERNAL:
            assert known[name].days <= 90, name


def test_seals_are_bound_to_their_own_column():
    for name, field in columns():
        if isinstance(field, SealedField):
            room = field.model._meta.app_label
            assert field.bound_to.startswith(f"{room}.{field.model._meta.model_name}."), name
