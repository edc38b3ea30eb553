"""All live releases in one DuckDB file beside their Parquet files, for analysts who query.

One table a release, and `data_sheets`, one row a release with its sheet as JSON. The file is built anew from
the Parquet files and replaced at once: it never shows a release that they do not, and keeps no byte of one
that was deleted.
"""

import json
import os
from pathlib import Path

import duckdb

from privacy.anonymization.sheet import read_sheet

DATABASE = "releases.duckdb"


def write_database(folder: Path) -> list[str]:
    """Build `<folder>/releases.duckdb`; returns the names of its releases."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / DATABASE
    temporary = folder / f".{DATABASE}.{os.getpid()}.new"
    temporary.unlink(missing_ok=True)
    names = []
    try:
        with duckdb.connect(str(temporary)) as connection:
            connection.execute("CREATE TABLE data_sheets (name TEXT PRIMARY KEY, sheet JSON)")
            for path in sorted(folder.glob("*.parquet")):
                sheet = read_sheet(path)
                if sheet is None:
                    continue
                connection.execute(f'CREATE TABLE "{path.stem}" AS FROM read_parquet(?)', [str(path)])
                connection.execute("INSERT INTO data_sheets VALUES (?, ?)", [path.stem, json.dumps(sheet)])
                names.append(path.stem)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return names
