"""Writing letters: what the other rooms call. `publishing`, `telling`, `channels`, `codes` hold the rest."""

from linli.notices.actions.letters import NewLetter, read_all, read_letter, write_letter, write_letters

__all__ = ["NewLetter", "read_all", "read_letter", "write_letter", "write_letters"]
