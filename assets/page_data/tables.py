"""Reading models of the warehouse for the pages."""

from typing import Any

from assets.run import Run


def is_fresh(run: Run, name: str) -> bool:
    """Whether the input was refreshed for this run's day, so that a page may show it."""
    row = run.warehouse.execute("SELECT status, as_of FROM meta.inputs WHERE name = ?", [name]).fetchone()
    return row is not None and row[0] == "fresh" and row[1].date() == run.as_of.date()


def rows_of(run: Run, query: str, parameters: dict[str, object] | None = None) -> list[dict[str, Any]]:
    cursor = run.warehouse.execute(query, parameters or {})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
