"""The four errors that a user can meet. Anything else is a bug and crashes loudly.

`code` names the message in the catalogue of the room that raises it (`<room>/messages.py`); `data` fills it. One
middleware (`linli.web.middleware`) turns them into a page, a fragment or JSON.
"""


class Expected(Exception):
    """Base of the four. `field` names the form field the message belongs to, where there is one."""

    status = 400

    def __init__(self, code: str, *, field: str = "", **data: object) -> None:
        super().__init__(code)
        self.code, self.field, self.data = code, field, data


class Invalid(Expected):
    status = 422


class NotAllowed(Expected):
    status = 403


class NotFound(Expected):
    status = 404


class Conflict(Expected):
    status = 409
