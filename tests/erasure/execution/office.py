"""A small organisation whose approved plan is carried out in processes of their own, killed where a test
says.

Run as a script it serves the jobs; imported, it builds the organisation and looks at it. All of it lies in
one folder, which is copied for each round.
"""

import importlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from demo.officer import KEY_FILE, appoint
from privacy.erasure.officer_key import read_officer_key
from privacy.erasure.people import SealedPeople
from privacy.erasure.state import ErasureState
from privacy.erasure.suppression import SuppressionList
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session
from warehouse.contracts import load_contracts
from warehouse.control import ControlStore
from warehouse.database import open_warehouse, record_fresh
from warehouse.erasure.approving import approve
from warehouse.erasure.desk import Desk, open_desk
from warehouse.erasure.executing import carry_out, take_back
from warehouse.erasure.planning import make_plan
from warehouse.erasure.records import PlanRecords
from warehouse.extraction import extract_entity
from warehouse.workspace import Workspace

COLUMNS = {("app", "main.member", "phone"): "PHONE_NUMBER"}
CONFIG = """
organisation: {zh: 某店, en: A shop}
mapping: mapping
policy: policy
clock: {as_of: 2026-03-16T23:00:00}
stores:
  - {name: app, kind: duckdb, url: app.duckdb, erasure: {batch_rows: 8}}
  - {name: lake, kind: duckdb, url: lake.duckdb, erasure: {batch_rows: 8}}
  - {name: files, kind: parquet, url: files}
"""
MAPPING = {
    "users": "SELECT code AS id, 'consumer' AS user_type, 'unknown' AS gender, since AS registered_at, "
    "since AS updated_at, false AS invalid_flag, NULL AS invalid_since, NULL AS invalid_cleared_at, "
    "name, NULL AS id_number, phone, NULL AS email, NULL AS birth_date FROM app.main.member",
    "accounts": "SELECT code AS id, code AS user_id, 'consumer' AS kind, "
    "CASE WHEN closed IS NULL THEN 'active' ELSE 'cancelled' END AS status, since AS created_at, "
    "since AS activated_at, seen AS last_active_at, closed AS cancelled_at, "
    "CASE WHEN closed IS NOT NULL THEN 'user' END AS cancelled_by FROM app.main.member",
    "legal_holds": "SELECT id, code AS user_id, scope, basis, since AS starts_at, "
    "NULL::TIMESTAMP AS expires_at, NULL::TIMESTAMP AS released_at FROM app.main.hold",
}
RETENTION = """
subject: {store: app, table: main.member, key: code}
triggers: {cancellation: {days: 15, source: ours, clause: internet-co-1/14}}
tables:
  - {id: member, store: app, table: main.member, erasure: {action: clear, columns: [name, phone]}}
  - {id: order, store: app, table: main.orders, erasure: {action: delete}}
  - id: note
    store: app
    table: main.note
    erasure: {action: pseudonymise, columns: [body]}
  - id: hold
    store: app
    table: main.hold
    erasure: {action: keep, basis: {zh: 保留依据, en: proof of the hold}}
  - id: event
    store: lake
    table: main.event
    link: {column: code, to: {store: app, table: main.member, column: code}}
    erasure: {action: delete}
  - id: log
    store: files
    table: log
    link: {column: code, to: {store: app, table: main.member, column: code}}
    erasure: {action: pseudonymise, columns: [code]}
"""
PRE_APPROVED = """
pre_approved:
  - rules: [{rules}]
    owner: 王敏
    reason: {{zh: 风险低, en: low risk}}
    granted_at: 2026-01-01
    expires_at: 2026-03-31
"""
APP = """
CREATE TABLE member (
    code TEXT PRIMARY KEY, name TEXT, phone TEXT, since TIMESTAMP, seen TIMESTAMP, closed TIMESTAMP
);
CREATE TABLE orders (id INTEGER PRIMARY KEY, code TEXT REFERENCES member (code), item TEXT);
CREATE TABLE note (id INTEGER PRIMARY KEY, code TEXT REFERENCES member (code), body TEXT);
CREATE TABLE hold (
    id TEXT PRIMARY KEY, code TEXT REFERENCES member (code), scope TEXT, basis TEXT, since TIMESTAMP
);
"""
MEMBERS = 8


