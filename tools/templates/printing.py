"""Text that breaks only at chosen places, and there only when a line would be too long (after Wadler)."""

from dataclasses import dataclass

WIDTH = 120


@dataclass(frozen=True)
class Break:
    """A place to break: `flat` stands there while the group stays on one line. A forced one always breaks."""

    flat: str = ""
    forced: bool = False
    blank: bool = False  # leaves one line empty


@dataclass(frozen=True)
class Nest:
    by: int
    parts: "tuple[Doc, ...]"


@dataclass(frozen=True)
class Group:
    parts: "tuple[Doc, ...]"
    forced: bool = False


Doc = str | Break | Nest | Group


def forced(doc: Doc) -> bool:
    if isinstance(doc, Break):
        return doc.forced
    if isinstance(doc, Group):
        return doc.forced
    return isinstance(doc, Nest) and any(forced(part) for part in doc.parts)


def group(*parts: Doc, broken: bool = False) -> Group:
    """A group breaks as a whole: when it is told to, holds a forced break, or does not fit."""
    return Group(parts, broken or any(forced(part) for part in parts))


def printed(doc: Doc) -> str:
    out: list[str] = []
    column = 0
    todo: list[tuple[int, bool, Doc]] = [(0, True, doc)]  # indent, whether breaks break, what
    while todo:
        indent, breaking, part = todo.pop()
        if isinstance(part, str):
            out.append(part)
            column = len(part) - part.rfind("\n") - 1 if "\n" in part else column + len(part)
        elif isinstance(part, Nest):
            todo += [(indent + part.by, breaking, each) for each in reversed(part.parts)]
        elif isinstance(part, Group):
            breaks = part.forced or not _fits(part, column, todo)
            todo += [(indent, breaks, each) for each in reversed(part.parts)]
        elif breaking or part.forced:
            if out and not out[-1].strip(" "):
                out.pop()  # an indent with nothing after it
            out.append("\n\n" if part.blank else "\n")
            out.append(" " * indent)
            column = indent
        else:
            out.append(part.flat)
            column += len(part.flat)
    return "".join(out)


def _fits(doc: Doc, column: int, rest: list[tuple[int, bool, Doc]]) -> bool:
    """Whether `doc` on one line, and what follows it up to the next possible break, fits the width."""
    room = WIDTH - column
    todo: list[tuple[bool, Doc]] = [(True, doc)]
    following = len(rest)
    while room >= 0:
        if not todo:
            if following == 0:
                return True
            following -= 1
            todo.append((False, rest[following][2]))
            continue
        flat, part = todo.pop()
        if isinstance(part, str):
            room -= len(part.split("\n")[0])
            if "\n" in part:
                return room >= 0
        elif isinstance(part, Break):
            if not flat or part.forced:
                return True
            room -= len(part.flat)
        else:
            todo += [(flat, each) for each in reversed(part.parts)]
    return False
