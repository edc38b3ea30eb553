"""How well an entity keeps its contract, as a small frame of counts: one row a column, no values."""

import duckdb

from warehouse.contracts import Contract


def profile_sql(contract: Contract) -> str:
    """One row a column, and one for the key.

    Columns: `column_name`, `row_count`, `missing_required`, `outside_enum`, `repeated_keys`. The key's row
    is named `(key)`; its `repeated_keys` counts rows beyond the first of each key.
    """
    parts = []
    for name, column in contract.columns.items():
        missing = f'count(*) FILTER ("{name}" IS NULL)' if column.required else "0"
        outside = "0"
        if column.enum:
            allowed = ", ".join("'" + value.replace("'", "''") + "'" for value in column.enum)
            outside = f'count(*) FILTER ("{name}" NOT IN ({allowed}))'
        parts.append(
            f"SELECT '{name}' AS column_name, count(*) AS row_count, {missing} AS missing_required, "
            f"{outside} AS outside_enum, 0 AS repeated_keys FROM entities.{contract.entity}"
        )
    key = ", ".join(f'"{name}"' for name in contract.key)
    parts.append(
        f"SELECT '(key)', count(*), 0, 0, count(*) - count(DISTINCT row({key})) "
        f"FROM entities.{contract.entity}"
    )
    return "\nUNION ALL\n".join(parts)


def profile(connection: duckdb.DuckDBPyConnection, contract: Contract) -> list[dict[str, object]]:
    """The profile's rows, for an entity that exists in the warehouse."""
    cursor = connection.execute(profile_sql(contract))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
