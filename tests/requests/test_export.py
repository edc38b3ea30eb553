"""The copy of a person's data, read from the real PostgreSQL and the lake: all of theirs, nobody else's."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from presidio_analyzer import AnalyzerEngine

from policy.access_export import AccessExportPolicy
from policy.errors import PolicyError, UsageError
from privacy.requests.export.export import ExportReport
from privacy.requests.export.masking import ANOTHER_PERSON
from privacy.requests.export.write import ExportFolder
from privacy.stores.session import open_session
from warehouse.config import load_config

from .conftest import Planted, export_copy

# Who owns a row, said by hand for each table; `?` is the member.
OWNED = {
    "public.t_member": "SELECT count(*) FROM app.public.t_member WHERE member_no = ?",
    "public.t_address": "SELECT count(*) FROM app.public.t_address WHERE member_no = ?",
    "public.t_order": "SELECT count(*) FROM app.public.t_order WHERE member_no = ?",
    "public.t_order_item": "SELECT count(*) FROM app.public.t_order_item WHERE order_no IN "
    "(SELECT order_no FROM app.public.t_order WHERE member_no = ?)",
    "public.t_ticket": "SELECT count(*) FROM app.public.t_ticket WHERE member_no = ?",
    "public.t_ticket_event": "SELECT count(*) FROM app.public.t_ticket_event WHERE ticket_no IN "
    "(SELECT ticket_no FROM app.public.t_ticket WHERE member_no = ?)",
    "public.t_passport_event": "SELECT count(*) FROM app.public.t_passport_event WHERE account_no IN "
    "(SELECT account_no FROM app.public.t_passport_account WHERE member_no = ?)",
    "public.t_guardian_bind": "SELECT count(*) FROM app.public.t_guardian_bind WHERE ? IN "
    "(minor_no, guardian_no)",
    "login_log": "SELECT count(*) FROM lake.main.login_log WHERE member_no = ?",
    "app_event": "SELECT count(*) FROM lake.main.app_event WHERE member_no = ?",
    "operation_log": "SELECT count(*) FROM lake.main.operation_log WHERE target_member_no = ?",
}
Row = dict[str, Any]


class Exported:
    def __init__(self, folder: Path, report: ExportReport, counts: dict[str, int]) -> None:
        self.folder, self.report, self.counts = folder / "R1", report, counts
        self.document = json.loads((self.folder / "data.json").read_text(encoding="utf-8"))
        self.page = html.unescape((self.folder / "data.html").read_text(encoding="utf-8"))
        self.rows: dict[str, list[Row]] = {one["table"]: one["rows"] for one in self.document["tables"]}


def _export(
    planted: Planted, analyzer: AnalyzerEngine, folder: Path, export: AccessExportPolicy | None = None
) -> Exported:
    report = export_copy(planted, analyzer, folder, export)
    counts = {}
    with open_session(load_config(planted.folder / "quanyi.yaml").stores) as session:
        for table, query in OWNED.items():
            row = session.connection.execute(query, [planted.member]).fetchone()
            assert row is not None
            counts[table] = row[0]
    return Exported(folder, report, counts)


@pytest.fixture(scope="module")
def exported(
    planted: Planted, analyzer: AnalyzerEngine, tmp_path_factory: pytest.TempPathFactory
) -> Exported:
    return _export(planted, analyzer, tmp_path_factory.mktemp("copy"))


def test_every_row_of_the_person_is_there(exported: Exported) -> None:
    found = {table: len(exported.rows.get(table, [])) for table in OWNED}
    assert found == exported.counts
    assert exported.counts["login_log"] and exported.counts["public.t_order_item"]
    assert exported.report.rows == sum(len(rows) for rows in exported.rows.values())


def test_nothing_about_others_is_told(exported: Exported, planted: Planted) -> None:
    for what, value in planted.foreign.items():
        for where, text in (
            ("json", json.dumps(exported.document, ensure_ascii=False)),
            ("html", exported.page),
        ):
            assert value not in text, f"{what} in {where}"


def test_the_persons_own_data_stays(exported: Exported, planted: Planted) -> None:
    text = json.dumps(exported.document, ensure_ascii=False)
    for what, value in planted.own.items():
        assert value in text and value in exported.page, what


def test_what_is_masked_and_what_stays_in_a_row(exported: Exported, planted: Planted) -> None:
    ticket = next(row for row in exported.rows["public.t_ticket"] if row["ticket_no"] == "TS99")
    assert ticket["content"] == (
        f"我的手机号是{planted.own['mobile']}，请不要再打给邻居***，他的身份证号是***。"
    )
    assert ticket["member_no"] == planted.member
    assert [ticket[name] for name in ("order_no", "contact_name", "contact_phone")] == [ANOTHER_PERSON] * 3
    bind = next(row for row in exported.rows["public.t_guardian_bind"] if row["bind_id"] == 990001)
    assert (bind["guardian_no"], bind["minor_no"], bind["relation"]) == (
        planted.member, ANOTHER_PERSON, "母亲",
    )  # fmt: skip
    (member,) = exported.rows["public.t_member"]
    assert member["invited_by"] == ANOTHER_PERSON
    assert member["profile"]["contact"] == {"phone": planted.own["mobile"], "wechat": "wx_own_4711"}
    assert member["profile"]["emergency"] == {"name": "***", "phone": "***"}
    (step,) = (row for row in exported.rows["public.t_ticket_event"] if row["event_id"] == 990001)
    assert (step["staff_no"], step["content"]) == (ANOTHER_PERSON, "已联系***")


def test_secrets_and_whole_tables_are_left_out(exported: Exported) -> None:
    (secret,) = (one for one in exported.document["tables"] if one["table"] == "public.t_passport_secret")
    assert "password_hash" not in secret["rows"][0] and "password_hash" in secret["withheld"]
    assert "t_legal_hold" not in exported.page and "public.t_legal_hold" not in exported.rows


def test_files_are_for_their_owner_and_alone(exported: Exported) -> None:
    assert sorted(path.name for path in exported.folder.iterdir()) == ["data.html", "data.json"]
    assert exported.folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in exported.folder.iterdir()} == {0o600}
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|<script", exported.page), "it needs nothing else"


def test_an_export_never_replaces_another_nor_leaves_half(
    exported: Exported,
    planted: Planted,
    analyzer: AnalyzerEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(UsageError, match="exists already"):
        _export(planted, analyzer, exported.folder.parent)
    wrong = AccessExportPolicy.model_validate(
        {"shared": {"rule": "disclosures", "recipient": "no_such", "purpose": "purpose", "at": "share_time"}}
    )
    with pytest.raises(PolicyError, match="no column no_such"):
        _export(planted, analyzer, tmp_path / "half", wrong)
    assert not (tmp_path / "half").exists()
    monkeypatch.setattr(ExportFolder, "finish", lambda files: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        _export(planted, analyzer, tmp_path / "half")
    assert list((tmp_path / "half").iterdir()) == []


@pytest.mark.parametrize(
    "table",
    [
        {"own": ["mobil"]},
        {"others": ["staff"]},
        {"contacts": ["x"]},
        {"columns": {"x": {"zh": "甲", "en": "a"}}},
    ],
)
def test_a_misspelt_exception_is_refused(
    table: dict[str, Any], planted: Planted, analyzer: AnalyzerEngine, tmp_path: Path
) -> None:
    policy = AccessExportPolicy.model_validate({"tables": {"member-profile": table}})
    with pytest.raises(PolicyError, match="has no column"):
        _export(planted, analyzer, tmp_path, policy)


def test_without_a_policy_others_are_still_masked(
    planted: Planted, analyzer: AnalyzerEngine, tmp_path: Path
) -> None:
    bare = _export(planted, analyzer, tmp_path, AccessExportPolicy())
    text = json.dumps(bare.document, ensure_ascii=False)
    secret = next(rows for table, rows in bare.rows.items() if table == "public.t_passport_secret")
    assert "password_hash" not in secret[0], "the catalogue knows it as a credential"
    for what in ("other member_no", "other mobile", "other id_card_no", "neighbour phone", "emergency phone"):
        assert planted.foreign[what] not in text, what
    assert planted.own["mobile"] in text
