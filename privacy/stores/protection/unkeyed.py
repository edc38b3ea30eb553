"""Hashes that hide nothing: a phone or identity number hashed without a key is found by trying them all.

Whether a column holds such hashes is tried with the values that lie in plain columns of the same stores.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from privacy.stores.catalog import Catalog, Table, quote

_HASHES = ("md5({})", "sha1({})", "sha256({})")


@dataclass(frozen=True)
class Place:
    """A column, and the kind of personal information that it holds in plain or hashed."""

    store: str
    table: str
    column: str
    pii_type: str


@dataclass(frozen=True)
class HashedColumn:
    """`values`: how many distinct ones the column holds; `unkeyed`: how many are plain hashes of known ones.

    `known` is how many values of this kind were at hand to try; with none of them nothing can be told.
    """

    place: Place
    values: int
    known: int
    unkeyed: int


def find_unkeyed(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog, hashed: Sequence[Place], plain: Sequence[Place]
) -> list[HashedColumn]:
    """Try every hashed column with all plain values of its kind; columns that are not readable are left out.

    Raises:
        duckdb.Error: a store broke off.
    """
    found = []
    for place in hashed:
        table = _table(catalog, place)
        known = [one for one in plain if one.pii_type == place.pii_type and _table(catalog, one)]
        if table is None:
            continue
        if not known:
            row = connection.execute(f"SELECT count(DISTINCT {quote(place.column)}) FROM {table.sql_name}")
            found.append(HashedColumn(place, (row.fetchone() or (0,))[0], 0, 0))
            continue
        found.append(HashedColumn(place, *_counts(connection, catalog, place, table, known)))
    return found


def _counts(
    connection: duckdb.DuckDBPyConnection,
    catalog: Catalog,
    place: Place,
    table: Table,
    known: Sequence[Place],
) -> tuple[int, int, int]:
    values = " UNION ".join(
        f"SELECT CAST({quote(one.column)} AS VARCHAR) AS value FROM {source.sql_name} "
        f"WHERE {quote(one.column)} IS NOT NULL"
        for one in known
        if (source := _table(catalog, one)) is not None
    )
    digests = " UNION ALL ".join(f"SELECT {digest.format('value')} FROM plain" for digest in _HASHES)
    row = connection.execute(
        f"""
        WITH plain AS ({values}),
        digests (digest) AS ({digests}),
        hashed AS (SELECT DISTINCT lower({quote(place.column)}) AS value FROM {table.sql_name})
        SELECT
            count(value),
            (SELECT count(*) FROM plain),
            count(value) FILTER (WHERE value IN (SELECT digest FROM digests))
        FROM hashed
        """
    ).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


def _table(catalog: Catalog, place: Place) -> Table | None:
    table = catalog.table(place.store, place.table)
    if table is None or not table.is_readable:
        return None
    column = table.column(place.column)
    return table if column is not None and column.type == "VARCHAR" else None
