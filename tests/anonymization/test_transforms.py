from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from pydantic import ValidationError

from policy.anonymization import BUILT_IN_HIERARCHIES, TRANSFORMS, Release, Rules
from policy.errors import MappingError, PolicyError
from privacy.anonymization.hierarchies import build_hierarchy
from privacy.anonymization.prepare import transformed
from privacy.anonymization.transforms import transforms
from privacy.treatments.pseudonym import Pseudonymiser

KEY = Pseudonymiser(b"k" * 32, "v1")


def shown(
    values: list[object], transform: str, *, table: pa.Table | None = None, **more: object
) -> list[object]:
    """The column `x` under a transform, beside a subject column `who` unless a table is given."""
    raw = (
        table
        if table is not None
        else pa.table({"x": pa.array(values), "who": [f"S{n}" for n in range(len(values))]})
    )
    rules = Rules.model_validate(
        {
            "k": 2,
            "subject": "who",
            "quasi": {"q": "category"},
            "insensitive": {"x": transform},
            "direct": {"who": "drop"},
            **more,
        }
    )
    return transformed(raw, rules, Path("."), KEY)["x"].to_pylist()


def test_policy_and_the_registry_name_the_same_transforms_and_hierarchies() -> None:
    assert set(transforms()) == {*TRANSFORMS, "drop", "pseudonym", "redact"}
    for name in BUILT_IN_HIERARCHIES:
        hierarchy, _ = build_hierarchy(name, ["x"], Path("."))
        assert hierarchy.levels >= 2


@pytest.mark.parametrize(
    ("transform", "values", "expected"),
    [
        ("keep", ["a", None], ["a", None]),
        ("round:10", [37.4, 45, -3, -0.1, None], [40, 40, 0, 0, None]),
        ("round:10", ["55", "15", "64.9"], [60, 20, 60]),
        ("bucket:50", [37, 50, -1, None], ["[0, 50)", "[50, 100)", "[-50, 0)", None]),
        ("generalise:birth_date@2", ["1993-05-17", "x", None], ["1993", "unknown", "unknown"]),
        ("generalise:number:10,50@1", ["37"], ["[30, 40)"]),
    ],
)  # fmt: skip
def test_values_become(transform: str, values: list[object], expected: list[object]) -> None:
    assert shown(values, transform) == expected


@pytest.mark.parametrize("transform", ["round:10", "bucket:10"])
@pytest.mark.parametrize("value", ["secret", "inf", "nan"])
def test_a_value_that_is_no_number_is_refused_unseen(transform: str, value: str) -> None:
    with pytest.raises(MappingError, match="no numbers") as caught:
        shown(["1", value], transform)
    assert value not in str(caught.value)


def test_a_level_that_a_hierarchy_lacks() -> None:
    with pytest.raises(PolicyError, match="has no level 9"):
        shown(["1993-05-17"], "generalise:birth_date@9")


@pytest.mark.parametrize(
    "transform", ["round", "round:0", "round:x", "generalise:birth_date", "hash", "date_shift:0", "keep:1"]
)
def test_a_wrong_transform_is_named_by_policy(transform: str) -> None:
    with pytest.raises(ValidationError, match="there is no transform"):
        shown(["1"], transform)


def test_dates_of_a_person_move_together() -> None:
    days = [date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 1), None]
    table = pa.table({"x": days, "who": ["A", "A", "B", "A"]})
    first, second, other, missing = shown([], "date_shift:30", table=table)
    assert second - first == timedelta(10) and missing is None
    assert all(1 <= abs((moved - day).days) <= 30 for moved, day in ((first, days[0]), (other, days[2])))
    again = shown([], "date_shift:30", table=table.take([2, 1, 0, 3]))
    assert again[2] == first and again[0] == other


def test_shifts_spread_over_the_whole_range_but_zero() -> None:
    table = pa.table({"x": [date(2026, 1, 1)] * 500, "who": [f"S{number}" for number in range(500)]})
    shifts = {(moved - date(2026, 1, 1)).days for moved in shown([], "date_shift:3", table=table)}
    assert shifts == {-3, -2, -1, 1, 2, 3}


def test_times_keep_their_time_of_day_and_nobody_has_no_shift() -> None:
    moments = [datetime(2026, 1, 1, 8, 30), datetime(2026, 1, 1, 8, 30)]
    table = pa.table({"x": pa.array(moments, pa.timestamp("s")), "who": ["A", None]})
    moved, nobody = shown([], "date_shift:30", table=table)
    assert (moved.hour, moved.minute, nobody) == (8, 30, None) and moved.date() != date(2026, 1, 1)


def test_only_dates_can_be_shifted() -> None:
    with pytest.raises(MappingError, match="no date or time"):
        shown(["2026-01-01"], "date_shift:30")


def test_a_shift_needs_a_subject() -> None:
    with pytest.raises(ValidationError, match="date_shift needs a subject"):
        Rules.model_validate({"k": 2, "quasi": {"q": "category"}, "insensitive": {"x": "date_shift:3"}})


def test_what_keeps_a_link_is_de_identified(rules) -> None:
    def links(**change: object) -> bool:
        return Release.model_validate(rules | change).keeps_link

    direct = {"member_no": "drop", "mobile": "drop"}
    assert not links() and not links(insensitive={"x": "round:10"})
    assert links(direct=direct | {"mobile": "pseudonym"}) and links(direct=direct | {"note": "redact"})
    assert links(insensitive={"x": "date_shift:30"})


def test_redaction_of_missing_and_empty_texts_and_of_overlapping_finds() -> None:
    table = pa.table(
        {
            "x": ["", None, "会员M00017的手机13812345678", "nothing here", "会员M00017"],
            "who": ["S1", "S2", "M00017", "S4", "S5"],
            "mobile": ["1", "2", "13812345678", "4", "5"],
        }
    )
    rules = Rules.model_validate(
        {
            "k": 2,
            "subject": "who",
            "quasi": {"q": "category"},
            "direct": {"who": "drop", "mobile": "drop", "x": "redact"},
        }
    )
    texts = transformed(table, rules, Path("."), KEY)["x"].to_pylist()
    assert texts[:2] == ["", None] and texts[3] == "nothing here"
    assert "M00017" not in texts[2] and "138" not in texts[2] and texts[2].startswith("会员<标识>")
    assert texts[4] == "会员M00017", "another person's number is not this row's own"


def test_redaction_takes_out_what_a_scan_would_be_unsure_of() -> None:
    table = pa.table({"x": ["交接时提到 E12345678，已转后台", "订单 20260311000123 已发货"]})
    rules = Rules.model_validate({"k": 2, "quasi": {"q": "category"}, "direct": {"x": "redact"}})
    texts = transformed(table, rules, Path("."), KEY)["x"].to_pylist()
    assert texts == ["交接时提到 <护照号>，已转后台", "订单 20260311000123 已发货"]
