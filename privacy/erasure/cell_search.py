"""Cells that hold an identifier: one pass over a table, and a close look at what could be one."""

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa

from privacy.erasure.mention_text import Mentions
from privacy.erasure.ownership import literal
from privacy.stores.catalog import quote

BATCH_ROWS = 50_000


def candidates(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    key: Sequence[str],
    columns: Sequence[str],
    mentions: Mentions,
) -> Iterator[pa.RecordBatch]:
    """Rows of `relation` of which a cell of `columns` may hold an identifier.

    `key` are SQL expressions, given as `k_0` …; cells are texts `m_0` …, NULL where nothing can be in them.
    """
    shape = literal(mentions.pattern())
    keys = "".join(f"{expression} AS k_{place}, " for place, expression in enumerate(key))
    cells = ", ".join(
        f"CASE WHEN regexp_matches(CAST({quote(column)} AS VARCHAR), {shape}) "
        f"THEN CAST({quote(column)} AS VARCHAR) END AS m_{place}"
        for place, column in enumerate(columns)
    )
    some = " OR ".join(f"m_{place} IS NOT NULL" for place in range(len(columns)))
    result = connection.execute(f"SELECT * FROM (SELECT {keys}{cells} FROM {relation}) WHERE {some}")
    return iter(result.to_arrow_reader(BATCH_ROWS))
