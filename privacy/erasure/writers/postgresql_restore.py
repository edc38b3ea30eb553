"""Bringing rows of PostgreSQL back, and the conditions by which rows are found and compared."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import errors as pg

from privacy.erasure.writers.postgresql_staging import Staging
from privacy.erasure.writers.postgresql_table import Facts
from privacy.erasure.writers.writer import Image, Restored
from privacy.stores.catalog import quote

Connection = psycopg.Connection[Any]


def insert_again(connection: Connection, staging: Staging, facts: Facts, image: Image) -> Restored:
    """Rows that went come back; one whose key another holds, or that a constraint forbids, is a conflict."""
    staged = staging.rows(facts, image.columns, image.body)
    same = " AND ".join(same_text(name, f"s.{quote(name)}") for name in image.columns)
    (present,) = connection.execute(
        f"SELECT count(*) FROM {facts.name} t JOIN {staged} s ON {match('s', image.key)} WHERE {same}"
    ).fetchone() or (0,)
    columns = ", ".join(quote(name) for name in image.columns)
    insert = (
        f"INSERT INTO {facts.name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {staged} s "
        f"WHERE NOT EXISTS (SELECT FROM {facts.name} t WHERE {match('s', image.key)})"
    )
    try:
        with connection.transaction():
            restored = connection.execute(insert).rowcount
    except pg.IntegrityError:
        restored = _insert_singly(connection, insert, staged)
    return Restored(restored, present, image.rows - restored - present)


def _insert_singly(connection: Connection, insert: str, staged: str) -> int:
    """Row by row: those that others make impossible stay out, the rest come back."""
    ordinals = connection.execute(f"SELECT ordinal FROM {staged} ORDER BY ordinal").fetchall()
    restored = 0
    for (ordinal,) in ordinals:
        try:
            with connection.transaction():
                restored += connection.execute(f"{insert} AND s.ordinal = {ordinal}").rowcount
        except pg.IntegrityError:
            continue
    return restored


def set_back(
    connection: Connection, staging: Staging, facts: Facts, image: Image, written: bytes
) -> Restored:
    """Columns that still hold what was `written` get their old value; any other makes a row a conflict."""
    names = [name for name, _ in image.instruction.changes]
    before = staging.rows(facts, image.columns, image.body)
    after = staging.rows(facts, image.columns, written, "after")
    joined = f"{before} b JOIN {after} a ON {equal('a', 'b', image.key)}"
    ours = {name: same_text(name, f"a.{quote(name)}") for name in names}
    old = {name: same_text(name, f"b.{quote(name)}") for name in names}
    all_old = " AND ".join(old.values())
    known = " AND ".join(f"({ours[name]} OR {old[name]})" for name in names)
    connection.execute(
        f"SELECT FROM {facts.name} t JOIN {before} s ON {match('s', image.key)} FOR UPDATE OF t"
    )
    counted = connection.execute(
        f"SELECT count(*) FILTER (WHERE {all_old}), count(*) FILTER (WHERE ({known}) AND NOT ({all_old})) "
        f"FROM {joined} JOIN {facts.name} t ON {match('b', image.key)}"
    ).fetchone() or (0, 0)
    assignments = ", ".join(
        f"{quote(name)} = CASE WHEN {ours[name]} THEN b.{quote(name)} ELSE t.{quote(name)} END"
        for name in names
    )
    any_ours = " OR ".join(ours.values())
    connection.execute(
        f"UPDATE {facts.name} t SET {assignments} FROM {joined} "
        f"WHERE {match('b', image.key)} AND ({any_ours})"
    )
    present, restored = counted
    return Restored(restored, present, image.rows - restored - present)


def match(alias: str, key: Sequence[str]) -> str:
    return equal("t", alias, key)


def equal(left: str, right: str, key: Sequence[str]) -> str:
    return " AND ".join(f"{left}.{quote(name)} = {right}.{quote(name)}" for name in key)


def same_text(name: str, value: str) -> str:
    """As text: `json`, `xml` and `point` know no equality."""
    return f"(t.{quote(name)}::text IS NOT DISTINCT FROM {value}::text)"
