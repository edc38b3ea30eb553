"""Bringing rows of MySQL and MariaDB back."""

from collections.abc import Mapping, Sequence

import pymysql
from pymysql.cursors import Cursor

from privacy.erasure.writers.cells import Row
from privacy.erasure.writers.mysql_table import Facts, backticks
from privacy.erasure.writers.writer import Image, Restored


def insert_again(
    cursor: Cursor, image: Image, facts: Facts, rows: Sequence[Row], now: Mapping[Row, Row]
) -> Restored:
    """Rows that went come back; `now` are those that stand there, by key."""
    names = ", ".join(backticks(name) for name in image.columns)
    holes = ", ".join(facts.columns[name].hole for name in image.columns)
    statement = f"INSERT INTO {facts.name} ({names}) VALUES ({holes})"
    present = sum(now.get(picked(image, row)) == row for row in rows)
    waiting = [row for row in rows if picked(image, row) not in now]
    restored = 0
    # A row may refer to another of its table: go on for as long as some find what they refer to.
    while waiting:
        left = [row for row in waiting if not _inserted(cursor, statement, row)]
        restored += len(waiting) - len(left)
        if len(left) == len(waiting):
            break
        waiting = left
    return Restored(restored, present, image.rows - restored - present)


def _inserted(cursor: Cursor, statement: str, row: Row) -> bool:
    try:
        cursor.execute(statement, row)
    except pymysql.IntegrityError:
        return False
    return True


def rows_to_set_back(
    image: Image, rows: Sequence[Row], written: Sequence[Row], now: Mapping[Row, Row]
) -> tuple[list[Row], Restored]:
    """The rows as they should be: columns that still hold what was `written` get their old value; any other
    value makes a row a conflict."""
    restored = present = 0
    back: list[Row] = []
    for old, ours in zip(rows, written, strict=True):
        stands = now.get(picked(image, old))
        if stands is None:
            continue
        if stands == old:
            present += 1
            continue
        restored += all(n in (o, a) for n, o, a in zip(stands, old, ours, strict=True))
        back.append(tuple(o if n == a else n for n, o, a in zip(stands, old, ours, strict=True)))
    return back, Restored(restored, present, image.rows - restored - present)


def picked(image: Image, row: Row) -> Row:
    return tuple(row[image.columns.index(name)] for name in image.key)
