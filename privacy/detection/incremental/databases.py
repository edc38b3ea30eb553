"""How the tables of each kind of database are cut into chunks."""

from importlib.resources import files

import duckdb

from policy.text import Text
from privacy.detection.incremental.hashed_query import HashedQuery
from privacy.stores.catalog import Column, Table, quote
from privacy.stores.config import StoreConfig
from privacy.stores.mysql import bounded
from privacy.stores.session import STATEMENT_MILLISECONDS

# Blocks a range in PostgreSQL: 8 MiB.
BLOCKS = 1024
# Rows a range in DuckDB: one of its row groups.
DUCKDB_ROWS = 122_880
# Rows a range of keys in MySQL should have at least, where keys are spread evenly.
MYSQL_ROWS = 16_384
_LARGEST_SPAN = 1 << 62

_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
_HASHABLE = ("DECIMAL", "DOUBLE", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP", "BLOB")


def postgresql(connection: duckdb.DuckDBPyConnection, store: StoreConfig, table: Table) -> HashedQuery:
    """Block ranges; the whole table where it has none."""
    name = _postgresql_name(table)
    relation = name.replace("'", "''")
    has_blocks = connection.execute(
        "FROM postgres_query(?, ?)", [store.name, _sql("postgresql_kind", relation=relation)]
    ).fetchone()
    if has_blocks is None or not has_blocks[0]:
        return whole(connection, table, Text(zh="不是有自己数据块的表", en="no table with blocks of its own"))
    values = ", ".join(_postgresql_value(column) for column in table.columns)
    parts = {
        "table": name,
        "row_hash": f"hash_record_extended(ROW({values}), hashtidextended(ctid, 0))",
        "columns": ", ".join(_postgresql_output(column) for column in table.columns),
    }

    def read_sql(key: str) -> str:
        first = int(key)
        query = _sql("postgresql_range", **parts, first_block=first, end_block=first + BLOCKS)
        return _on_server("postgres_query", store, query)

    return HashedQuery(
        connection,
        _on_server(
            "postgres_query", store, _sql("postgresql_ranges", **parts, relation=relation, blocks=BLOCKS)
        ),
        read_sql,
        Text(zh=f"按每 {BLOCKS} 个数据块的内容散列", en=f"by a hash of every {BLOCKS} blocks"),
    )


def mysql(connection: duckdb.DuckDBPyConnection, store: StoreConfig, table: Table) -> HashedQuery:
    """Ranges of the key's first column where that is a whole number; else the whole table.

    No `updated_at` is relied on: it shows no deletion, and no change by who forgets to set it.
    """
    first_key = table.column(table.primary_key[0]) if table.primary_key else None
    if first_key is None or first_key.type not in _INTEGERS:
        return whole(connection, table, Text(zh="没有整数主键", en="its primary key is no whole number"))
    row = connection.execute(
        f"SELECT min({quote(first_key.name)}), max({quote(first_key.name)}), "
        f"(FROM mysql_query(?, 'SELECT version()')) FROM {table.sql_name}",
        [store.name],
    ).fetchone()
    assert row is not None
    smallest, largest, version = row
    span = key_span((largest or 0) - (smallest or 0) + 1, table.row_count or 1)
    hashed = ", ".join(
        f"IFNULL(LENGTH({_mysql_name(column)}), 'N'), {_mysql_name(column)}" for column in table.columns
    )
    schema, _, bare = table.name.rpartition(".")
    parts = {
        "table": f"{_backticks(schema)}.{_backticks(bare)}",
        "key": _mysql_name(first_key),
        # Lengths tell ('ab', 'c') from ('a', 'bc'), and an empty text from none.
        "row_hash": f"CAST(CONV(LEFT(MD5(CONCAT_WS(',', {hashed})), 16), 16, 10) AS UNSIGNED)",
        "columns": ", ".join(_mysql_output(column) for column in table.columns),
        "order": ", ".join(_backticks(name) for name in table.primary_key),
    }

    def on_server(name: str, **more: object) -> str:
        query = bounded(_sql(name, **parts, **more), version, STATEMENT_MILLISECONDS)
        return _on_server("mysql_query", store, query)

    def read_sql(key: str) -> str:
        first, last = key_range(int(key), span)
        return on_server("mysql_range", first=first, last=last)

    return HashedQuery(
        connection,
        on_server("mysql_ranges", span=span),
        read_sql,
        Text(zh="按主键区间的内容散列", en="by a hash of each range of keys"),
    )


def duckdb_table(connection: duckdb.DuckDBPyConnection, table: Table) -> HashedQuery:
    """Ranges of rows; a view is read whole."""
    is_table = connection.execute(
        "SELECT count(*) FROM duckdb_tables() "
        "WHERE database_name = ? AND schema_name || '.' || table_name = ?",
        [table.store, table.name],
    ).fetchone()
    if is_table != (1,):
        return whole(connection, table, Text(zh="是视图", en="it is a view"))

    def read_sql(key: str) -> str:
        first = int(key) * DUCKDB_ROWS
        return _sql("duckdb_range", table=table.sql_name, first=first, end=first + DUCKDB_ROWS)

    return HashedQuery(
        connection,
        _sql("duckdb_ranges", table=table.sql_name, span=DUCKDB_ROWS),
        read_sql,
        Text(zh=f"按每 {DUCKDB_ROWS} 行的内容散列", en=f"by a hash of every {DUCKDB_ROWS} rows"),
    )


def whole(connection: duckdb.DuckDBPyConnection, table: Table, why: Text) -> HashedQuery:
    """One chunk: the table is read to compare it, and scanned again as a whole when anything differs."""
    return HashedQuery(
        connection,
        _sql("whole_table", table=table.sql_name),
        lambda key: _sql("whole_table_rows", table=table.sql_name),
        Text(
            zh=f"整表比较，有变化即整表重扫（{why.zh}）",
            en=f"as a whole, scanned again whenever anything changed ({why.en})",
        ),
    )


def key_span(width: int, rows: int) -> int:
    """Keys a range, for keys over `width` numbers.

    Another span makes all ranges others, and a full scan of the table. So there are only powers of four, and
    keys without gaps, as most tables have, stay with the smallest until half of the rows are gone.
    """
    span = MYSQL_ROWS
    while 2 * span * rows < MYSQL_ROWS * width and span < _LARGEST_SPAN:
        span *= 4
    return span


def key_range(number: int, span: int) -> tuple[int, int]:
    """First and last key whose quotient is `number`; SQL's DIV rounds towards zero."""
    if number > 0:
        return number * span, number * span + span - 1
    if number < 0:
        return number * span - span + 1, number * span
    return 1 - span, span - 1


def _sql(name: str, **parts: object) -> str:
    text = files(__package__).joinpath(f"{name}.sql").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    return "\n".join(lines).format(**parts)


def _on_server(function: str, store: StoreConfig, query: str) -> str:
    escaped = query.replace("'", "''")
    return f"FROM {function}('{store.name}', '{escaped}')"


def _postgresql_name(table: Table) -> str:
    schema, _, bare = table.name.rpartition(".")
    return f"{quote(schema)}.{quote(bare)}"


def _postgresql_value(column: Column) -> str:
    """The column in a form that has a hash: `json`, `xml` and `point` have none."""
    is_list = column.type.endswith("]")
    if not is_list and (column.type in _INTEGERS or column.type.startswith(_HASHABLE)):
        return quote(column.name)
    return f"{quote(column.name)}::text"


def _postgresql_output(column: Column) -> str:
    is_text = column.type == "VARCHAR" or column.type.startswith("ENUM")
    return f"{quote(column.name)}::text AS {quote(column.name)}" if is_text else quote(column.name)


def _mysql_output(column: Column) -> str:
    """In a form that arrives: texts of a binary collation, as JSON has in MariaDB, would be bytes, and a date
    such as 2020-01-00 would end the reading."""
    name = _mysql_name(column)
    if column.type == "VARCHAR":
        return f"CONVERT({name} USING utf8mb4) AS {name}"
    if column.type.startswith(("DATE", "TIMESTAMP")):
        return f"IF(MONTH({name}) * DAY({name}) = 0, NULL, {name}) AS {name}"
    return name


def _mysql_name(column: Column) -> str:
    return _backticks(column.name)


def _backticks(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
