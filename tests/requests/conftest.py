"""A register of its own, and one small clean platform on the real PostgreSQL."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import psycopg
import pytest
from presidio_analyzer import AnalyzerEngine

from demo.platform import build, stop
from demo.server import connect, start
from policy.access_export import AccessExportPolicy
from policy.bundle import Policy
from policy.calendar import WorkingCalendar
from policy.requests import RequestsPolicy
from privacy.detection.engine import build_analyzer
from privacy.requests.export.export import ExportReport, ExportRules, export_person
from privacy.requests.export.person import find_person
from privacy.requests.register import Register
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session
from warehouse.config import load_config
from warehouse.control import open_control


@pytest.fixture
def control(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_control(tmp_path / "control.sqlite")) as connection:
        yield connection


@pytest.fixture
def register(control: sqlite3.Connection) -> Register:
    return Register(control)


@pytest.fixture(scope="session")
def policy() -> RequestsPolicy:
    return Policy().requests


@pytest.fixture(scope="session")
def calendar() -> WorkingCalendar:
    return Policy().calendar


@pytest.fixture(scope="session")
def analyzer() -> AnalyzerEngine:
    return build_analyzer()


@pytest.fixture(scope="session")
def platform(folder_for_servers: Callable[[str], Path]) -> Iterator[Path]:
    folder = folder_for_servers("rights") / "demo"
    build(folder, scale=0.01, violations=())
    yield folder
    stop(folder)


@dataclass(frozen=True)
class Planted:
    """A member with records about other people in reach, and what must and must not be told to the member."""

    folder: Path
    member: str
    own: dict[str, str]
    foreign: dict[str, str]

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        with connect(start(self.folder / "pg")) as connection:
            yield connection


@pytest.fixture(scope="session")
def planted(platform: Path) -> Planted:
    signed_in = [
        member
        for (member,) in duckdb.sql(
            f"SELECT DISTINCT member_no FROM '{platform}/lake/login_log/*.parquet' WHERE member_no > ''"
        ).fetchall()
    ]
    with connect(start(platform / "pg")) as database:
        names = ("member_no", "real_name", "mobile", "id_card_no")
        person, other = (
            dict(zip(names, row, strict=True))
            for row in database.execute(
                "SELECT member_no, real_name, mobile, id_card_no FROM t_member WHERE real_name IS NOT NULL "
                "AND mobile IS NOT NULL AND id_card_no IS NOT NULL AND length(real_name) = 3 "
                "AND member_no IN (SELECT member_no FROM t_order) AND member_no = ANY(%s) "
                "ORDER BY member_no LIMIT 2",
                [signed_in],
            ).fetchall()
        )
        foreign = {f"other {name}": str(value) for name, value in other.items()}
        foreign |= {
            "neighbour": "欧阳致远",
            "neighbour phone": "13911112222",
            "emergency phone": "13711113333",
        }
        order = database.execute(
            "SELECT order_no FROM t_order WHERE member_no = %s LIMIT 1", [other["member_no"]]
        ).fetchone()
        assert order is not None
        foreign["other's order"] = order[0]
        database.execute(
            "INSERT INTO t_guardian_bind VALUES (990001, %s, %s, '母亲', 'Y', '2026-01-01')",
            [other["member_no"], person["member_no"]],
        )
        database.execute(
            "INSERT INTO t_ticket (ticket_no, member_no, order_no, ticket_type, category, channel, branch, "
            "urgency, contact_name, contact_phone, content, create_time) VALUES ('TS99', %s, %s, 'COMPLAIN', "
            "'其他', 'APP', '华东', 1, '欧阳致远', '13911112222', %s, '2026-01-02')",
            [
                person["member_no"],
                order[0],
                f"我的手机号是{person['mobile']}，请不要再打给邻居13911112222，他的身份证号是{other['id_card_no']}。",
            ],
        )
        database.execute(
            "INSERT INTO t_ticket_event SELECT 990001, 'TS99', 'NOTE', 'AGENT', min(staff_no), "
            "'已联系欧阳致远', '2026-01-02' FROM t_staff"
        )
        database.execute(
            "UPDATE t_order SET receiver_name = '欧阳致远', receiver_phone = '13911112222' WHERE order_no = "
            "(SELECT min(order_no) FROM t_order WHERE member_no = %s)",
            [person["member_no"]],
        )
        database.execute(
            "UPDATE t_member SET invited_by = %s, profile = %s WHERE member_no = %s",
            [
                other["member_no"],
                json.dumps(
                    {
                        "contact": {"phone": person["mobile"], "wechat": "wx_own_4711"},
                        "emergency": {"name": "欧阳致远", "phone": "13711113333"},
                    }
                ),
                person["member_no"],
            ],
        )
        database.execute(
            "INSERT INTO t_legal_hold VALUES (990001, %s, 'all', '协查函 4711', '2026-01-01', NULL, NULL)",
            [person["member_no"]],
        )
        database.execute(
            "INSERT INTO t_address VALUES (990001, %s, %s, %s, '330106', '浙江省杭州市西湖区文三路1号', "
            "'2026-01-01')",
            [person["member_no"], person["real_name"], person["mobile"]],
        )
        database.commit()
    foreign["hold"] = "协查函 4711"
    own = {name: str(value) for name, value in person.items()} | {"wechat": "wx_own_4711"}
    return Planted(platform, str(person["member_no"]), own, foreign)


def export_copy(
    planted: Planted, analyzer: AnalyzerEngine, folder: Path, export: AccessExportPolicy | None = None
) -> ExportReport:
    """The member's copy as request R1 in `folder`; `export` replaces the platform's own wording."""
    config = load_config(planted.folder / "quanyi.yaml")
    policy = Policy(config.policy)
    assert policy.retention is not None
    rules = ExportRules(policy.retention, export or policy.access_export, policy.pii, policy.pii_catalogue)
    with open_session(config.stores) as session:
        connection = session.connection
        catalog = read_catalog(connection, config.stores)
        person = find_person(
            connection, policy.retention, catalog, raw_key=planted.member, subject_id="k1.person"
        )
        return export_person(
            connection, person, rules, analyzer, organisation=config.organisation, request_id="R1",
            at=datetime(2026, 3, 16, 12), folder=folder,
        )  # fmt: skip
