"""Which table can be compared by a change mark: one is declared for it, and nothing speaks against it."""

import duckdb

from policy.text import Text
from privacy.detection.incremental.databases import NO_BLOCKS, has_blocks
from privacy.detection.incremental.dialects import on_server, relation, statement
from privacy.detection.incremental.hashed_query import HashedQuery
from privacy.detection.incremental.marked_dialect import mysql_dialect, postgresql_dialect
from privacy.detection.incremental.marked_table import MarkedTable
from privacy.stores.catalog import Column, Table
from privacy.stores.config import StoreConfig


def with_change_mark(
    connection: duckdb.DuckDBPyConnection, store: StoreConfig, table: Table, otherwise: HashedQuery
) -> MarkedTable | Text | None:
    """The table by its declared mark, or why that cannot be; None where there is nothing to say.

    A column that MySQL itself stamps is only named: whoever writes may set it too, so a person has to vouch.
    """
    name = store.scan.change_mark(table.name)
    if name is None:
        return _suggestion(connection, store, table)
    mark = table.column(name)
    if mark is None:
        return _unused(name, Text(zh="没有这一列", en="there is no such column"))
    why_not = _obstacle(connection, store, table, mark)
    if why_not is not None:
        return _unused(name, why_not)
    if store.kind == "mysql":
        dialect = mysql_dialect(store, table, mark, connection)
    else:
        dialect = postgresql_dialect(store, table, mark)
    return MarkedTable(connection, store, table, name, dialect, otherwise)


def _obstacle(
    connection: duckdb.DuckDBPyConnection, store: StoreConfig, table: Table, mark: Column
) -> Text | None:
    if not table.primary_key:
        return Text(zh="表没有主键", en="the table has no primary key")
    if not mark.type.startswith("TIMESTAMP"):
        return Text(zh="不是日期时间列", en="it is no date and time")
    if store.kind == "postgresql" and not has_blocks(connection, store, table):
        return NO_BLOCKS
    column = mark.name.replace("'", "''")
    if store.kind == "mysql":
        query = statement("mysql_mark", column=column, **_mysql_place(table))
    else:
        query = statement("postgresql_mark", column=column, relation=relation(table))
    row = connection.execute(on_server(store, query)).fetchone()
    is_not_null, is_indexed = row if row is not None else (False, False)
    if not is_not_null:
        return Text(zh="可以为空", en="it may be NULL")
    if not is_indexed:
        return Text(zh="不是任何索引的首列", en="no index begins with it")
    return None


def _unused(name: str, why: Text) -> Text:
    return Text(zh=f"未采用变更标记 {name}：{why.zh}", en=f"change mark {name} is not used: {why.en}")


def _suggestion(connection: duckdb.DuckDBPyConnection, store: StoreConfig, table: Table) -> Text | None:
    if store.kind != "mysql" or not table.primary_key:
        return None
    query = on_server(store, statement("mysql_stamped", **_mysql_place(table)))
    row = connection.execute(query).fetchone()
    if row is None:
        return None
    return Text(
        zh=f"服务器会更新列 {row[0]}，可在 scan.change_marks 中声明",
        en=f"the server stamps column {row[0]}, which scan.change_marks could declare",
    )


def _mysql_place(table: Table) -> dict[str, str]:
    schema, _, bare = table.name.replace("\\", "\\\\").replace("'", "''").rpartition(".")
    return {"schema": schema, "table": bare}
