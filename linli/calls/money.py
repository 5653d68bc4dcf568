"""Amounts in yuan, to the fen. Payment happens elsewhere; here amounts are only recorded."""

from decimal import Decimal, InvalidOperation

from linli.kernel.errors import Invalid

MOST = Decimal("99999999.99")
FEN = Decimal("0.01")


def check_amount(amount: Decimal | str | None, *, field: str = "amount", required: bool = False) -> Decimal | None:
    """Raises Invalid at `field`: not a number, negative, parts of a fen, or too large for the column."""
    if amount is None or amount == "":
        if required:
            raise Invalid("calls.amount_missing", field=field)
        return None
    try:
        value = Decimal(amount)
        exact = value.quantize(FEN)
    except (InvalidOperation, ValueError):
        raise Invalid("calls.amount_wrong", field=field) from None
    if not value.is_finite() or exact != value or not 0 <= value <= MOST:
        raise Invalid("calls.amount_wrong", field=field)
    return exact
