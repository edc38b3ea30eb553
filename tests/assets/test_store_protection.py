"""What stores say of their protection, what quanyi.yaml declares, and a store that does not answer."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from assets.run import Run
from assets.store_protection import ENTITIES, refresh_store_protection
from privacy.stores.read_catalog import read_catalog
from warehouse.control import ControlStore
from warehouse.database import input_states, open_warehouse
from warehouse.workspace import Workspace

CONFIG = """
organisation: {zh: 甲, en: A}
policy: policy
stores:
  - name: app
    kind: duckdb
    url: app.duckdb
    encryption_at_rest: {method: volume, algorithm: SM4-XTS, key_rotated_on: 2025-11-20, source: 登记表}
  - {name: other, kind: sqlite, url: other.sqlite}
"""
CATALOGUE = """
columns:
  - {store: app, table: main.people, column: phone, pii_type: PHONE_NUMBER, protection: access_control}
  - {store: app, table: main.people, column: digest, pii_type: PHONE_NUMBER, protection: hashed}
  - {store: app, table: main.people, column: secret, pii_type: CREDENTIAL, protection: hashed}
"""
AS_OF = datetime(2026, 3, 16, 23)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "quanyi.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "pii_catalog.yaml").write_text(CATALOGUE, encoding="utf-8")
    with duckdb.connect(str(tmp_path / "app.duckdb")) as database:
        database.execute("CREATE TABLE people AS SELECT '13800000001' AS phone, md5('13800000001') AS digest")
        database.execute("ALTER TABLE people ADD COLUMN secret VARCHAR")
    return tmp_path


@contextmanager
def run_in(folder: Path) -> Iterator[Run]:
    workspace = Workspace.open(folder / "quanyi.yaml")
    with open_warehouse(workspace.warehouse_path) as warehouse, ExitStack() as exits:
        run = Run(workspace, "today", AS_OF, warehouse, ControlStore(workspace.control_path), exits)
        reachable = [store for store in workspace.config.stores if store.name not in run.session.failed]
        run.control.add_catalog("today", AS_OF, read_catalog(run.session.connection, reachable))
        yield run


def test_declared_and_read_facts_become_entities(folder: Path) -> None:
    sqlite3.connect(folder / "other.sqlite").executescript("CREATE TABLE t (a INTEGER);")
    with run_in(folder) as run:
        counts = refresh_store_protection(run)
        assert counts == {"stores": 2, "connections": 2, "store_logins": 0, "hashed_columns": 1}
        rows = run.warehouse.execute("SELECT * FROM entities.stores ORDER BY name").fetchall()
        assert rows == [
            ("app", "duckdb", "file", "volume", False, "SM4-XTS", datetime(2025, 11, 20)),
            ("other", "sqlite", "file", None, False, None, None),
        ]
        hashed = run.warehouse.execute("SELECT * FROM entities.hashed_columns").fetchall()
        assert hashed == [("app", "main.people", "digest", 1, 1, 1)]
        states = input_states(run.warehouse)
        assert {states[name].status for name in ENTITIES} == {"fresh"}


def test_a_store_that_does_not_answer_makes_all_four_unusable(folder: Path) -> None:
    with run_in(folder) as run:
        assert "other" in run.session.failed
        refresh_store_protection(run)
        states = input_states(run.warehouse)
        assert {states[name].status for name in ENTITIES} == {"failed"}
