"""Text and time fields used by every JSON interface. Values that the database cannot store are refused as Invalid."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

YEARS = range(1970, 2200)


def _plain(text: str) -> str:
    if "\0" in text:
        raise ValueError("a NUL character")
    return text


def _near(at: datetime) -> datetime:
    if at.year not in YEARS:
        raise ValueError("a year out of range")
    return at


Text = Annotated[str, AfterValidator(_plain)]
Moment = Annotated[AwareDatetime, AfterValidator(_near)]
