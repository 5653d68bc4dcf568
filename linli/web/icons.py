"""Icons on a 24 x 24 grid: the content of an <svg>, in the colour of the surrounding text."""

_LINE = 'fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'


def _line(path: str) -> str:
    return f'<path d="{path}" {_LINE}/>'


ICONS: dict[str, str] = {
    "hive": '<path d="M12 1.6l9 5.2v10.4l-9 5.2-9-5.2V6.8z" fill="#e3a008"/>',
    "board": _line(
        "M12 3l4 2.3v4.6L12 12.2 8 9.9V5.3zM7 12l4 2.3v4.6L7 21.2 3 18.9v-4.6zM17 12l4 2.3v4.6l-4 2.3-4-2.3v-4.6z"
    ),
    "corps": _line("M12 3v4M12 11v4M6 19v-4h12v4M9 3h6v4H9zM3 17h6v4H3zM15 17h6v4h-6z"),
    "calls": _line(
        "M3 13a5.5 5.5 0 1 0 11 0V9.5h7V6H8.5A5.5 5.5 0 0 0 3 13zM8.5 10.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z"
    ),
    "near": _line("M12 21c-4-4.5-6.5-7.6-6.5-11a6.5 6.5 0 0 1 13 0c0 3.4-2.5 6.5-6.5 11zM9 10l2.2 2.2L15.3 8"),
    "units": _line("M3 21V5h10v16M13 10h8v11M6 9h4M6 13h4M6 17h4M16 14h2M16 18h2M2 21h20"),
    "people": _line(
        "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-6.5 7-6.5s7 2.5 7 6.5"
        "M16 3.5a4 4 0 0 1 0 7M18.5 15c2.2 1 3.5 3.2 3.5 6"
    ),
    "imports": _line("M12 3v11M8 10l4 4 4-4M4 17v3h16v-3"),
    "incident": _line("M12 3l9.5 17h-19zM12 9.5v5M12 17.3v.4"),
    "places": _line("M4 21V8l8-5 8 5v13M9 21v-6h6v6M2 21h20"),
    "confirm": _line("M9 12l2.5 2.5L16 10M12 3l7 3v6c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6z"),
    "members": _line("M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM4 21c0-4.5 3.5-7 8-7s8 2.5 8 7"),
    "accounts": _line("M6 11h12v10H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11M12 15v2.5"),
    "trail": _line("M6 3h9l4 4v14H6zM9 11h7M9 15h7M9 7h3"),
    "flows": _line("M4 6h6v6H4zM14 12h6v6h-6zM10 9h7v3M7 12v3h7"),
    "keys": _line("M8 11a4 4 0 1 0 .01 0M11 13l9-9M16 8l3 3M13.5 10.5l2 2"),
    "me": _line(
        "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6z"
        "M6.5 18.5c1-2.5 3-3.7 5.5-3.7s4.5 1.2 5.5 3.7"
    ),
    "home": _line("M3 11l9-8 9 8M5.5 9.5V21h13V9.5"),
    "menu": _line("M4 7h16M4 12h16M4 17h16"),
    "close": _line("M6 6l12 12M18 6L6 18"),
    "out": _line("M14 4H5v16h9M10 12h11M17 8l4 4-4 4"),
    "language": _line(
        "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 2.5 4 5.5 4 9s-1 6.5-4 9c-3-2.5-4-5.5-4-9s1-6.5 4-9z"
    ),
    "inbox": _line("M4 5h16v14H4zM4 6l8 7 8-7"),
    "horn": _line("M4 10v4h3l8 5V5l-8 5zM18 9a4 4 0 0 1 0 6"),
    "knock": _line("M6 21V3h12v18M3 21h18M14.5 12v1.5"),
    "letters": _line("M3 19L8.5 5 14 19M5 14.5h7M15 19l3-8 3 8M16 16.5h4"),
    "search": _line("M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L21 21"),
    "diary": _line("M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M8 14h3"),
    "print": _line("M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z"),
}
