"""Names, columns and statements as each kind of server writes them."""

from importlib.resources import files

from privacy.stores.catalog import Column, Table, quote
from privacy.stores.config import StoreConfig

INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
_HASHABLE = ("DECIMAL", "DOUBLE", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP", "BLOB")


def statement(name: str, **parts: object) -> str:
    """The statement in `<name>.sql` with its parts filled in."""
    text = files(__package__).joinpath(f"{name}.sql").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    return "\n".join(lines).format(**parts)


def on_server(store: StoreConfig, query: str) -> str:
    """A DuckDB statement that has the store's server run `query` as it stands."""
    function = "mysql_query" if store.kind == "mysql" else "postgres_query"
    escaped = query.replace("'", "''")
    return f"FROM {function}('{store.name}', '{escaped}')"


def postgresql_name(table: Table) -> str:
    schema, _, bare = table.name.rpartition(".")
    return f"{quote(schema)}.{quote(bare)}"


def relation(table: Table) -> str:
    """A table of PostgreSQL as the inside of a literal that is cast to `regclass`."""
    return postgresql_name(table).replace("'", "''")


def mysql_name(table: Table) -> str:
    schema, _, bare = table.name.rpartition(".")
    return f"{backticks(schema)}.{backticks(bare)}"


def postgresql_value(column: Column) -> str:
    """The column in a form that has a hash: `json`, `xml` and `point` have none."""
    is_list = column.type.endswith("]")
    if not is_list and (column.type in INTEGERS or column.type.startswith(_HASHABLE)):
        return quote(column.name)
    return f"{quote(column.name)}::text"


def postgresql_output(column: Column) -> str:
    is_text = column.type == "VARCHAR" or column.type.startswith("ENUM")
    return f"{quote(column.name)}::text AS {quote(column.name)}" if is_text else quote(column.name)


def mysql_output(column: Column) -> str:
    """In a form that arrives: texts of a binary collation, as JSON has in MariaDB, would be bytes, and a date
    such as 2020-01-00 would end the reading."""
    name = mysql_column(column)
    if column.type == "VARCHAR":
        return f"CONVERT({name} USING utf8mb4) AS {name}"
    if column.type.startswith(("DATE", "TIMESTAMP")):
        return f"IF(MONTH({name}) * DAY({name}) = 0, NULL, {name}) AS {name}"
    return name


def mysql_column(column: Column) -> str:
    return backticks(column.name)


def backticks(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
