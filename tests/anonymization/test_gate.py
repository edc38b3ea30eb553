from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from policy.anonymization import Release
from privacy.anonymization.gate import GateResult, judge
from privacy.treatments.pseudonym import Pseudonymiser

CONTRACT = Path(__file__).parents[2] / "warehouse" / "contracts" / "releases.yaml"
KEY = Pseudonymiser(b"k" * 32)


def refused(result: GateResult, *parts: str) -> None:
    assert result.status == "refused" and result.table is None and result.k_reached is None
    texts = [reason.en for reason in result.reasons]
    assert all(any(part in text for text in texts) for part in parts), texts
    assert all(reason.zh for reason in result.reasons)


def replaced(table: pa.Table, column: str, values: list[object]) -> pa.Table:
    return table.set_column(table.column_names.index(column), column, pa.array(values))


def test_a_release_that_passes(members, release, tmp_path) -> None:
    result = judge(members, release, folder=tmp_path)
    assert (result.status, result.label, result.subjects, result.reasons) == ("passed", "anonymised", 96, ())
    assert result.table.column_names == ["region", "birth_date", "gender", "spend_band"]
    assert result.table.num_rows == result.rows - result.suppressed
    classes = Counter(zip(*(result.table[name].to_pylist() for name in release.quasi), strict=True))
    assert min(classes.values()) == result.k_reached >= 5
    bands = defaultdict(set)
    for row in result.table.to_pylist():
        bands[row["region"], row["birth_date"], row["gender"]].add(row["spend_band"])
    assert min(map(len, bands.values())) == result.l_reached["spend_band"] >= 2
    assert 0 < result.ncp < 1
    assert result.levels["gender"] in (0, 1)


def test_no_raw_identifier_and_no_order_of_the_source_gets_out(members, release, tmp_path) -> None:
    result = judge(members, release, folder=tmp_path)
    text = str(result.table.to_pylist()) + repr(result) + str(result.table.schema)
    assert "M00" not in text and "138000" not in text
    rows = [tuple(row.values()) for row in result.table.to_pylist()]
    assert rows == sorted(rows)
    backwards = judge(members.take(list(range(95, -1, -1))), release, folder=tmp_path)
    assert backwards.table.equals(result.table)


def test_the_entity_row_fits_its_contract(members, release, tmp_path) -> None:
    columns = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["columns"]
    passed = judge(members, release, folder=tmp_path).entity_row(datetime(2026, 3, 16))
    failed = judge(members.slice(0, 3), release, folder=tmp_path).entity_row(datetime(2026, 3, 16))
    for row in (passed, failed):
        assert list(row) == list(columns)
        assert row["status"] in columns["status"]["enum"] and row["label"] in columns["label"]["enum"]
    assert (passed["status"], failed["status"], failed["k_reached"]) == ("published", "refused", None)


def test_an_unclassified_column_fails_closed(members, release, tmp_path) -> None:
    result = judge(members.append_column("note", pa.array(["x"] * 96)), release, folder=tmp_path)
    refused(result, "columns note are not classified")


def test_a_declared_column_that_is_missing(members, release, tmp_path) -> None:
    refused(
        judge(members.drop_columns(["member_no"]), release, folder=tmp_path), "declared columns member_no"
    )


def test_a_direct_identifier_that_stays(members, rules, tmp_path) -> None:
    rules["direct"] = {"member_no": "drop", "mobile": "keep"}
    refused(
        judge(members, Release.model_validate(rules), folder=tmp_path), "direct identifiers mobile are kept"
    )


def test_a_direct_identifier_under_another_name(members, release, tmp_path) -> None:
    mobiles = members["mobile"].to_pylist()
    copied = replaced(members, "spend_band", [mobiles[0], *mobiles[1:90], *["low"] * 6])
    refused(
        judge(copied, release, folder=tmp_path),
        "spend_band repeats the values of the direct identifier mobile",
    )


def test_k_that_cannot_be_reached(members, release, tmp_path) -> None:
    result = judge(members.slice(0, 4), release, folder=tmp_path)
    refused(result, "4 subjects reaches k=5, l=2 (spend_band)", "5.0%")
    refused(judge(members.slice(0, 0), release, folder=tmp_path), "no rows")


def test_one_member_with_many_rows_does_not_reach_k(members, release, tmp_path) -> None:
    same = replaced(members, "member_no", ["M00001"] * 96)
    refused(judge(same, release, folder=tmp_path), "these 1 subjects")


def test_homogeneous_classes_are_refused(members, release, tmp_path) -> None:
    refused(
        judge(replaced(members, "spend_band", ["low"] * 96), release, folder=tmp_path), "l=2 (spend_band)"
    )


def test_a_kept_pseudonym_makes_it_de_identified(members, rules, tmp_path) -> None:
    rules["direct"] = {"member_no": "pseudonym", "mobile": "drop"}
    release = Release.model_validate(rules)
    result = judge(members, release, folder=tmp_path, pseudonymiser=KEY)
    assert (result.status, result.label) == ("passed", "de_identified")
    pseudonyms = result.table["member_no"].to_pylist()
    assert len(set(pseudonyms)) == len(pseudonyms) and all(text.startswith("k1.") for text in pseudonyms)
    # It is the release's own: the same person has another pseudonym in the warehouse.
    assert not {KEY.one("user", member) for member in members["member_no"].to_pylist()} & set(pseudonyms)
    with pytest.raises(ValueError, match="needs a key"):
        judge(members, release, folder=tmp_path)


def test_values_outside_a_hierarchy_file_are_counted_not_shown(members, rules, tmp_path) -> None:
    (tmp_path / "gender.csv").write_text("男;*\n", encoding="utf-8")
    rules["quasi"] = rules["quasi"] | {"gender": "gender.csv"}
    result = judge(members, Release.model_validate(rules), folder=tmp_path)
    refused(result, "column gender has 1 values")
    assert "女" not in str(result.reasons)


def test_missing_and_senseless_values_stay_apart(members, release, tmp_path) -> None:
    dates = members["birth_date"].to_pylist()
    result = judge(
        replaced(members, "birth_date", [None, "1970-13-01", *dates[2:]]), release, folder=tmp_path
    )
    assert result.status == "passed" and result.k_reached >= 5
    assert not {"1970-13-01", None} & set(result.table["birth_date"].to_pylist())
