"""COPY out of PostgreSQL, read by libpq itself: psycopg's own reader waits for every single row in Python."""

import io
from typing import Any

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus


def copied(connection: psycopg.Connection[Any], query: str) -> tuple[bytes, int]:
    """The rows of a query in COPY's text form, and their number; the connection is inside a transaction.

    Raises:
        psycopg.Error: as for any statement.
    """
    pgconn = connection.pgconn
    started = pgconn.exec_(f"COPY ({query}) TO STDOUT".encode())
    if started.status != ExecStatus.COPY_OUT:
        raise error_from_result(started)
    # Written on at once: ten thousand views of rows kept would have Python look through all its objects.
    rows = io.BytesIO()
    while True:
        size, row = pgconn.get_copy_data(0)
        if size < 0:
            break
        rows.write(row)
    ended = pgconn.get_result()
    # Until there is none the connection takes no other statement.
    while pgconn.get_result() is not None:
        continue
    if ended is None or ended.status != ExecStatus.COMMAND_OK:
        raise psycopg.OperationalError("COPY broke off") if ended is None else error_from_result(ended)
    return rows.getvalue(), ended.command_tuples or 0
