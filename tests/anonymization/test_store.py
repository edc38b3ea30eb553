import hashlib
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policy.anonymization import AnonymizationPolicy, Release
from privacy.anonymization import store as publishing
from privacy.anonymization.database import DATABASE, write_database
from privacy.anonymization.gate import judge
from privacy.anonymization.gate_result import GateResult
from privacy.anonymization.sheet import read_sheet
from privacy.anonymization.store import ReleaseStore
from privacy.treatments.pseudonym import Pseudonymiser

AT = datetime(2026, 3, 16, 23)


def publish(result: GateResult, folder: Path, at: datetime = AT) -> Path | None:
    """The published file; None where it was refused or held back."""
    events = store(folder).publish(result, released_at=at)
    return store(folder).path(result.name) if events[-1].kind == "published" else None


def store(folder: Path) -> ReleaseStore:
    return ReleaseStore(folder, folder.parent / f"{folder.name}-members", Pseudonymiser(b"m" * 32))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_passed_release_is_one_file_with_its_data_sheet(members, release, tmp_path) -> None:
    result = judge(members, release, folder=tmp_path)
    path = publish(result, tmp_path / "out")
    assert names(tmp_path / "out") == ["members.parquet"]
    assert pq.read_table(path).equals(result.table)
    sheet = read_sheet(path)
    assert (sheet["label"], sheet["k_required"], sheet["k_reached"]) == ("anonymised", 5, result.k_reached)
    assert sheet["title"] == {"zh": "会员", "en": "Members"} and sheet["released_at"] == "2026-03-16T23:00:00"
    content = path.read_bytes()
    assert b"M0000" not in content and b"13800" not in content


def test_a_refusal_publishes_nothing_and_says_why(members, release, tmp_path) -> None:
    assert publish(judge(members.slice(0, 4), release, folder=tmp_path), tmp_path) is None
    assert names(tmp_path) == ["members.refused.json"]
    mark = json.loads((tmp_path / "members.refused.json").read_text(encoding="utf-8"))
    assert "k=5" in mark["reasons"][0]["zh"] and mark["last_good_stays"] is False


def test_the_last_good_file_stays_under_the_same_rules_until_the_next_pass(
    members, release, tmp_path
) -> None:
    good = judge(members, release, folder=tmp_path)
    path = publish(good, tmp_path)
    before = path.read_bytes()
    publish(judge(members.slice(0, 4), release, folder=tmp_path), tmp_path)
    assert path.read_bytes() == before and names(tmp_path) == ["members.parquet", "members.refused.json"]
    publish(good, tmp_path)
    assert names(tmp_path) == ["members.parquet"]


def test_a_file_published_under_other_rules_goes_with_the_refusal(members, rules, release, tmp_path) -> None:
    publish(judge(members, release, folder=tmp_path), tmp_path)
    stricter = Release.model_validate(rules | {"k": 97})
    publish(judge(members, stricter, folder=tmp_path), tmp_path)
    assert names(tmp_path) == ["members.refused.json"]


@pytest.mark.parametrize("content", [b"PAR1 not parquet", None])
def test_a_file_the_gate_did_not_write_goes_too(members, release, tmp_path, content) -> None:
    if content is None:
        pq.write_table(members, tmp_path / "members.parquet")
    else:
        (tmp_path / "members.parquet").write_bytes(content)
    publish(judge(members.slice(0, 4), release, folder=tmp_path), tmp_path)
    assert names(tmp_path) == ["members.refused.json"]


def test_a_result_altered_after_its_judgement_is_refused(members, release, tmp_path) -> None:
    result = judge(members, release, folder=tmp_path)
    gender = pa.array(["男", *["女"] * (result.table.num_rows - 1)])
    unique = result.table.set_column(2, "gender", gender)
    extra = result.table.append_column("mobile", pa.array(["138"] * result.table.num_rows))
    forged = replace(judge(members.slice(0, 4), release, folder=tmp_path), status="passed")
    for altered in (replace(result, table=unique), replace(result, table=extra), forged):
        assert publish(altered, tmp_path) is None
        assert names(tmp_path) == ["members.refused.json"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(members, release, tmp_path, monkeypatch) -> None:
    result = judge(members, release, folder=tmp_path)
    path = publish(result, tmp_path)
    before = path.read_bytes()

    def full(table: pa.Table, where: Path) -> None:
        where.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing.pq, "write_table", full)
    with pytest.raises(OSError, match="No space"):
        publish(result, tmp_path)
    assert path.read_bytes() == before and names(tmp_path) == ["members.parquet"]


def events_of(where: ReleaseStore, release: Release, at: datetime) -> list[tuple[str, str]]:
    policy = AnonymizationPolicy(releases=(release,))
    return [(event.name, event.kind) for event in where.tidy(policy, at)]


def test_an_expired_release_is_deleted_and_told(members, release, tmp_path) -> None:
    where = store(tmp_path / "out")
    path = publish(judge(members, release, folder=tmp_path), where.folder)
    assert read_sheet(path)["expires_at"] == "2026-06-14T23:00:00"
    assert events_of(where, release, datetime(2026, 6, 14, 22)) == [] and path.exists()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (event,) = where.tidy(AnonymizationPolicy(releases=(release,)), datetime(2026, 6, 14, 23))
    assert (event.kind, event.sha256) == ("expired", digest)
    assert names(where.folder) == [] and names(where.private) == []


