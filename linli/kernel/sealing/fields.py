"""Model fields for sealed values and their blind indexes."""

from typing import Any

from django.db import models


class SealedField(models.BinaryField):  # type: ignore[type-arg] # not subscriptable when run
    """Bytes made by `crypto.seal`. Actions seal and queries unseal explicitly; the field itself does neither.

    `column=` is the name that values are bound to ("room.model.field"), kept as `bound_to`, because Django calls a
    database column `column`. Key rotation and the dump test find every sealed value by this class. The name does not
    change the table, so migrations leave it out.
    """

    def __init__(self, *args: Any, column: str = "", **kwargs: Any) -> None:
        self.bound_to = column
        kwargs.setdefault("default", b"")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


class BlindIndexField(models.BinaryField):  # type: ignore[type-arg] # not subscriptable when run
    """16 bytes made by `crypto.blind`, indexed; None where there is no value.

    Rotation computes it anew by these: `of` names the sealed field of the same row that it comes from, `last` how many
    of its last characters (0: all), `column` what it is bound to (by default the same as the sealed field).
    """

    def __init__(self, *args: Any, of: str = "", last: int = 0, column: str = "", **kwargs: Any) -> None:
        self.of, self.last, self.bound_to = of, last, column
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


class EndingField(models.BinaryField):  # type: ignore[type-arg] # not subscriptable when run
    """Bytes made by `ending.seal`, under a key that ends. Rotation leaves them alone: the key never changes."""

    def __init__(self, *args: Any, column: str = "", **kwargs: Any) -> None:
        self.bound_to = column
        kwargs.setdefault("default", b"")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
