"""Groups, trends and tables that the templates are given."""

import base64
import csv
import io
from dataclasses import replace

import pytest

from dashboard import views
from dashboard.data import SUPPRESSED, WITHHELD, Column, Figure, KpiCard, PageData, Value
from dashboard.wording import Wording
from policy.text import Text

NAME = Text(zh="名称", en="Name")


def card(now: Value, before: Value = None, better: str = "up", target: float | None = None) -> KpiCard:
    history = (("2026-01", before), ("2026-02", now))
    return KpiCard("k", NAME, NAME, "share", better, NAME, now, "2026-02", target, history)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "better", "met"),
    [
        (0.95, "up", True),
        (0.949, "up", False),
        (0.95, "down", True),
        (0.951, "down", False),
        (None, "up", None),
        (WITHHELD, "up", None),
        (SUPPRESSED, "down", None),
    ],
)
def test_a_target_is_met_when_it_is_reached(now: Value, better: str, met: bool | None) -> None:
    assert card(now, better=better, target=0.95).met is met
    assert card(now, better=better).met is None


@pytest.mark.parametrize(
    ("now", "before", "better", "meaning", "text"),
    [
        (0.95, 0.93, "up", "better", "+2.0 pp"),
        (0.93, 0.95, "up", "worse", "−2.0 pp"),
        (0.93, 0.95, "down", "better", "−2.0 pp"),
        (0.9301, 0.9303, "up", "same", ""),
        (0.93, None, "up", "unknown", ""),
        (WITHHELD, 0.93, "up", "unknown", ""),
        (0.93, WITHHELD, "up", "unknown", ""),
    ],
)
def test_trend_is_read_by_the_better_direction(
    now: Value, before: Value, better: str, meaning: str, text: str
) -> None:
    change = views.trend(card(now, before, better), Wording("en"))
    assert (change.meaning, change.text, change.period) == (meaning, text, "2026-01")


def test_spark_breaks_where_a_month_is_hidden() -> None:
    history = tuple((f"2025-0{i}", value) for i, value in enumerate([1, 2, WITHHELD, 4, 5], start=1))
    line = views.spark(replace(card(5), history=history))  # type: ignore[arg-type]
    assert line and [len(run.split()) for run in line.runs] == [2, 2] and line.end == (96.0, 3.0)
    assert views.spark(replace(card(5), history=history[:1])) is None  # type: ignore[arg-type]


def test_checks_are_grouped_and_the_gravest_come_first(sample: PageData) -> None:
    groups = views.by_outcome(sample.checks)
    assert list(groups) == ["violation", "gap", "pass"]
    assert sum(len(group) for group in groups.values()) == len(sample.checks)
    severities = [views.SEVERITIES.index(check.severity) for check in groups["violation"]]
    assert severities == sorted(severities)
    high = [views.breach_share(check) or 0 for check in groups["violation"] if check.severity == "high"]
    assert high == sorted(high, reverse=True)


def test_what_changed_for_the_worse_comes_first(sample: PageData) -> None:
    changed = views.changed(sample.checks)
    assert [(check.previous, check.outcome) for check in changed] == [("pass", "violation"), ("pass", "gap")]
    better = replace(sample.checks[0], outcome="pass", previous="violation")
    unknown = replace(sample.checks[0], previous=None)
    assert views.changed([better, unknown, *sample.checks])[-1] is better


def test_only_waived_violations_count_as_waived(sample: PageData) -> None:
    assert [views.waived(group) for group in views.by_outcome(sample.checks).values()] == [1, 0, 0]


def test_held_people_are_counted_once_and_only_whole_rows_count_as_staying(sample: PageData) -> None:
    plan = sample.erasure.plan
    assert plan is not None
    hold = next(stay for stay in plan.stays if stay.decided_by == "legal_hold")
    again = replace(plan, stays=(*plan.stays, replace(hold, table="public.t_review", subjects=2)))
    assert views.held(again) == 3
    assert views.in_rows(plan.stays) == 9 + 412, "the column that stays in 17 rows is not a row that stays"


def test_only_a_plan_that_nobody_has_decided_on_waits(sample: PageData) -> None:
    plan = sample.erasure.plan
    assert plan is not None and views.waits(sample.erasure)
    assert not views.waits(replace(sample.erasure, plan=None))
    for status in ("approved", "started", "executed", "nothing_due"):
        assert not views.waits(replace(sample.erasure, plan=replace(plan, status=status)))


def test_status_counts_leave_no_clause_out(sample: PageData) -> None:
    counts = dict(views.status_counts(sample.documents))
    assert sum(counts.values()) == sum(len(document.clauses) for document in sample.documents)
    assert {"violated", "gap", "verified", "attested", "not_built", "out_of_scope"} == set(counts)


def test_csv_holds_full_numbers_and_no_formula() -> None:
    figure = Figure(
        "f",
        NAME,
        NAME,
        (Column(NAME, "text"), Column(Text(zh="时长", en="Time"), "hours")),
        (("=1+1", 5.25), ("@x", SUPPRESSED), ("店,门", None)),
    )
    uri = views.csv_uri(figure, Wording("zh"))
    raw = base64.b64decode(uri.split(",", 1)[1])
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows == [["名称", "时长 (小时)"], ["'=1+1", "5.25"], ["'@x", "<5"], ["店,门", ""]]


def test_heat_is_a_share_of_the_largest_number() -> None:
    columns = (Column(NAME, "text"), Column(NAME, "count", "heat"), Column(NAME, "count"))
    figure = Figure("f", NAME, NAME, columns, (("a", 40, 900), ("b", 10, 1), ("c", SUPPRESSED, 1)))
    assert [views.heat(figure, 1, row[1]) for row in figure.rows] == [100, 25, 0]
    assert views.heat(figure, 2, 900) == 0


def test_months_are_listed_latest_first_and_other_rows_as_given(sample: PageData) -> None:
    by_id = {figure.id: figure for figure in sample.figures}
    assert views.rows_for_table(by_id["complaints"])[0][0] == "2026-02"
    assert views.rows_for_table(by_id["channels"]) == by_id["channels"].rows


def test_inventory_is_a_tree_that_holds_every_row(sample: PageData) -> None:
    tree = views.by_store_and_table(sample.inventory)
    assert sum(len(rows) for tables in tree.values() for rows in tables.values()) == len(sample.inventory)
    assert sum(count for _, count, _ in views.kinds(sample.inventory)) == len(sample.inventory)
    assert sum(missing for *_, missing in views.kinds(sample.inventory)) == 3
