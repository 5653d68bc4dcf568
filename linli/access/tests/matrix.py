"""What the walk through every address (`tests/matrix`) must know of this room."""

from linli.access.permissions import Permission as P

OPEN_TO_ACCOUNTS = {  # pages that ask for no permission of the room, and why
    "access:profile": "one's own account",
    "access:password": "one's own account",
    "access:receipt": "what one's own account waits for",
    "access:end_session": "one's own account",
    "access:end_others": "one's own account",
}
SHOWN_TO = {  # who may see a mark: holding any of these where the row lies
    "access": frozenset(
        {P.ACCESS_ACCOUNTS, P.CORPS_KINDS, P.CORPS_APPOINT, P.CORPS_READ, P.PLACES_MODES, P.PLACES_READ}
    ),
    "access.apikey": frozenset({P.API_KEYS}),
    "kernel": frozenset({P.ACCESS_AUDIT}),  # whose trail is shown on the auditor's page
}
LEFT_OUT = {  # models whose rows are no content of a place
    "access.account",
    "access.grant",
}
STREET_WIDE = {  # rows that belong to a whole street, not to a door
    "access.postkind",
}
# Columns that cannot hold any text: a value for all cells, or a function of (cell letter, row, rows made so far).
PLAIN = {
    "access.postkind.path": lambda cell, row, rows: "0002" if cell == "f" else "0001",
    "access.postkind.code": lambda cell, row, rows: f"post_{cell}",
    "access.grant.title": "网格员",
}

# Sent twice (tests/matrix/test_twice.py): the answer of the second press where it is not that of the first.
ANSWERED_OTHERWISE = {
    "access:new_account": "the first password is shown once: the second answer is the account's page",
    "access:account_password": "the first password is shown once: the second answer is the account's page",
}
TYPED_IN = {
    "access:password": {
        "old": lambda found: found.canaries.password,
        "new": "long-enough-2022",
        "again": "long-enough-2022",
    },
    "access:end_session": {},
    "access:end_others": {},
}
STANDS = {"access:end_session": {"user": lambda found: found.street.people["everywhere"].account}}
