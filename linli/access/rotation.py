"""Key rotation of second-factor secrets: our adapter seals them, but they are stored in a library's table."""

import base64
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from linli.access.sign_in import NO_ROW, SECRET_COLUMN
from linli.kernel.sealing import crypto

SEALED = ("secret", "seed", "migrated_codes")


def reseal_authenticators() -> int:
    """Seal every secret with the current key; returns how many rows changed."""
    return sum(_reseal(authenticator) for authenticator in Authenticator.objects.order_by("pk"))


@transaction.atomic
def _reseal(authenticator: Authenticator) -> int:
    data = {name: _renew(value) if name in SEALED else value for name, value in authenticator.data.items()}
    if data == authenticator.data:
        return 0
    same = Authenticator.objects.filter(pk=authenticator.pk, data=authenticator.data)
    return int(same.update(data=data))


def _renew(value: Any) -> Any:
    if isinstance(value, list):
        return [_renew(part) for part in value]
    sealed = base64.b64decode(value)
    if crypto.key_of(sealed) == crypto.keyring().current:
        return value
    text = crypto.unseal(sealed, row=NO_ROW, column=SECRET_COLUMN)
    return base64.b64encode(crypto.seal(text, row=NO_ROW, column=SECRET_COLUMN)).decode()


def authenticators_left() -> int:
    """How many still need an older key."""
    current = crypto.keyring().current
    values = [
        value
        for data in Authenticator.objects.values_list("data", flat=True)
        for name in SEALED
        for value in _flat(data.get(name))
    ]
    return sum(crypto.key_of(base64.b64decode(value)) != current for value in values)


def _flat(value: Any) -> list[str]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
