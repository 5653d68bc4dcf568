"""Changing the sealing key: every sealed value is opened with its old key and sealed with the new one.

Safe to stop and start again at any moment: a value says which key sealed it, old keys stay in the ring until no value
needs them, and a row is written only if its value is still the one that was read.

The blind-index key changes in one transaction (`reblind_everything`): an index cannot be decrypted, so each is computed
again from its sealed value; at any moment all indexes must be under one key, or searches would miss rows.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.functions import Substr

from linli.kernel.sealing import crypto
from linli.kernel.sealing.fields import BlindIndexField, SealedField

BATCH = 2_000
Progress = Callable[[str, int, int], None]


def sealed_columns() -> Iterator[tuple[type[models.Model], SealedField]]:
    for model in apps.get_models():
        for field in model._meta.get_fields():  # noqa: SLF001 (public API)
            if isinstance(field, SealedField):
                yield model, field


def stale(model: type[models.Model], field: SealedField, current: str) -> models.QuerySet[Any]:
    """Rows whose value was not sealed by the key `current`, found by the first bytes of the value."""
    head = bytes([len(current)]) + current.encode()
    rows: models.QuerySet[Any] = model._default_manager.exclude(**{field.attname: b""})  # noqa: SLF001 (public API)
    first_bytes = Substr(models.F(field.attname), 1, len(head), output_field=models.BinaryField())
    found: models.QuerySet[Any] = rows.annotate(first_bytes=first_bytes)
    return found.exclude(first_bytes=head)


def reseal_everything(progress: Progress) -> int:
    """Seal every stale value with the current key, in batches of BATCH; returns how many changed."""
    current = crypto.keyring().current
    changed = 0
    for model, field in sealed_columns():
        waiting = stale(model, field, current)
        todo = waiting.count()
        done = 0
        after: UUID | None = None
        while batch := _batch(waiting, field, after):
            changed += _reseal(model, field, batch)
            after = batch[-1][0]
            done += len(batch)
            progress(field.bound_to, done, todo)
    return changed


def _batch(waiting: models.QuerySet[Any], field: SealedField, after: UUID | None) -> list[tuple[UUID, Any]]:
    rows = waiting.order_by("pk") if after is None else waiting.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", field.attname)[:BATCH])


@transaction.atomic
def _reseal(model: type[models.Model], field: SealedField, batch: Iterable[tuple[UUID, Any]]) -> int:
    changed = 0
    for row, old in batch:
        text = crypto.unseal(old, row=row, column=field.bound_to)
        new = crypto.seal(text, row=row, column=field.bound_to)
        same = model._default_manager.filter(pk=row, **{field.attname: bytes(old)})  # noqa: SLF001 (public API)
        changed += same.update(**{field.attname: new})
    return changed


def left_behind() -> dict[str, int]:
    """column -> how many values still need an older key. An older key may be dropped only when all are 0."""
    current = crypto.keyring().current
    counts = {field.bound_to: stale(model, field, current).count() for model, field in sealed_columns()}
    return {column: count for column, count in counts.items() if count}


def blind_columns() -> dict[type[models.Model], list[BlindIndexField]]:
    found: dict[type[models.Model], list[BlindIndexField]] = {}
    for model in apps.get_models():
        fields = [field for field in model._meta.get_fields() if isinstance(field, BlindIndexField)]  # noqa: SLF001 (public in practice)
        if fields:
            found[model] = fields
    return found


def reblind_everything(master: bytes, progress: Progress) -> int:
    """Compute every blind index anew under the key `master`, in the caller's transaction; returns how many rows.

    Batches of BATCH rows, so that memory stays bounded. Running it again with the same key changes nothing. Raises
    KeyMissing when a value cannot be opened: then nothing may change.
    """
    changed = 0
    for model, indexes in blind_columns().items():
        sealed = sorted({index.of for index in indexes})
        rows = model._default_manager.exclude(**dict.fromkeys(sealed, b""))  # noqa: SLF001 (public API)
        todo, done = rows.count(), 0
        after: UUID | None = None
        while batch := list(
            (rows.filter(pk__gt=after) if after else rows).order_by("pk").values("pk", *sealed)[:BATCH]
        ):
            _reblind(model, indexes, batch, master)
            after = batch[-1]["pk"]
            done += len(batch)
            progress(f"{model._meta.label_lower}", done, todo)  # noqa: SLF001 (public API)
        changed += done
    return changed


def blinds_of(
    model: type[models.Model], index: BlindIndexField, rows: list[dict[str, Any]], master: bytes | None = None
) -> list[bytes | None]:
    """What `index` must hold in each of `rows` ("pk" and the sealed column), under `master` or the ring's own key."""
    source = model._meta.get_field(index.of)  # noqa: SLF001 (public API)
    assert isinstance(source, SealedField)
    texts = [crypto.unseal(row[index.of], row=row["pk"], column=source.bound_to) for row in rows]
    cut = [text[-index.last :] for text in texts] if index.last else texts
    return crypto.blind_many(cut, column=index.bound_to or source.bound_to, master=master)


def _reblind(
    model: type[models.Model], indexes: list[BlindIndexField], batch: list[dict[str, Any]], master: bytes
) -> None:
    table = model._meta  # noqa: SLF001 (public API)
    columns = [blinds_of(model, index, batch, master) for index in indexes]
    quote = connection.ops.quote_name
    values = ", ".join(f"{quote(index.attname)} = %s" for index in indexes)
    statement = f"UPDATE {quote(table.db_table)} SET {values} WHERE {quote(table.pk.attname)} = %s"  # noqa: S608 (names of ours)
    keys = [table.pk.get_db_prep_value(row["pk"], connection) for row in batch]
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*columns, keys, strict=True)))
