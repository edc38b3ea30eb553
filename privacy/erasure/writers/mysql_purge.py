"""InnoDB removes deleted rows later, by threads of its own: waiting for them, and how far they have come."""

import time
from contextlib import suppress

import pymysql
from pymysql.cursors import Cursor

PURGE_SECONDS = 60.0
# Other work always leaves some history behind.
_PURGED = 100
_QUESTIONS = (
    "SHOW GLOBAL STATUS LIKE 'Innodb_history_list_length'",
    "SELECT NAME, COUNT FROM information_schema.INNODB_METRICS WHERE NAME = 'trx_rseg_history_len'",
)


def wait_for_purge(cursor: Cursor, seconds: float) -> int | None:
    """0 once the history of changes is purged; after `seconds` its length, which is that of all tables.

    None where the server does not tell: neither question is allowed to the login.
    """
    deadline = time.monotonic() + seconds
    left = _history(cursor)
    while left is not None and left > _PURGED and time.monotonic() < deadline:
        time.sleep(0.2)
        left = _history(cursor)
    return 0 if left is not None and left <= _PURGED else left


def _history(cursor: Cursor) -> int | None:
    for question in _QUESTIONS:
        with suppress(pymysql.MySQLError):
            cursor.execute(question)
            row = cursor.fetchone()
            if row is not None:
                return int(row[1])
    return None
