"""Bringing rows of DuckDB back, and the conditions by which rows are found and compared."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from privacy.erasure.writers.duckdb_table import Facts
from privacy.erasure.writers.writer import Image, Restored
from privacy.stores.catalog import quote


def insert_again(connection: duckdb.DuckDBPyConnection, image: Image, facts: Facts) -> Restored:
    """Rows of the relation `logged` come back; one whose key another holds, or that a constraint forbids, is
    a conflict. Called inside a transaction, which it ends and begins anew."""
    names = ", ".join(quote(name) for name in image.columns)
    present, free = 0, "true"
    if image.key:
        same = " AND ".join(same_value("t", "s", name) for name in image.columns)
        present = counted_rows(
            connection,
            f"SELECT count(*) FROM {facts.name} t JOIN logged s ON {match(image.key)} WHERE {same}",
        )
        free = f"NOT EXISTS (SELECT 1 FROM {facts.name} t WHERE {match(image.key)})"
    waiting = connection.execute(f"SELECT {names} FROM logged s WHERE {free}").to_arrow_table()
    # A transaction of DuckDB does not outlive an error: what constraints would refuse is tried outside of it.
    connection.execute("COMMIT")
    restored = _insert_halves(connection, facts, names, waiting)
    connection.execute("BEGIN")
    return Restored(restored, present, image.rows - restored - present)


def _insert_halves(connection: duckdb.DuckDBPyConnection, facts: Facts, names: str, rows: pa.Table) -> int:
    """All at once, else in halves: rows that a constraint refuses stay out, the others come back."""
    if not rows.num_rows:
        return 0
    connection.register("waiting", rows)
    try:
        connection.execute(f"INSERT INTO {facts.name} ({names}) SELECT {names} FROM waiting")
        return int(rows.num_rows)
    except duckdb.ConstraintException:
        if rows.num_rows == 1:
            return 0
    half = rows.num_rows // 2
    return sum(
        _insert_halves(connection, facts, names, part) for part in (rows.slice(0, half), rows.slice(half))
    )


def set_back(connection: duckdb.DuckDBPyConnection, image: Image, facts: Facts) -> Restored:
    """Of the relations `logged` and `written`: columns that still hold what was written get their old value;
    any other value makes a row a conflict."""
    names = [name for name, _ in image.instruction.changes]
    pairs = (
        "(SELECT *, row_number() OVER () AS n FROM logged) b "
        "JOIN (SELECT *, row_number() OVER () AS n FROM written) a USING (n)"
    )
    ours = {name: same_value("t", "a", name) for name in names}
    old = {name: same_value("t", "b", name) for name in names}
    if image.key:
        found = f"{pairs} JOIN {facts.name} t ON {equal('t', 'b', image.key)}"
    else:
        # Rows without a key: the n-th that holds what we wrote gets the n-th old content.
        whole = " AND ".join(same_value("t", "a", name) for name in image.columns)
        by = ", ".join(quote(name) for name in image.columns)
        nth = f", row_number() OVER (PARTITION BY {by}) AS nth FROM written"
        numbered = pairs.replace("FROM written", nth)
        found = (
            f"{numbered} "
            f"JOIN (SELECT *, rowid, row_number() OVER (PARTITION BY {by} ORDER BY rowid) AS nth "
            f"FROM {facts.name}) t ON t.nth = a.nth AND {whole}"
        )
    all_old = " AND ".join(old.values())
    known = " AND ".join(f"({ours[name]} OR {old[name]})" for name in names)
    counted = connection.execute(
        f"SELECT count(*) FILTER (WHERE {all_old}), "
        f"count(*) FILTER (WHERE ({known}) AND NOT ({all_old})) FROM {found}"
    ).fetchone() or (0, 0)
    values = ", ".join(
        f"CASE WHEN {ours[name]} THEN b.{quote(name)} ELSE t.{quote(name)} END AS {quote(name)}"
        for name in names
    )
    back = connection.execute(
        f'SELECT {values}, t.rowid AS "quanyi place" FROM {found} WHERE {" OR ".join(ours.values())}'
    ).to_arrow_table()
    connection.register("back", back)
    assignments = ", ".join(f"{quote(name)} = w.{quote(name)}" for name in names)
    connection.execute(
        f'UPDATE {facts.name} t SET {assignments} FROM back w WHERE t.rowid = w."quanyi place"'
    )
    present, restored = counted
    return Restored(restored, present, image.rows - restored - present)


def match(key: Sequence[str], alias: str = "s") -> str:
    return equal("t", alias, key)


def equal(left: str, right: str, key: Sequence[str]) -> str:
    return " AND ".join(f"{left}.{quote(name)} = {right}.{quote(name)}" for name in key)


def same_value(left: str, right: str, name: str) -> str:
    return f"({left}.{quote(name)} IS NOT DISTINCT FROM {right}.{quote(name)})"


def paired(facts: Facts, columns: Sequence[str]) -> str:
    """Rows of the table paired with logged rows of the same content, the n-th with the n-th."""
    by = ", ".join(quote(name) for name in columns)
    same = " AND ".join(same_value("t", "s", name) for name in columns)
    return (
        f"SELECT 1 FROM (SELECT {by}, row_number() OVER (PARTITION BY {by}) AS nth FROM {facts.name}) t "
        f"JOIN (SELECT {by}, row_number() OVER (PARTITION BY {by}) AS nth FROM logged) s "
        f"ON t.nth = s.nth AND {same}"
    )


def counted_rows(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
