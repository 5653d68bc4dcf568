"""Writing letters: the functions that other rooms call. The other actions are in the modules beside this one."""

from linli.notices.actions.letters import NewLetter, read_all, read_letter, write_letter, write_letters

__all__ = ["NewLetter", "read_all", "read_letter", "write_letter", "write_letters"]
