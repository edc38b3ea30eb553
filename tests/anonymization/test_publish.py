import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policy.anonymization import Release
from privacy.anonymization import publish as publishing
from privacy.anonymization.gate import judge
from privacy.anonymization.publish import publish, read_sheet

AT = datetime(2026, 3, 16, 23)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_passed_release_is_one_file_with_its_data_sheet(members, release, tmp_path) -> None:
    result = judge(members, release, folder=tmp_path)
    path = publish(result, tmp_path / "out", released_at=AT)
    assert names(tmp_path / "out") == ["members.parquet"]
    assert pq.read_table(path).equals(result.table)
    sheet = read_sheet(path)
    assert (sheet["label"], sheet["k_required"], sheet["k_reached"]) == ("anonymised", 5, result.k_reached)
    assert sheet["title"] == {"zh": "会员", "en": "Members"} and sheet["released_at"] == "2026-03-16T23:00:00"
    content = path.read_bytes()
    assert b"M0000" not in content and b"13800" not in content


def test_a_refusal_publishes_nothing_and_says_why(members, release, tmp_path) -> None:
    assert publish(judge(members.slice(0, 4), release, folder=tmp_path), tmp_path, released_at=AT) is None
    assert names(tmp_path) == ["members.refused.json"]
    mark = json.loads((tmp_path / "members.refused.json").read_text(encoding="utf-8"))
    assert "k=5" in mark["reasons"][0]["zh"] and mark["last_good_stays"] is False


def test_the_last_good_file_stays_under_the_same_rules_until_the_next_pass(
    members, release, tmp_path
) -> None:
    good = judge(members, release, folder=tmp_path)
    path = publish(good, tmp_path, released_at=AT)
    before = path.read_bytes()
    publish(judge(members.slice(0, 4), release, folder=tmp_path), tmp_path, released_at=AT)
    assert path.read_bytes() == before and names(tmp_path) == ["members.parquet", "members.refused.json"]
    publish(good, tmp_path, released_at=AT)
    assert names(tmp_path) == ["members.parquet"]


def test_a_file_published_under_other_rules_goes_with_the_refusal(members, rules, release, tmp_path) -> None:
    publish(judge(members, release, folder=tmp_path), tmp_path, released_at=AT)
    stricter = Release.model_validate(rules | {"k": 97})
    publish(judge(members, stricter, folder=tmp_path), tmp_path, released_at=AT)
    assert names(tmp_path) == ["members.refused.json"]


@pytest.mark.parametrize("content", [b"PAR1 not parquet", None])
def test_a_file_the_gate_did_not_write_goes_too(members, release, tmp_path, content) -> None:
    if content is None:
        pq.write_table(members, tmp_path / "members.parquet")
    else:
        (tmp_path / "members.parquet").write_bytes(content)
    publish(judge(members.slice(0, 4), release, folder=tmp_path), tmp_path, released_at=AT)
    assert names(tmp_path) == ["members.refused.json"]


def test_a_result_altered_after_its_judgement_is_refused(members, release, tmp_path) -> None:
    result = judge(members, release, folder=tmp_path)
    gender = pa.array(["男", *["女"] * (result.table.num_rows - 1)])
    unique = result.table.set_column(2, "gender", gender)
    extra = result.table.append_column("mobile", pa.array(["138"] * result.table.num_rows))
    forged = replace(judge(members.slice(0, 4), release, folder=tmp_path), status="passed")
    for altered in (replace(result, table=unique), replace(result, table=extra), forged):
        assert publish(altered, tmp_path, released_at=AT) is None
        assert names(tmp_path) == ["members.refused.json"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(members, release, tmp_path, monkeypatch) -> None:
    result = judge(members, release, folder=tmp_path)
    path = publish(result, tmp_path, released_at=AT)
    before = path.read_bytes()

    def full(table: pa.Table, where: Path) -> None:
        where.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing.pq, "write_table", full)
    with pytest.raises(OSError, match="No space"):
        publish(result, tmp_path, released_at=AT)
    assert path.read_bytes() == before and names(tmp_path) == ["members.parquet"]
