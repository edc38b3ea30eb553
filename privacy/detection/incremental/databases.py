"""How the tables of each kind of database are cut into chunks."""

import duckdb

from policy.text import Text
from privacy.detection.incremental.dialects import (
    INTEGERS,
    backticks,
    mysql_column,
    mysql_name,
    mysql_output,
    on_server,
    postgresql_name,
    postgresql_output,
    postgresql_value,
    relation,
    statement,
)
from privacy.detection.incremental.hashed_query import HashedQuery
from privacy.stores.catalog import Column, Table
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
NO_BLOCKS = Text(zh="不是有自己数据块的表", en="no table with blocks of its own")


def postgresql(connection: duckdb.DuckDBPyConnection, store: StoreConfig, table: Table) -> HashedQuery:
    """Block ranges; the whole table where it has none."""
    if not has_blocks(connection, store, table):
        return whole(connection, table, NO_BLOCKS)
    values = ", ".join(postgresql_value(column) for column in table.columns)
    parts = {
        "table": postgresql_name(table),
        "row_hash": f"hash_record_extended(ROW({values}), hashtidextended(ctid, 0))",
        "columns": ", ".join(postgresql_output(column) for column in table.columns),
    }
    ranges = statement("postgresql_ranges", **parts, relation=relation(table), blocks=BLOCKS)

    def read_sql(key: str) -> str:
        return on_server(
            store, statement("postgresql_range", **parts, condition=postgresql_condition(int(key), BLOCKS))
        )

    return HashedQuery(
        connection,
        on_server(store, ranges),
        read_sql,
        Text(zh=f"按每 {BLOCKS} 个数据块的内容散列", en=f"by a hash of every {BLOCKS} blocks"),
    )


def has_blocks(connection: duckdb.DuckDBPyConnection, store: StoreConfig, table: Table) -> bool:
    """Whether a table of PostgreSQL can be read by ranges of its own blocks."""
    query = on_server(store, statement("postgresql_kind", relation=relation(table)))
    row = connection.execute(query).fetchone()
    return row is not None and bool(row[0])


def postgresql_condition(first_block: int, blocks: int) -> str:
    return f"ctid >= '({first_block},0)' AND ctid < '({first_block + blocks},0)'"


def mysql(connection: duckdb.DuckDBPyConnection, store: StoreConfig, table: Table) -> HashedQuery:
    """Ranges of the key's first column where that is a whole number; else the whole table."""
    key = whole_number_key(table)
    if key is None:
        return whole(connection, table, Text(zh="没有整数主键", en="its primary key is no whole number"))
    span, version = mysql_span(connection, store, table, key)
    hashed = ", ".join(
        f"IFNULL(LENGTH({mysql_column(column)}), 'N'), {mysql_column(column)}" for column in table.columns
    )
    parts = {
        "table": mysql_name(table),
        "key": mysql_column(key),
        # Lengths tell ('ab', 'c') from ('a', 'bc'), and an empty text from none.
        "row_hash": f"CAST(CONV(LEFT(MD5(CONCAT_WS(',', {hashed})), 16), 16, 10) AS UNSIGNED)",
        "columns": ", ".join(mysql_output(column) for column in table.columns),
        "order": ", ".join(backticks(name) for name in table.primary_key),
    }

    def bounded_sql(name: str, **more: object) -> str:
        query = bounded(statement(name, **parts, **more), version, STATEMENT_MILLISECONDS)
        return on_server(store, query)

    def read_sql(number: str) -> str:
        return bounded_sql("mysql_range", condition=mysql_condition(key, int(number), span))

    return HashedQuery(
        connection,
        bounded_sql("mysql_ranges", span=span),
        read_sql,
        Text(zh="按主键区间的内容散列", en="by a hash of each range of keys"),
    )


def whole_number_key(table: Table) -> Column | None:
    """The first column of the primary key, where it is a whole number."""
    first = table.column(table.primary_key[0]) if table.primary_key else None
    return first if first is not None and first.type in INTEGERS else None


def mysql_span(
    connection: duckdb.DuckDBPyConnection, store: StoreConfig, table: Table, key: Column
) -> tuple[int, str]:
    """Keys a range of this table, and the server's version."""
    query = statement("mysql_keys_width", table=mysql_name(table), key=mysql_column(key))
    row = connection.execute(on_server(store, query)).fetchone()
    assert row is not None
    smallest, largest, version = row
    return key_span(int(largest or 0) - int(smallest or 0) + 1, table.row_count or 1), version


def mysql_condition(key: Column, number: int, span: int) -> str:
    first, last = key_range(number, span)
    return f"{mysql_column(key)} >= {first} AND {mysql_column(key)} <= {last}"


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
        return statement("duckdb_range", table=table.sql_name, first=first, end=first + DUCKDB_ROWS)

    return HashedQuery(
        connection,
        statement("duckdb_ranges", table=table.sql_name, span=DUCKDB_ROWS),
        read_sql,
        Text(zh=f"按每 {DUCKDB_ROWS} 行的内容散列", en=f"by a hash of every {DUCKDB_ROWS} rows"),
    )


def whole(connection: duckdb.DuckDBPyConnection, table: Table, why: Text) -> HashedQuery:
    """One chunk: the table is read to compare it, and scanned again as a whole when anything differs."""
    return HashedQuery(
        connection,
        statement("whole_table", table=table.sql_name),
        lambda key: statement("whole_table_rows", table=table.sql_name),
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
