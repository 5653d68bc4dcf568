"""The text of a pack as a street writes it, and what is wrong in it."""

import tomllib

from linli.incidents.rules.packs import Pack, read_pack
from linli.kernel.errors import Invalid
from linli.kernel.messages import sentence

LONGEST = 40_000  # characters


def pack_of(text: str) -> Pack:
    """Raises Invalid at "text" with each fault as a sentence."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise Invalid("incidents.pack_unreadable", field="text", where=str(wrong)) from None
    pack, faults = read_pack(raw)
    if pack is None:
        told = "\n".join(sentence(fault.code, fault.data) for fault in faults)
        raise Invalid("incidents.pack_faults", field="text", faults=told)
    return pack
