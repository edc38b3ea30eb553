"""Bringing rows of SQLite back. A row without a key is known by its content: of equal ones any will do."""

import sqlite3
from collections.abc import Sequence

from privacy.erasure.writers.cells import Row
from privacy.erasure.writers.sqlite_table import Facts
from privacy.erasure.writers.writer import Image, Restored
from privacy.stores.catalog import quote


def twins(connection: sqlite3.Connection, facts: Facts, image: Image, row: Row) -> int:
    """Rows of exactly this content in the table now."""
    where, values = _whole(image, row)
    (count,) = connection.execute(f"SELECT count(*) FROM {facts.name} WHERE {where}", values).fetchone()
    return int(count)


def restore_deleted(
    connection: sqlite3.Connection, facts: Facts, image: Image, rows: Sequence[Row]
) -> Restored:
    restored = present = 0
    waiting = list(rows)
    # A row may refer to another of its table: go on for as long as some find what they refer to.
    while waiting:
        left = []
        for row in waiting:
            if image.key and (stands := _standing(connection, facts, image, row)) is not None:
                present += stands == row
            elif _inserted(connection, facts, image, row):
                restored += 1
            else:
                left.append(row)
        if len(left) == len(waiting):
            break
        waiting = left
    return Restored(restored, present, len(rows) - restored - present)


def set_back(
    connection: sqlite3.Connection, facts: Facts, image: Image, rows: Sequence[Row], after: Sequence[Row]
) -> Restored:
    """Columns that still hold what we wrote get their old value; a row with any other value is a conflict."""
    restored = present = 0
    for old, ours in zip(rows, after, strict=True):
        if not image.key:
            if old == ours:
                present += 1
            elif _set_whole(connection, facts, image, old, ours):
                restored += 1
            continue
        now = _standing(connection, facts, image, old)
        if now is None:
            continue
        if now == old:
            present += 1
            continue
        back = tuple(o if n == a else n for n, o, a in zip(now, old, ours, strict=True))
        known = all(n in (o, a) for n, o, a in zip(now, old, ours, strict=True))
        _update(connection, facts, image, back)
        restored += known
    return Restored(restored, present, len(rows) - restored - present)


def _standing(connection: sqlite3.Connection, facts: Facts, image: Image, row: Row) -> Row | None:
    names = ", ".join(quote(name) for name in image.columns)
    where, values = _by_key(image, row)
    found: Row | None = connection.execute(
        f"SELECT {names} FROM {facts.name} WHERE {where}", values
    ).fetchone()
    return found


def _inserted(connection: sqlite3.Connection, facts: Facts, image: Image, row: Row) -> bool:
    names = ", ".join(quote(name) for name in image.columns)
    holes, values = _bound(row)
    try:
        connection.execute(f"INSERT INTO {facts.name} ({names}) VALUES ({', '.join(holes)})", values)
    except sqlite3.IntegrityError:
        return False
    return True


def _update(connection: sqlite3.Connection, facts: Facts, image: Image, row: Row) -> None:
    changed = [name for name, _ in image.instruction.changes]
    holes, values = _bound([row[image.columns.index(name)] for name in changed])
    assignments = ", ".join(f"{quote(name)} = {hole}" for name, hole in zip(changed, holes, strict=True))
    where, key = _by_key(image, row)
    connection.execute(f"UPDATE {facts.name} SET {assignments} WHERE {where}", [*values, *key])


def _set_whole(connection: sqlite3.Connection, facts: Facts, image: Image, old: Row, ours: Row) -> bool:
    changed = [name for name, _ in image.instruction.changes]
    holes, values = _bound([old[image.columns.index(name)] for name in changed])
    assignments = ", ".join(f"{quote(name)} = {hole}" for name, hole in zip(changed, holes, strict=True))
    where, whole = _whole(image, ours)
    done = connection.execute(
        f"UPDATE {facts.name} SET {assignments} "
        f"WHERE rowid = (SELECT rowid FROM {facts.name} WHERE {where} LIMIT 1)",
        [*values, *whole],
    )
    return done.rowcount == 1


def _by_key(image: Image, row: Row) -> tuple[str, list[object]]:
    holes, values = _bound([row[image.columns.index(name)] for name in image.key])
    return " AND ".join(f"{quote(n)} = {hole}" for n, hole in zip(image.key, holes, strict=True)), values


def _whole(image: Image, row: Row) -> tuple[str, list[object]]:
    holes, values = _bound(row)
    return " AND ".join(f"{quote(n)} IS {hole}" for n, hole in zip(image.columns, holes, strict=True)), values


def _bound(row: Sequence[object]) -> tuple[list[str], list[object]]:
    """Placeholders and values; a text that is no valid Unicode goes in as its bytes."""
    holes: list[str] = []
    values: list[object] = []
    for value in row:
        try:
            if isinstance(value, str):
                value.encode()
            holes.append("?")
            values.append(value)
        except UnicodeEncodeError:
            holes.append("CAST(? AS TEXT)")
            values.append(str(value).encode("utf-8", "surrogateescape"))
    return holes, values