def build(folder: Path, pre_approved: Sequence[str] = ()) -> str:
    """The organisation and its plan; returns the plan's hash. An officer has approved it where no rules are
    `pre_approved` by policy."""
    (folder / "mapping").mkdir(parents=True)
    (folder / "policy").mkdir()
    (folder / "quanyi.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "policy" / "retention.yaml").write_text(RETENTION, encoding="utf-8")
    for entity, query in MAPPING.items():
        (folder / "mapping" / f"{entity}.sql").write_text(query, encoding="utf-8")
    appoint(folder)
    if pre_approved:
        with (folder / "policy" / "approvers.yaml").open("a", encoding="utf-8") as approvers:
            approvers.write(PRE_APPROVED.format(rules=", ".join(pre_approved)))
    _fill(folder)
    workspace = Workspace.open(folder / "quanyi.yaml")
    contracts = load_contracts()
    with ExitStack() as exits:
        warehouse = exits.enter_context(open_warehouse(workspace.warehouse_path))
        session = exits.enter_context(open_session(workspace.config.stores))
        desk = exits.enter_context(open_desk(workspace, workspace.as_of()))
        for entity in MAPPING:
            mapping = folder / "mapping" / f"{entity}.sql"
            extract_entity(session.connection, warehouse, contracts[entity], mapping, desk.treatment)
            record_fresh(warehouse, contracts[entity], desk.as_of)
        control = ControlStore(workspace.control_path)
        control.add_catalog("run", desk.as_of, read_catalog(session.connection, workspace.config.stores))
        made = make_plan(desk, warehouse, session, control, run_id="run", requester="李工")
        plan = desk.records.plan(made.plan_hash)
        if pre_approved:
            return plan.plan_hash
        approval = approve(desk, plan, read_officer_key(folder / KEY_FILE, None))
    execution = f"{plan.plan_hash[:8]}-{approval.approval_id[:8]}"
    # Known keys, so that what different rounds write is equal.
    for name in (f"erasure-{execution}", f"commitments-{execution}"):
        path = workspace.keys_dir / f"{name}.key"
        path.touch(mode=0o600)
        path.write_bytes(bytes(range(32)))
    return plan.plan_hash


def _fill(folder: Path) -> None:
    since, seen, closed = datetime(2020, 1, 1), datetime(2026, 1, 20), datetime(2026, 2, 1)
    people = [
        (f"m{n}", f"name {n}", f"1380013800{n}", since, seen, None if n in (2, 4) else closed)
        for n in range(MEMBERS)
    ]
    with duckdb.connect(str(folder / "app.duckdb")) as app:
        app.execute(APP)
        app.executemany("INSERT INTO member VALUES (?, ?, ?, ?, ?, ?)", people)
        for table in ("orders", "note"):
            rows = [(n, f"m{n % MEMBERS}", f"{table} {n}") for n in range(24)]
            app.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", rows)
        app.execute("INSERT INTO hold VALUES ('h1', 'm1', '*', 'a lawsuit', ?)", [since])
    with duckdb.connect(str(folder / "lake.duckdb")) as lake:
        lake.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, code VARCHAR, body VARCHAR)")
        lake.execute(f"INSERT INTO event SELECT i, 'm' || i % {MEMBERS}, 'event ' || i FROM range(24) t(i)")
    (folder / "files" / "log").mkdir(parents=True)
    for number in range(2):
        log = {"code": [f"m{n % MEMBERS}" for n in range(16)], "line": [f"{number} {n}" for n in range(16)]}
        pq.write_table(pa.table(log), folder / "files" / "log" / f"{number}.parquet", row_group_size=7)


def content(folder: Path) -> dict[str, list[Any]]:
    """All rows of all stores."""
    found: dict[str, list[Any]] = {}
    with duckdb.connect(str(folder / "app.duckdb")) as app:
        for table in ("member", "orders", "note", "hold"):
            found[table] = app.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
    with duckdb.connect(str(folder / "lake.duckdb")) as lake:
        found["event"] = lake.execute("SELECT * FROM event ORDER BY id").fetchall()
    for path in sorted((folder / "files").rglob("*.parquet")):
        found[path.name] = [tuple(row.values()) for row in pq.read_table(path).to_pylist()]
    return found


# What carrying out a plan writes outside the stores, in control store, ledger and sealed files.
WRITES: tuple[tuple[type, str], ...] = (
    (ErasureState, "start"), (ErasureState, "move"), (SealedPeople, "add"), (SuppressionList, "add"),
    (SuppressionList, "remove"), (PlanRecords, "commit"), (PlanRecords, "add_certificate"), (Desk, "seal"),
)  # fmt: skip


def work(job: dict[str, Any], step: Callable[[str], None]) -> None:
    """Carry out the plan of the job, go on with it, or take it back; each write of `WRITES` is a step before
    and after it."""

    def stepped(original: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            step(f"before {name}")
            result = original(*arguments, **named)
            step(f"after {name}")
            return result

        return call

    with ExitStack() as exits:
        for owner, name in WRITES:
            exits.enter_context(patch.object(owner, name, stepped(getattr(owner, name), name)))
        workspace = Workspace.open(Path(job["folder"]) / "quanyi.yaml")
        desk = exits.enter_context(open_desk(workspace, workspace.as_of()))
        if job["action"] == "undo":
            [(execution, _, _)] = desk.records.executions()
            take_back(desk, execution)
        else:
            carry_out(desk, desk.records.plan(job["plan"]), COLUMNS)


if __name__ == "__main__":
    from fork_server import serve

    # What DuckDB imports at its first use; every child would pay for it again.
    for name in ("pandas", "pyarrow.dataset"):
        importlib.import_module(name)
    serve(work)
