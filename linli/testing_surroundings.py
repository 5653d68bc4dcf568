"""Sets tests to development with data of their own. Loaded by pytest's `-p` (pyproject.toml), because Django reads its
settings before any conftest.py, and without LINLI_ENV they are those of production."""

import os

import pytest

if os.environ.setdefault("LINLI_ENV", "development") != "development":
    raise pytest.UsageError("测试只在 development 中运行，请去掉 LINLI_ENV / tests run in development: unset LINLI_ENV")
os.environ.setdefault("LINLI_DATA", "var/test")
