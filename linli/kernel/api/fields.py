"""Text and time fields used by every JSON interface. Values that the database cannot store are refused as Invalid."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, WithJsonSchema

MONEY = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^[0-9]{1,8}(\.[0-9]{1,2})?$"}]}
YEARS = range(1970, 2200)


def _plain(text: str) -> str:
    if "\0" in text:
        raise ValueError("a NUL character")
    return text


def _written(at: Any) -> Any:
    """0.5 and 2022 would be taken for seconds since 1970."""
    if isinstance(at, int | float) or (isinstance(at, str) and "T" not in at.upper() and " " not in at):
        raise ValueError("a number, no date with its time")
    return at


def _near(at: datetime) -> datetime:
    if at.year not in YEARS:
        raise ValueError("a year out of range")
    return at


Text = Annotated[str, AfterValidator(_plain)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_near)]
Money = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=2), WithJsonSchema(MONEY)]
