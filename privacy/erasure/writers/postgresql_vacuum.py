"""VACUUM after an erasure, and what it says it could not remove."""

from collections.abc import Sequence
from typing import Any

import psycopg

from privacy.erasure.writers.postgresql_table import quoted


def vacuum(
    connection: psycopg.Connection[Any], tables: Sequence[str], *, rebuild_indexes: bool
) -> int | None:
    """Rows that are dead and still there, as others may still see them; None where the login may not vacuum.

    The connection is in autocommit mode. Index pages keep values of rows that are gone, as separators between
    pages, until the index is rebuilt.
    """
    said: list[str] = []
    connection.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))
    # How long a VACUUM takes is the table's size; only a lock that it does not get is waited for in vain.
    connection.execute("SET lock_timeout = '60s'; SET statement_timeout = 0; SET client_min_messages = info")
    for table in tables:
        connection.execute(f"VACUUM (VERBOSE, INDEX_CLEANUP ON, TRUNCATE OFF) {quoted(table)}")
    if rebuild_indexes:
        for table in tables:
            connection.execute(f"REINDEX TABLE CONCURRENTLY {quoted(table)}")
    return _dead_rows(said, len(tables))


def _dead_rows(said: Sequence[str], tables: int) -> int | None:
    """From VACUUM's own report; a table without one was skipped, for want of rights."""
    dead, reports = 0, 0
    for message in said:
        for line in message.splitlines():
            if line.startswith("tuples:") and "dead but not yet removable" in line:
                reports += 1
                dead += int(line.split(",")[2].split()[0])
    return dead if reports >= tables else None
