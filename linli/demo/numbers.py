"""Identity and phone numbers of fictional people: the right shape, and nobody's.

An identity number here has the region digits of a province followed by 9999: a prefecture and a county that do not
exist, so the number cannot be anybody's, while birth date, serial (odd for men) and check digit follow GB 11643-1999. A
phone number begins with 154, a block that no operator gives to the public.
"""

from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
FICTIONAL_REGION = "9999"
FICTIONAL_PHONES = "154"
_PHONES = 10**8
_STEP = 61_803_399  # coprime to 10**8, so that every serial gives another number and successive numbers look different


def check_digit(seventeen: str) -> str:
    """ISO 7064 MOD 11-2, as GB 11643-1999 writes it (upper-case X)."""
    return CHECK[sum(int(digit) * weight for digit, weight in zip(seventeen, WEIGHTS, strict=True)) % 11]


class Numbers:
    """Gives each person a unique number, in the order of the calls and without randomness."""

    def __init__(self) -> None:
        self._serials: dict[tuple[str, date, str], int] = {}
        self._phones = 0

    def identity(self, *, born: date, sex: str, province: str) -> str:
        """18 characters. Raises ValueError beyond 499 people of one province, day and sex."""
        asked = (province, born, sex)
        count = self._serials.get(asked, 0) + 1
        if count > 499:
            raise ValueError(asked)
        self._serials[asked] = count
        serial = 2 * count + (1 if sex == "1" else 0)
        seventeen = f"{province}{FICTIONAL_REGION}{born:%Y%m%d}{serial:03d}"
        return seventeen + check_digit(seventeen)

    def phone(self) -> str:
        self._phones += 1
        return f"{FICTIONAL_PHONES}{self._phones * _STEP % _PHONES:08d}"
