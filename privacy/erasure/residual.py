"""The residual scan: does anything still hold an identifier of somebody we erased?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from privacy.erasure.cell_search import candidates
from privacy.erasure.identifiers import Identifiers
from privacy.erasure.mention_text import Mentions
from privacy.stores.catalog import Catalog, Table, quote

_CHUNK_BYTES = 1 << 22
_SEARCHED = re.compile(
    r"VARCHAR|JSON|BLOB|STRUCT|MAP|LIST|\[|BIGINT|HUGEINT|INTEGER|DECIMAL|UUID", re.IGNORECASE
)


@dataclass(frozen=True, order=True)
class Residue:
    """`rows` rows of a column (or 1 of a file) that hold an identifier; which one is not kept.

    `where` is the store's name, `warehouse`, or the kind of output that a file belongs to.
    """

    where: str
    table: str
    column: str
    rows: int


def search_stores(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog, identifiers: Identifiers
) -> list[Residue]:
    """Every readable table of the catalog, all columns that can hold text or a number.

    Width, case, and blanks, dashes or dots between the groups of a number make no difference; see `Mentions`.
    """
    wanted = Mentions(("", form) for form in identifiers.forms)
    return sorted(
        residue
        for table in catalog.tables
        if table.is_readable
        for residue in _search(connection, wanted, table.store, table)
    )


def search_warehouse(connection: duckdb.DuckDBPyConnection, identifiers: Identifiers) -> list[Residue]:
    """The tables of the warehouse, for the raw identifiers and for their pseudonyms."""
    tables = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() "
        "AND NOT temporary ORDER BY ALL"
    ).fetchall()
    found = []
    wanted = Mentions(("", form) for form in identifiers.forms | identifiers.keyed)
    for schema, name in tables:
        columns = connection.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = "
            "current_database() AND schema_name = ? AND table_name = ?",
            (schema, name),
        ).fetchall()
        place = f"{quote(schema)}.{quote(name)}"
        for column, type_ in columns:
            rows = _rows_with(connection, wanted, place, column, type_)
            if rows:
                found.append(Residue("warehouse", f"{schema}.{name}", column, rows))
    return sorted(found)


def search_files(folder: Path, where: str, identifiers: Identifiers) -> list[Residue]:
    """Files that we wrote as text (pages, reports, logs): those with an identifier or a pseudonym in them."""
    wanted = identifiers.forms | identifiers.keyed
    return [
        Residue(where, path.relative_to(folder).as_posix(), "", 1)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(not wanted.isdisjoint(tokens) for tokens in _tokens(path))
    ]


def _search(
    connection: duckdb.DuckDBPyConnection, wanted: Mentions, store: str, table: Table
) -> Iterator[Residue]:
    for column in table.columns:
        rows = _rows_with(connection, wanted, table.sql_name, column.name, column.type)
        if rows:
            yield Residue(store, table.name, column.name, rows)


def _rows_with(
    connection: duckdb.DuckDBPyConnection, wanted: Mentions, place: str, column: str, type_: str
) -> int:
    if not wanted or not _SEARCHED.search(type_):
        return 0
    return sum(
        bool(wanted.in_text(cell))
        for batch in candidates(connection, place, (), (column,), wanted)
        for cell in batch.column("m_0").to_pylist()
    )


_TOKEN = re.compile(rb"[0-9A-Za-z._%+@-]{6,}")


def _tokens(path: Path) -> Iterator[set[str]]:
    """The words of a file, a few MB at a time; a word across two pieces is seen whole in one of them."""
    with path.open("rb") as file:
        rest = b""
        while chunk := file.read(_CHUNK_BYTES):
            piece = rest + chunk
            found = {word.decode().lower() for word in _TOKEN.findall(piece)}
            yield found | {part for word in found for part in re.split(r"[._%+@-]", word)}
            rest = piece[-256:]
