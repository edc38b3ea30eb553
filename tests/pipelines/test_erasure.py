"""From plan to certificate by the command line, on a real demo platform of its own.

The tests of this module follow each other as an officer's days do; each needs what those above it did.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
import yaml

from demo import server
from demo.platform import build
from pipelines.definitions import build_definitions
from pipelines.sensors import approved_plans
from privacy.erasure.commitments import Receipt
from warehouse.workspace import Workspace

SCALE = 0.03
PEOPLE = 6


@dataclass
class Office:
    """A demo platform on which some members have left, and what the tests remember of it."""

    run: Callable[..., Any]
    folder: Path
    socket: Path
    people: list[str]
    plan: str = ""
    execution: str = ""
    before: dict[str, str] | None = None

    def quanyi(self, *arguments: str) -> Any:
        return self.run(self.folder, *arguments)

    def json(self, *arguments: str) -> Any:
        done = self.quanyi(*arguments, "--format", "json")
        assert done.out, done.err
        return json.loads(done.out)

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with server.connect(self.socket, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def state_on_page(self, execution: str) -> str:
        """Of an execution, by its heading on the officer's erasure page."""
        page = (self.folder / ".data/pages/erasure.en.html").read_text("utf-8")
        found = re.search(rf'<code>{execution}</code> <span class="badge state-(\w+)"', page)
        assert found is not None, "the page lists the execution"
        return found[1]

    def fingerprints(self) -> dict[str, str]:
        """Of the content of every table, whatever the order of its rows."""
        found = {}
        for (table,) in self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            rows = self.sql(f"SELECT t::text FROM public.{table} AS t ORDER BY 1")
            found[table] = hashlib.sha256(repr(rows).encode()).hexdigest()
        for folder in sorted(path for path in (self.folder / ".data/demo/lake").iterdir() if path.is_dir()):
            rows = duckdb.sql(f"FROM '{folder}/**/*.parquet' ORDER BY ALL").fetchall()
            found[folder.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
        return found


@pytest.fixture(scope="module")
def office(folder_for_servers: Callable[[str], Path], run_quanyi: Callable[..., Any]) -> Iterator[Office]:
    folder = folder_for_servers("erasure")
    config = yaml.safe_load(build(folder / ".data/demo", scale=SCALE, violations=()).read_text("utf-8"))
    socket = Path(config["stores"][0]["url"].partition("host=")[2])
    made = Office(run_quanyi, folder, socket, [])
    made.people = [
        number
        for (number,) in made.sql(
            "UPDATE t_passport_account SET account_status = 9, close_time = '2026-02-01', close_by = 'USER', "
            "last_active_time = '2026-01-20' WHERE member_no IN ("
            "  SELECT member_no FROM t_member WHERE mobile IS NOT NULL AND email IS NOT NULL"
            "  AND member_no IN (SELECT member_no FROM t_order)"
            "  AND member_no IN (SELECT member_no FROM t_address)"
            "  AND member_no NOT IN (SELECT member_no FROM t_legal_hold)"
            "  AND member_no NOT IN (SELECT member_no FROM t_wallet)"
            "  ORDER BY member_no LIMIT %s) RETURNING member_no",
            PEOPLE,
        )
    ]
    assert len(made.people) == PEOPLE
    ran = made.quanyi("run")
    assert ran.code in (0, 1, 2), ran.err
    yield made
    run_quanyi(folder, "demo", "--stop")


def run_job(name: str, config: Path, as_of: str = "", **run_config: Any) -> dg.ExecuteInProcessResult:
    """Run one of our Dagster jobs on the platform."""
    job = build_definitions(Workspace.open().policy).resolve_job_def(name)
    resources = {"quanyi": {"config": {"config_path": str(config), "as_of": as_of}}}
    done = job.execute_in_process(run_config={**run_config, "resources": resources})
    assert done.success
    return done


def test_a_plan_counts_and_changes_nothing(office: Office) -> None:
    office.before = office.fingerprints()
    plan = office.json("erasure", "plan", "--requester", "李工")
    office.plan = plan["plan_hash"]
    assert plan["subjects"] >= PEOPLE and plan["rows"] > plan["subjects"]
    assert {action["table"] for action in plan["actions"] if action["rows"]} >= {
        "public.t_member", "public.t_address", "public.t_order", "login_log",
    }  # fmt: skip
    assert office.fingerprints() == office.before


def test_nothing_is_executed_without_an_officers_approval(office: Office) -> None:
    refused = office.quanyi("erasure", "execute", office.plan)
    assert refused.code == 3 and "is not approved" in refused.err
    assert office.fingerprints() == office.before


def test_an_execution_leaves_alone_who_came_back_since_the_plan(office: Office) -> None:
    approved = office.quanyi("erasure", "approve", office.plan, "--key", ".data/demo/officer.pem")
    assert approved.code == 0, approved.err
    back, reopened = office.people[:2]
    office.sql(
        "UPDATE t_passport_account SET last_active_time = '2026-03-16 23:30' WHERE member_no = %s", back
    )
    office.sql("UPDATE t_passport_account SET account_status = 1 WHERE member_no = %s", reopened)
    office.before = office.fingerprints()
    done = office.json("erasure", "execute", office.plan)
    office.execution = done["execution"]
    assert done["state"] == "done"
    assert done["skipped"] == {"logged_in": 1, "trigger_withdrawn": 1}
    assert office.state_on_page(office.execution) == "done"
    names = dict(
        office.sql("SELECT member_no, mobile FROM t_member WHERE member_no = ANY(%s)", office.people)
    )
    assert {number for number, mobile in names.items() if mobile is not None} == {back, reopened}
    assert office.sql("SELECT count(*) FROM t_address WHERE member_no = ANY(%s)", office.people[2:]) == [(0,)]
    logs = duckdb.sql(
        f"SELECT DISTINCT member_no FROM '{office.folder}/.data/demo/lake/login_log/**/*.parquet'"
    )
    assert not {number for (number,) in logs.fetchall()} & set(office.people[2:])


def test_an_approval_serves_once(office: Office) -> None:
    again = office.quanyi("erasure", "execute", office.plan)
    assert again.code == 3 and "is not approved" in again.err


def test_an_execution_killed_before_its_certificate_gets_it_without_another_approval(office: Office) -> None:
    with sqlite3.connect(office.folder / ".data/control.sqlite") as control:
        control.execute("DELETE FROM certificates WHERE execution_id = ?", (office.execution,))
    again = office.json("erasure", "execute", office.plan)
    assert again["execution"] == office.execution
    assert again["certificates"].keys() == {"erasure_interim_certificate"}


def test_undoing_gives_back_equal_rows(office: Office) -> None:
    undone = office.quanyi("erasure", "undo", office.execution)
    assert undone.code == 0, undone.err
    assert office.fingerprints() == office.before
    assert office.quanyi("erasure", "undo", office.execution).code == 3
    assert not list((office.folder / ".data/keys").glob(f"*{office.execution}*"))
    assert office.state_on_page(office.execution) == "undone"


def test_a_changed_schema_refuses_and_uses_nothing_up(office: Office) -> None:
    office.sql("UPDATE t_passport_account SET account_status = 9, last_active_time = '2026-01-20' "
               "WHERE member_no = ANY(%s)", office.people)  # fmt: skip
    office.plan = office.json("erasure", "plan", "--requester", "李工")["plan_hash"]
    assert office.quanyi("erasure", "approve", office.plan, "--key", ".data/demo/officer.pem").code == 0
    office.sql("ALTER TABLE t_review ADD COLUMN mood text")
    before = office.fingerprints()
    refused = office.quanyi("erasure", "execute", office.plan)
    assert refused.code == 3 and "changed" in refused.err
    assert office.fingerprints() == before
    office.sql("ALTER TABLE t_review DROP COLUMN mood")


def test_after_its_time_an_execution_is_certified_and_nothing_brings_it_back(office: Office) -> None:
    phones = [mobile for (mobile,) in office.sql(
        "SELECT mobile FROM t_member WHERE member_no = ANY(%s)", office.people)]  # fmt: skip
    done = office.json("erasure", "execute", office.plan)
    office.execution = done["execution"]
    assert done["state"] == "done" and not done["skipped"]
    early = office.quanyi("erasure", "verify", office.execution)
    assert early.code in (0, 1) and "final" not in early.out, early.err
    receipt = office.json("erasure", "receipt", office.execution, "--person", office.people[3])
    assert receipt.pop("execution") == office.execution
    root = receipt.pop("commitments")
    nobody = office.quanyi("erasure", "receipt", office.execution, "--person", "nobody")
    assert nobody.code == 64 and "means this person" in nobody.err
    late = office.json("erasure", "verify", office.execution, "--as-of", "2026-04-20")
    assert late["certificate"]["residual_scan"]["identifiers"] > 0
    assert late["head"]
    assert office.json("erasure", "show", office.execution)["state"] == "certified"
    refused = office.quanyi("erasure", "undo", office.execution, "--as-of", "2026-04-20")
    assert refused.code == 3
    assert not list((office.folder / ".data/keys").glob(f"*{office.execution}*"))
    assert office.state_on_page(office.execution) == "certified"
    # Whoever asked in time can show for good that they are meant; for anybody else it is too late.
    assert Receipt(**receipt).root(office.people[3]) == root == late["certificate"]["commitments"]
    assert office.quanyi("erasure", "receipt", office.execution, "--person", office.people[3]).code == 3
    assert office.quanyi("ledger", "verify").code == 0
    written = b"".join(path.read_bytes() for path in (office.folder / ".data").rglob("*")
                       if path.is_file() and "demo" not in path.parts)  # fmt: skip
    assert not [phone for phone in phones if phone.encode() in written]


def test_whom_we_erased_is_planned_again_after_a_restore(office: Office) -> None:
    number = office.people[3]
    office.sql(
        "UPDATE t_member SET mobile = '13800138000', real_name = '王小明' WHERE member_no = %s", number
    )
    office.sql("UPDATE t_passport_account SET account_status = 1 WHERE member_no = %s", number)
    plan = office.json("erasure", "plan", "--requester", "李工")
    assert [a["rows"] for a in plan["actions"] if a["table"] == "public.t_member" and a["rows"]] == [1]


def test_an_approved_plan_is_carried_into_its_own_job_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = office.folder / ".data/demo/quanyi.yaml"
    monkeypatch.setenv("QUANYI_CONFIG", str(config))
    assert approved_plans(dg.build_sensor_context()).run_requests == []
    plan = office.json("erasure", "plan", "--requester", "李工")["plan_hash"]
    assert office.quanyi("erasure", "approve", plan, "--key", ".data/demo/officer.pem").code == 0
    [request] = approved_plans(dg.build_sensor_context()).run_requests
    done = run_job("erasure", config, **request.run_config)
    [materialised] = done.asset_materializations_for_node("deletion_run")
    assert materialised.metadata["skipped"].value == {}, "the list of the suppressed knows why they are due"
    office.execution = materialised.metadata["execution"].value
    assert office.state_on_page(office.execution) == "done"
    assert office.sql("SELECT mobile FROM t_member WHERE member_no = %s", office.people[3]) == [(None,)]
    assert approved_plans(dg.build_sensor_context()).run_requests == []


def test_an_execution_past_its_time_is_certified_by_its_job(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = office.folder / ".data/demo/quanyi.yaml"
    monkeypatch.setenv("QUANYI_CONFIG", str(config))

    def certified(as_of: str) -> int:
        done = run_job("certification", config, as_of)
        [materialised] = done.asset_materializations_for_node("deletion_certificates")
        return materialised.metadata["certified"].value

    assert certified("2026-03-17") == 0, "it can still be undone"
    assert office.json("erasure", "show", office.execution)["state"] == "done"
    assert certified("2026-04-20") == 1
    assert certified("2026-04-21") == 0
    shown = office.json("erasure", "show", office.execution)
    assert shown["state"] == "certified"
    assert shown["certificates"]["erasure_final_certificate"]["head"]
    assert office.state_on_page(office.execution) == "certified"
    assert not list((office.folder / ".data/keys").glob(f"*{office.execution}*"))
    assert office.quanyi("ledger", "verify").code == 0


def test_nobody_approves_what_they_asked_for(office: Office) -> None:
    plan = office.json("erasure", "plan", "--requester", "隐私官")
    refused = office.quanyi("erasure", "approve", plan["plan_hash"], "--key", ".data/demo/officer.pem")
    assert refused.code == 3 and "cannot approve" in refused.err


def test_people_of_a_certified_plan_are_forgotten(office: Office) -> None:
    with sqlite3.connect(office.folder / ".data/control.sqlite") as control:
        rows = control.execute("SELECT count(*) FROM plan_subjects WHERE plan_hash = ?", (office.plan,))
        assert rows.fetchone() == (0,)
