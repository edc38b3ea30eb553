"""Writing the generated content into PostgreSQL and into the lake's Parquet files."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from psycopg import sql

from demo import HERE
from demo.generate.content import Content, scripts
from demo.generate.staff import DatabaseGrant
from demo.server import DATABASE, connect

LAKE_FILES = 3
"""files a folder of the lake"""

_PRIVILEGES = {
    "read": "SELECT",
    "write": "SELECT, INSERT, UPDATE, DELETE",
    "admin": "ALL",
}


def load_database(socket: Path, content: Content, on_table: Callable[[str], None]) -> None:
    """A new database with schema, rows, keys, roles and grants; `on_table` hears of each table written."""
    with connect(socket, database="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    with connect(socket) as connection:
        for script in scripts("schema"):
            connection.execute(script.read_bytes())
        for name, table in content.tables.items():
            copy_table(connection, name, table)
            on_table(name)
        for script in scripts("constraints"):
            connection.execute(script.read_bytes())
        _create_roles(connection, content.tables["t_staff"]["staff_no"].to_pylist())
        _grant(connection, content.grants)
    with connect(socket, autocommit=True) as connection:
        connection.execute("ANALYZE")


def copy_table(connection: psycopg.Connection, name: str, table: pa.Table) -> None:
    """COPY an Arrow table; an unquoted empty field is NULL, as pyarrow writes it."""
    buffer = io.BytesIO()
    pyarrow.csv.write_csv(table, buffer)
    columns = sql.SQL(", ").join(sql.Identifier(column) for column in table.column_names)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER)").format(sql.Identifier(name), columns)
    with connection.cursor().copy(statement) as copy:
        copy.write(buffer.getvalue())


def write_lake(folder: Path, tables: dict[str, pa.Table]) -> None:
    """Each table as several Parquet files, cut by time, in a folder of its name."""
    for name, table in tables.items():
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        size = -(-table.num_rows // LAKE_FILES)
        for part in range(LAKE_FILES):
            pyarrow.parquet.write_table(
                table.slice(part * size, size), target / f"part-{part}.parquet", row_group_size=50_000
            )


def _create_roles(connection: psycopg.Connection, staff: Sequence[str]) -> None:
    """The compliance reader, and one role for each person on the roster."""
    connection.execute((HERE / "roles.sql").read_bytes())
    for number in staff:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(f"staff_{number.lower()}")))


def _grant(connection: psycopg.Connection, grants: Sequence[DatabaseGrant]) -> None:
    """The grants of the register that are in force; the reader also sees the lists of roles and tables."""
    for grant in grants:
        connection.execute(
            sql.SQL("GRANT {} ON {} TO {}").format(
                sql.SQL(_PRIVILEGES[grant.privilege]),
                sql.Identifier(*grant.table.split(".")),
                sql.Identifier(grant.role),
            )
        )
