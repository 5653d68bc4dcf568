"""Linli 邻里: who lives where, who answers for it, and the proof that no household is missed."""

import sys

import pysqlite3
import pysqlite3.dbapi2

# Debian's SQLite (3.40) can corrupt a WAL database that two processes write. Django asks for `sqlite3`, so every
# process of ours gives it the bundled engine (>= 3.51.3) under that name before Django is imported.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

__version__ = "0.1.0"
