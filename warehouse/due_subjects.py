"""Whose data is to be judged today, by keyed pseudonym."""

from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

QUERY = Path(__file__).parent / "due_subjects.sql"


def due_subjects(connection: duckdb.DuckDBPyConnection, as_of: datetime, cancellation_days: int) -> pa.Table:
    """`subject_id`, `trigger`, `due_at`, `held`; what a row means is said in the query's header."""
    return connection.execute(
        QUERY.read_text(encoding="utf-8"), {"as_of": as_of, "cancellation_days": cancellation_days}
    ).to_arrow_table()
