"""Publishing: readers open a copy that is replaced whole, and that holds no entity and no key of a person."""

import os
from collections.abc import Sequence
from pathlib import Path

import duckdb

# Models that hold aggregates only; one row a person or a complaint never leaves the warehouse.
PUBLISHED_PREFIXES = ("kpi_", "clause_coverage", "check_outcomes")


def publish(warehouse: duckdb.DuckDBPyConnection, path: Path) -> Sequence[str]:
    """Copy the published models to a new file beside `path`, then replace it; returns their names."""
    rows = warehouse.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'models' "
        "AND database_name = current_database() ORDER BY table_name"
    ).fetchall()
    names = [name for (name,) in rows if name.startswith(PUBLISHED_PREFIXES)]
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    temporary.unlink(missing_ok=True)
    escaped = str(temporary).replace("'", "''")
    try:
        warehouse.execute(f"ATTACH '{escaped}' AS published")
        try:
            for name in names:
                warehouse.execute(f"CREATE TABLE published.main.{name} AS FROM models.{name}")
        finally:
            warehouse.execute("DETACH published")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return names
