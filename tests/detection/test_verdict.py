"""Column verdicts on made-up columns, and that nothing an officer sees holds a value."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from presidio_analyzer import AnalyzerEngine

from privacy.detection.scan import analyse_batch
from privacy.detection.scan_source import scan_batches
from privacy.detection.tally import ColumnTally
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


def test_a_sample_states_its_bound(analyzer: AnalyzerEngine, column: Column) -> None:
    batch = pa.record_batch({"tel": column("phone")})
    found = scan_batches([batch], analyzer, table="t", sensitivity={}, total_rows=100_000)
    assert "100000" in found[0].why.zh and "2.47%" in found[0].why.en
    assert prevalence_bound(120) == pytest.approx(1 - 0.05 ** (1 / 120))
    assert prevalence_bound(0) == 1.0


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
