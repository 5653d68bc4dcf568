import io
import json
import logging

import pytest
import structlog

from linli.project.logs import PERSONAL, logging_config


@pytest.fixture
def line():
    """Configures logging as in production and returns what an event writes."""
    before = structlog.get_config()
    config = logging_config("production")
    formatter = config["formatters"]["line"]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter["()"](**{k: v for k, v in formatter.items() if k != "()"}))
    root = logging.getLogger("linli.test_logs")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False
    yield lambda: json.loads(written.getvalue().strip().splitlines()[-1])
    root.removeHandler(handler)
    structlog.configure(**before)


def test_events_are_json_without_personal_data(line):
    logger = structlog.get_logger("linli.test_logs")
    logger.info("people.viewed", count=3, **dict.fromkeys(PERSONAL, "李小明 13800000000"))
    written = line()
    assert written["event"] == "people.viewed" and written["count"] == 3
    assert "李小明" not in json.dumps(written, ensure_ascii=False)


def test_a_library_s_line_is_json_too(line):
    logging.getLogger("linli.test_logs").warning("something %s", "happened")
    assert line()["event"] == "something happened"