def test_a_withdrawn_release_is_deleted_with_its_members(members, release, rules, tmp_path) -> None:
    where = store(tmp_path / "out")
    publish(judge(members, release, folder=tmp_path), where.folder)
    assert names(where.private) == ["members.parquet"]
    withdrawn = Release.model_validate(rules | {"withdrawn": "2026-03-18"})
    assert events_of(where, withdrawn, datetime(2026, 3, 17)) == []
    assert events_of(where, withdrawn, datetime(2026, 3, 18)) == [("members", "withdrawn")]
    assert names(where.folder) == [] and names(where.private) == []


def test_a_release_that_policy_no_longer_names_goes(members, release, tmp_path) -> None:
    where = store(tmp_path / "out")
    publish(judge(members, release, folder=tmp_path), where.folder)
    (where.folder / "old.refused.json").write_text("{}")
    assert [event.kind for event in where.tidy(AnonymizationPolicy(), AT)] == ["removed"]
    assert names(where.folder) == []


def test_who_stands_in_which_class_is_private_and_keyed(members, release, tmp_path) -> None:
    where = store(tmp_path / "out")
    publish(judge(members, release, folder=tmp_path), where.folder)
    path = where.private / "members.parquet"
    assert path.stat().st_mode & 0o077 == 0 and where.private.stat().st_mode & 0o077 == 0
    kept = pq.read_table(path)
    assert kept.num_rows == 96
    text = str(kept.to_pylist())
    assert "M000" not in text and "110105" not in text and "1970" not in text and "k1." in text


def test_the_rules_cover_sql_and_hierarchy_files(members, rules, tmp_path) -> None:
    (tmp_path / "gender.csv").write_text("男;*\n女;*\n", encoding="utf-8")
    release = Release.model_validate(rules | {"quasi": rules["quasi"] | {"gender": "gender.csv"}})
    first = judge(members, release, folder=tmp_path, sql="SELECT 1").rules_hash
    assert judge(members, release, folder=tmp_path, sql="SELECT 1").rules_hash == first
    assert judge(members, release, folder=tmp_path, sql="SELECT 2").rules_hash != first
    (tmp_path / "gender.csv").write_text("女;*\n男;*\n", encoding="utf-8")
    assert judge(members, release, folder=tmp_path, sql="SELECT 1").rules_hash != first


def test_edited_sql_takes_the_older_file_away(members, release, tmp_path) -> None:
    publish(judge(members, release, folder=tmp_path, sql="SELECT 1"), tmp_path / "out")
    publish(judge(members.slice(0, 4), release, folder=tmp_path, sql="SELECT 2"), tmp_path / "out")
    assert names(tmp_path / "out") == ["members.refused.json"]


def test_the_database_shows_what_the_files_show_and_no_more(members, release, rules, tmp_path) -> None:
    where = store(tmp_path / "out")
    publish(judge(members, release, folder=tmp_path), where.folder)
    other = Release.model_validate(rules | {"name": "again"})
    result = judge(members, other, folder=tmp_path, others=where.others("again"))
    assert where.publish(result, released_at=AT)[-1].kind == "published"
    pq.write_table(members, where.folder / "foreign.parquet")
    assert write_database(where.folder) == ["again", "members"]
    with duckdb.connect(str(where.folder / DATABASE), read_only=True) as connection:
        rows = connection.execute("SELECT name, sheet->>'label' FROM data_sheets ORDER BY name").fetchall()
        shown = connection.execute("FROM members").to_arrow_table()
    assert rows == [("again", "anonymised"), ("members", "anonymised")]
    assert shown.to_pylist() == pq.read_table(where.path("members")).to_pylist()
    events_of(where, release, AT)
    assert write_database(where.folder) == ["members"]
    with duckdb.connect(str(where.folder / DATABASE), read_only=True) as connection:
        assert connection.execute("SHOW TABLES").fetchall() == [("data_sheets",), ("members",)]
    assert not [name for name in names(where.folder) if name.endswith(".new")]


def test_the_data_sheet_says_what_was_done_and_what_remains(members, rules, tmp_path) -> None:
    direct = {"member_no": "pseudonym", "mobile": "drop"}
    release = Release.model_validate(rules | {"direct": direct, "purpose": "service", "key_version": 3})
    result = judge(members, release, folder=tmp_path, pseudonymiser=Pseudonymiser(b"k" * 32, "v3"))
    sheet = read_sheet(publish(result, tmp_path / "out"))
    assert (sheet["label"], sheet["key_version"], sheet["audience"]) == ("de_identified", 3, "analysts")
    assert sheet["columns"]["member_no"] == {"role": "direct", "done": "pseudonym"}
    assert sheet["columns"]["region"] == {"role": "quasi", "done": "cn_region"}
    assert sheet["risk"]["prosecutor"] == pytest.approx(1 / sheet["k_reached"])
    assert sheet["linked_k"] == sheet["k_reached"], "one row a person: linking adds nothing"
