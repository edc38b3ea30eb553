"""Writing rows that are no mapping's: entities of policy and of our own runs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.contracts import Contract, create_table_sql
from warehouse.extraction import ARROW_TYPES


def write_entity(
    connection: duckdb.DuckDBPyConnection, contract: Contract, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Replace `entities.<entity>` with `rows`; a key that is no column of the contract is an error."""
    unknown = {key for row in rows for key in row} - contract.columns.keys()
    if unknown:
        raise ValueError(f"{contract.entity} has no columns {sorted(unknown)}")
    table = pa.table(
        {
            name: pa.array([_moment(row.get(name)) for row in rows], type=ARROW_TYPES[column.type])
            for name, column in contract.columns.items()
        }
    )
    connection.execute("BEGIN")
    try:
        connection.execute(create_table_sql(contract))
        connection.register("written", table)
        connection.execute(f"INSERT INTO entities.{contract.entity} SELECT * FROM written")
        connection.unregister("written")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _moment(value: Any) -> Any:
    """A date in policy means the start of that day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time.min)
    return value
