"""Background work that did not end: each room's `jobs.undone(now)` counts its own, `linli doctor` reports them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Undone:
    """`rows`: how many. `text`: the sentence for the console, with "{}" for their number. `lost`: nothing tries again
    until a person does something about it, and nobody is told on a page."""

    rows: int
    text: str
    lost: bool = False
