"""The statements of `marked_table` as each kind of server writes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from privacy.detection.incremental import databases
from privacy.detection.incremental.dialects import (
    INTEGERS,
    backticks,
    mysql_column,
    mysql_name,
    mysql_output,
    on_server,
    postgresql_name,
    postgresql_output,
    relation,
    statement,
)
from privacy.stores.catalog import Column, Table, quote
from privacy.stores.config import StoreConfig
from privacy.stores.mysql import bounded
from privacy.stores.session import STATEMENT_MILLISECONDS

# A page of a reading in full: blocks in PostgreSQL (64 MiB), ranges of keys in MySQL; rows where keys are no
# whole numbers, and the server looks at every key for each page.
PAGE_BLOCKS = 8_192
PAGE_RANGES = 16
PAGE_ROWS = 1_000_000
# What PostgreSQL's hash of the key starts from.
_SEED = 0


@dataclass(frozen=True)
class MarkedDialect:
    """How one table is spoken of.

    Attributes:
        parts: what the statements are made of, by the names they use.
        since: (mark as text, seconds) -> condition for rows marked from so many seconds before it.
        page_condition: page -> condition for its rows.
        key_literal: unsigned key hash -> a number as the server returns it.
        bounded: a statement -> the same, cut off by the server after some time.
    """

    parts: dict[str, str]
    pages: Callable[[duckdb.DuckDBPyConnection], list[str]]
    page_condition: Callable[[str], str]
    since: Callable[[str, int], str]
    key_literal: Callable[[int], str]
    literal: Callable[[object], str]
    bounded: Callable[[str], str] = lambda query: query

    @property
    def key_hash(self) -> str:
        return self.parts["key_hash"]

    def key_rows(self, keys: Sequence[Sequence[object]]) -> str:
        """The keys as rows of a SELECT."""
        rows = (", ".join(map(self.literal, key)) for key in keys)
        return " UNION ALL ".join(f"SELECT {row}" for row in rows)


def postgresql_dialect(store: StoreConfig, table: Table, mark: Column) -> MarkedDialect:
    """The hash of the key is the seed for that of the mark."""
    key_hash = str(_SEED)
    for column in _key(table):
        key_hash = _postgresql_hash(column, key_hash)
    wide_mark_hash = _postgresql_hash(mark, _mark_seed(table, key_hash))
    has_zone = mark.type == "TIMESTAMP WITH TIME ZONE"
    kind, now = ("timestamptz", "now()") if has_zone else ("timestamp", "localtimestamp")
    pages_sql = statement("postgresql_pages", relation=relation(table), blocks=PAGE_BLOCKS)

    def pages(connection: duckdb.DuckDBPyConnection) -> list[str]:
        return [str(first) for (first,) in connection.execute(on_server(store, pages_sql)).fetchall()]

    name = quote(mark.name)
    return MarkedDialect(
        parts={
            "table": f"ONLY {postgresql_name(table)}",
            "key_hash": key_hash,
            "mark_hash": f"({wide_mark_hash} & 4294967295)",
            # Masked once, not in every row.
            "mark_parity": f"bit_xor({wide_mark_hash}) & 4294967295",
            "mark": name,
            "mark_text": f"{name}::text",
            "latest": f"least(max({name}), {now})::text",
            "columns": ", ".join(postgresql_output(column) for column in table.columns),
            "key_columns": ", ".join(map(quote, table.primary_key)),
        },
        pages=pages,
        page_condition=lambda page: databases.postgresql_condition(int(page), PAGE_BLOCKS),
        since=lambda text, seconds: f"{name} >= '{text}'::{kind} - interval '{seconds} seconds'",
        key_literal=lambda key: f"'{key - (key >> 63 << 64)}'::bigint",
        literal=_postgresql_literal,
    )


def mysql_dialect(
    store: StoreConfig, table: Table, mark: Column, connection: duckdb.DuckDBPyConnection
) -> MarkedDialect:
    """SHA-1 is the quickest hash these servers have; nobody who could choose keys gains by a collision."""
    whole_number = databases.whole_number_key(table)
    ((version,),) = connection.execute(on_server(store, "SELECT VERSION() AS version")).fetchall()
    keys = [_mysql_key(column) for column in _key(table)]
    if len(keys) > 1 or whole_number is None:
        # Lengths tell ('ab', 'c') from ('a', 'bc').
        keys = [part for key in keys for part in (f"LENGTH({key})", key)]
    name = mysql_column(mark)
    key_hash = f"CAST(CONV(LEFT(SHA1(CONCAT_WS(',', {', '.join(keys)})), 16), 16, 10) AS UNSIGNED)"
    mark_hash = f"CRC32(SHA1(CONCAT_WS(',', {', '.join([*keys, name])})))"

    def pages(connection: duckdb.DuckDBPyConnection) -> list[str]:
        if whole_number is None:
            parts = (table.row_count or 0) // PAGE_ROWS + 1
            return [f"{number}/{parts}" for number in range(parts)]
        span = databases.mysql_span(connection, store, table, whole_number)[0] * PAGE_RANGES
        query = statement("mysql_pages", table=mysql_name(table), key=mysql_column(whole_number), span=span)
        return [f"{number}*{span}" for (number,) in connection.execute(on_server(store, query)).fetchall()]

    def page_condition(page: str) -> str:
        if whole_number is None:
            number, _, parts = page.partition("/")
            return f"{key_hash} % {int(parts)} = {int(number)}"
        number, _, span = page.partition("*")
        return databases.mysql_condition(whole_number, int(number), int(span))

    return MarkedDialect(
        parts={
            "table": mysql_name(table),
            "key_hash": key_hash,
            "mark_hash": mark_hash,
            "mark_parity": f"BIT_XOR({mark_hash})",
            "mark": name,
            "mark_text": f"CAST({name} AS CHAR)",
            "latest": f"CAST(LEAST(MAX({name}), NOW(6)) AS CHAR)",
            "columns": ", ".join(mysql_output(column) for column in table.columns),
            "key_columns": ", ".join(map(backticks, table.primary_key)),
        },
        pages=pages,
        page_condition=page_condition,
        since=lambda text, seconds: f"{name} >= CAST('{text}' AS DATETIME(6)) - INTERVAL {seconds} SECOND",
        key_literal=str,
        literal=_mysql_literal,
        bounded=lambda query: bounded(query, version, STATEMENT_MILLISECONDS),
    )


def _mysql_key(column: Column) -> str:
    """In one character set, so that a key given as text has the same hash."""
    name = mysql_column(column)
    return f"CONVERT({name} USING utf8mb4)" if column.type == "VARCHAR" else name


def _key(table: Table) -> list[Column]:
    return [column for name in table.primary_key if (column := table.column(name)) is not None]


def _mark_seed(table: Table, key_hash: str) -> str:
    """What the hash of the mark starts from: a key of one whole number need not be hashed for that."""
    (first, *others) = _key(table)
    return key_hash if others or first.type not in INTEGERS else f"{quote(first.name)}::bigint"


def _postgresql_hash(column: Column, seed: str) -> str:
    name = quote(column.name)
    if column.type in INTEGERS:
        return f"hashint8extended({name}::bigint, {seed})"
    if column.type == "UUID":
        return f"uuid_hash_extended({name}, {seed})"
    if column.type == "TIMESTAMP WITH TIME ZONE":
        return f"timestamp_hash_extended({name} AT TIME ZONE 'UTC', {seed})"
    if column.type == "TIMESTAMP":
        return f"timestamp_hash_extended({name}::timestamp, {seed})"
    return f'hashtextextended({name}::text COLLATE "C", {seed})'


def _postgresql_literal(value: object) -> str:
    escaped = str(value).replace("'", "''").replace("\\", "\\\\")
    return f"E'{escaped}'"


def _mysql_literal(value: object) -> str:
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    escaped = str(value).replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
