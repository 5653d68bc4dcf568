"""Logs: one JSON object a line in production, readable lines elsewhere; never personal data.

Events carry ids, counts and codes. A processor drops every key that could hold a person's name, number or phone, in
case somebody adds one: the trail, not the log, says who did what.
"""

from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# Keys that could hold a person's data.
PERSONAL = frozenset(
    {
        "name",
        "username",
        "actor_name",
        "phone",
        "identity",
        "password",
        "code",
        "address",
        "ip",
        "email",
        "text",
        "body",
    }
)


def without_personal_data(_logger: Any, _method: str, event: EventDict) -> EventDict:
    for key in PERSONAL & event.keys():
        event[key] = "…"
    return event


def logging_config(environment: str) -> dict[str, Any]:
    """`logging.config.dictConfig`'s argument; also tells structlog to hand its events to the standard library."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_personal_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    # A plain traceback: the one that structlog makes by itself shows the variables, and with them persons.
    renderer: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if environment == "production"
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        # The line of an expected refusal contains the address, and an address may contain what was searched for.
        "loggers": {
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
    }
