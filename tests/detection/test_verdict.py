"""Column verdicts on made-up columns, and that nothing an officer sees holds a value."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import yaml
from presidio_analyzer import AnalyzerEngine

from privacy.detection.scan import analyse_batch
from privacy.detection.scan_source import scan_batches
from privacy.detection.tally import OTHER_PATHS, ColumnTally
from privacy.detection.verdict import ColumnVerdict, prevalence_bound, verdicts
from privacy.detection.verdict_rules import recognizer_set_version

Column = Callable[..., list[Any]]

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases/verdicts.yaml").read_text("utf-8")
)


def judged(analyzer: AnalyzerEngine, **values: list[Any]) -> list[ColumnVerdict]:
    return scan_batches(
        [pa.record_batch(values)], analyzer, table="t", sensitivity={"PERSON": "medium", "CN_ID_CARD": "high"}
    )


def mixed(column: Column, kinds: str | list[str]) -> list[Any]:
    """A column of one kind, or of several that take turns."""
    names = [kinds] if isinstance(kinds, str) else kinds
    parts = [column(name, seed=number) for number, name in enumerate(names)]
    return [parts[row % len(parts)][row] for row in range(len(parts[0]))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['values']} in {case['header']}")
def test_verdict(analyzer: AnalyzerEngine, column: Column, case: dict[str, Any]) -> None:
    found = judged(analyzer, **{case["header"]: mixed(column, case["values"])})
    assert sorted(f"{verdict.entity_type} {verdict.kind}" for verdict in found) == case["is"]


def test_counts_and_shares(analyzer: AnalyzerEngine) -> None:
    verdict = judged(analyzer, tel=["13800138000", "13800138000", "无", None])[0]
    assert (verdict.share, verdict.whole_cell_share, verdict.findings, verdict.rows) == (2 / 3, 2 / 3, 2, 3)
    assert verdict.example_shape == "1**********"
    assert verdict.sensitivity == "ungraded"
    assert "66.7%" in verdict.why.zh and "66.7%" in verdict.why.en


def test_sensitivity_comes_from_policy(analyzer: AnalyzerEngine, column: Column) -> None:
    assert judged(analyzer, id_no=column("citizen_id"))[0].sensitivity == "high"


def test_json_paths_get_their_own_verdicts(analyzer: AnalyzerEngine, column: Column) -> None:
    cells = [f'{{"contact": {{"phone": "{value}"}}, "level": 3}}' for value in column("phone")]
    found = judged(analyzer, profile=cells)
    assert [(v.column, v.path, v.entity_type) for v in found] == [
        ("profile", "$.contact.phone", "PHONE_NUMBER")
    ]


def test_batches_add_up_to_the_whole(analyzer: AnalyzerEngine, column: Column) -> None:
    batch = pa.record_batch({"name": column("person"), "note": column("complaint")})
    whole, parts, merged = ColumnTally("t"), ColumnTally("t"), ColumnTally("t")
    whole.add(batch.num_rows, analyse_batch(batch, analyzer))
    for start in range(0, batch.num_rows, 50):
        piece = batch.slice(start, 50)
        parts.add(piece.num_rows, analyse_batch(piece, analyzer))
        other = ColumnTally("t")
        other.add(piece.num_rows, analyse_batch(piece, analyzer))
        merged.merge(other)
    assert len(verdicts(whole, {})) == 3
    assert [(v.entity_type, v.share, v.findings) for v in verdicts(whole, {})] == [
        (v.entity_type, v.share, v.findings) for v in verdicts(parts, {})
    ]
    assert [v.findings for v in verdicts(merged, {})] == [v.findings for v in verdicts(whole, {})]


def test_many_json_paths_are_bounded(analyzer: AnalyzerEngine) -> None:
    cells = [f'{{"k{chr(97 + i % 26)}{chr(97 + i // 26)}": "a.b@qq.com"}}' for i in range(600)]
    tally = ColumnTally("t")
    tally.add(600, analyse_batch(pa.record_batch({"map": cells}), analyzer))
    assert len(tally.groups) <= 501
    assert sum(group.cells for group in tally.groups.values()) == 600


def test_merged_tallies_keep_to_the_bound_on_paths(analyzer: AnalyzerEngine) -> None:
    merged = ColumnTally("t")
    for part in "xy":
        cells = [f'{{"{part}{chr(97 + i % 26)}{chr(97 + i // 26)}": "a.b@qq.com"}}' for i in range(400)]
        tally = ColumnTally("t")
        tally.add(400, analyse_batch(pa.record_batch({"map": cells}), analyzer))
        merged.merge(tally)
    assert len(merged.groups) == 501
    assert merged.groups["map", OTHER_PATHS].cells == 300
    assert sum(group.entities["EMAIL_ADDRESS"].findings for group in merged.groups.values()) == 800


def test_a_sample_states_its_bound(analyzer: AnalyzerEngine, column: Column) -> None:
    batch = pa.record_batch({"tel": column("phone")})
    found = scan_batches([batch], analyzer, table="t", sensitivity={}, total_rows=100_000)
    assert "100000" in found[0].why.zh and "2.47%" in found[0].why.en
    assert prevalence_bound(120) == pytest.approx(1 - 0.05 ** (1 / 120))
    assert prevalence_bound(0) == 1.0


def test_the_bound_holds(analyzer: AnalyzerEngine) -> None:
    """Where a type is in a little more than the bound of rows, at most one sample in twenty misses it."""
    drawn, samples = 100, 200
    rows = 5_000
    holders = round(rows * prevalence_bound(drawn)) + 1
    texts = np.array(["call 13800138000"] * holders + ["call back"] * (rows - holders))
    rng = np.random.default_rng(1)
    missed = 0
    for _ in range(samples):
        batch = pa.record_batch({"note": pa.array(rng.choice(texts, drawn, replace=False))})
        missed += not scan_batches([batch], analyzer, table="t", sensitivity={}, total_rows=rows)
    # 5 % and three standard deviations of 200 draws.
    assert 0 < missed <= samples * (0.05 + 3 * (0.05 * 0.95 / samples) ** 0.5)


CONFIDENT = ["13800138000", "13900139000", "15000150000", "18600186000"] * 10


@pytest.mark.parametrize(
    ("header", "doubtful"),
    [
        # Other numbers look the same.
        ("c1", ["13800138000", "23800138000", "33800138000", "15000150000", "18600186000"] * 8),
        ("c1", ["13800138000", "无"]),  # one value only
        ("order_no", CONFIDENT),  # the header speaks against it
    ],
)
def test_confidence_falls_with_doubt(analyzer: AnalyzerEngine, header: str, doubtful: list[str]) -> None:
    sure, unsure = judged(analyzer, c1=CONFIDENT)[0], judged(analyzer, **{header: doubtful})[0]
    assert sure.confidence > max(0.95, unsure.confidence) and unsure.confidence >= 0.5


def test_what_only_the_header_tells_is_said_so(analyzer: AnalyzerEngine, column: Column) -> None:
    told, proven = judged(analyzer, qq=column("qq"))[0], judged(analyzer, mobile=column("phone"))[0]
    assert "只有列名" in told.why.zh and "only the header" in told.why.en
    assert "header agrees" in proven.why.en and told.confidence < proven.confidence


def test_the_share_that_passes_is_said(analyzer: AnalyzerEngine, column: Column) -> None:
    cells = [value if row % 2 else f"2{value[1:]}" for row, value in enumerate(column("phone"))]
    why = judged(analyzer, c1=cells)[0].why
    assert "50% of those that look like one are" in why.en and "50%" in why.zh


def test_progress_is_reported(analyzer: AnalyzerEngine) -> None:
    seen: list[int] = []
    batches = pa.table({"a": ["x"] * 10}).to_batches(max_chunksize=4)
    scan_batches(batches, analyzer, table="t", sensitivity={}, on_progress=seen.append)
    assert seen == [4, 8, 10]


def test_no_verdict_holds_a_value(analyzer: AnalyzerEngine) -> None:
    """Canaries: the distinctive part of every planted value must be absent from everything reported."""
    planted = {
        "real_name": ["欧阳翡翠"], "phone": ["13987654321"], "email": ["canary.bird@example.com"],
        "id_card": ["11010519491231002X"], "address": ["杭州市西湖区金丝雀路9173号"], "ip": ["203.0.113.77"],
        "password": ["Kanarie#8842"], "qq": ["918273645"], "wechat": ["canary_77310"],
        "note": ["我是欧阳翡翠，电话13987654321，邮箱canary.bird@example.com"],
        "extra": ['{"13987654321": {"mail": "canary.bird@example.com"}, "欧阳翡翠": "11010519491231002X"}'],
    }  # fmt: skip
    found = judged(analyzer, **{name: values * 5 for name, values in planted.items()})
    assert {verdict.column for verdict in found} == set(planted)
    reported = repr(found)
    for canary in (
        "翡翠",
        "87654321",
        "canary",
        "19491231",
        "金丝雀",
        "9173",
        "203.0",
        "8842",
        "918273",
        "77310",
    ):
        assert canary not in reported


def test_version_is_stable_hex() -> None:
    assert recognizer_set_version() == recognizer_set_version()
    assert len(recognizer_set_version()) == 12
    int(recognizer_set_version(), 16)
