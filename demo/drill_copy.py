"""A disposable copy of a demo platform: its own database on the same server, its own files."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from demo import server
from demo.platform import write_config

_FILES = ("lake", "mapping", "policy", "evidence")


@dataclass(frozen=True)
class PlatformCopy:
    """Where plants are applied: `folder` holds quanyi.yaml and the files, `database` the tables."""

    folder: Path
    socket: Path
    database: str

    @property
    def config_path(self) -> Path:
        return self.folder / "quanyi.yaml"


@contextmanager
def copied_platform(original: Path, folder: Path, database: str) -> Iterator[PlatformCopy]:
    """Copy the platform in `original`, whose server runs; the copy and what was made in it go at the end.

    Roles belong to the whole server and not to a database: new ones are dropped with the copy, but a change
    of a role that was there before would reach the original, so no plant may make one.

    Args:
        folder: must not exist; the copy's folder.
        database: name of the copy's database; one left by a killed process is replaced.

    Raises:
        psycopg.Error: somebody is connected to the original's database.
    """
    socket = server.start(original / "pg")
    with server.connect(socket, database="postgres", autocommit=True) as connection:
        roles = _roles(connection)
        try:
            _drop(connection, database)
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(database), sql.Identifier(server.DATABASE)
                )
            )
            for part in _FILES:
                shutil.copytree(original / part, folder / part)
            write_config(folder, socket, database=database)
            yield PlatformCopy(folder, socket, database)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            _drop(connection, database)
            for role in _roles(connection) - roles:
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def _drop(connection: psycopg.Connection, database: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _roles(connection: psycopg.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
