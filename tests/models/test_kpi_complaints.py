from collections.abc import Callable
from datetime import date, datetime
from typing import Any

Row = dict[str, Any]
Build = Callable[..., list[Row]]


def complaint(number: int, received_at: datetime, **values: Any) -> Row:
    return {
        "id": f"c{number}", "channel": "app", "category": "quality", "branch": "east", "priority": "normal",
        "status": "open", "received_at": received_at, "resolution_state": "missing", "is_report": False,
    } | values  # fmt: skip


def reply(number: int, at: datetime) -> Row:
    return {
        "id": f"e{number}",
        "complaint_id": f"c{number}",
        "type": "public_reply",
        "actor": "agent",
        "at": at,
    }


def test_the_backlog_is_a_stock_and_months_without_complaints_are_there(build: Build) -> None:
    rows = build(
        "kpi_complaints_monthly",
        as_of=datetime(2026, 3, 16, 23),
        complaints=[
            complaint(1, datetime(2025, 12, 5), closed_at=datetime(2026, 1, 1)),
            complaint(2, datetime(2025, 12, 31, 23, 59, 59), closed_at=datetime(2026, 3, 1)),
            complaint(3, datetime(2026, 2, 1)),
        ],
    )
    assert [(row["month"], row["received"], row["closed"], row["backlog"]) for row in rows] == [
        (date(2025, 12, 1), 2, 0, 2),
        (date(2026, 1, 1), 0, 1, 1),
        (date(2026, 2, 1), 1, 0, 2),
        (date(2026, 3, 1), 0, 1, 1),
    ]
    assert [row["is_complete"] for row in rows] == [True, True, True, False]
    assert rows[1]["first_response_within_share"] is None


def test_overdue_ones_count_in_the_denominator_and_undecided_ones_do_not(build: Build) -> None:
    (row,) = build(
        "kpi_complaints_monthly",
        as_of=datetime(2026, 3, 16, 23),
        complaints=[complaint(number, datetime(2026, 3, 2, 10)) for number in (1, 2, 3)]
        + [complaint(4, datetime(2026, 3, 16, 10))],
        complaint_events=[reply(1, datetime(2026, 3, 2, 12)), reply(2, datetime(2026, 3, 4, 12))],
    )
    # One in time, one late, one overdue; the fourth may still be answered in time.
    assert row["first_response_within_share"] == 1 / 3
    assert (row["answered"], row["unanswered"]) == (2, 2)
    assert row["first_response_p50_hours"] == (2 + 50) / 2
    assert row["closure_within_share"] is None


def test_a_mean_of_few_ratings_is_withheld(build: Build) -> None:
    def mean_of(ratings: int) -> tuple[int, float | None]:
        (row,) = build(
            "kpi_complaints_monthly",
            complaints=[complaint(n, datetime(2026, 3, 2), satisfaction=4 + n % 2) for n in range(ratings)],
        )
        return row["satisfaction_n"], row["satisfaction_mean"]

    assert mean_of(29) == (29, None)
    assert mean_of(30) == (30, 4.5)


def cells(build: Build, sizes: dict[str, int], **values: Any) -> dict[str, Row]:
    complaints = []
    for channel, size in sizes.items():
        for _ in range(size):
            complaints.append(complaint(len(complaints), datetime(2026, 1, 5), channel=channel, **values))
    return {row["channel"]: row for row in build("kpi_complaints_by_channel", complaints=complaints)}


def test_cells_below_five_are_suppressed(build: Build) -> None:
    rows = cells(build, {"app": 5, "phone": 4, "web": 1})
    assert {channel: row["suppressed"] for channel, row in rows.items()} == {
        "app": False, "phone": True, "web": True,
    }  # fmt: skip
    assert rows["app"]["received"] == 5
    assert {rows["phone"][name] for name in ("received", "closure_within_share")} == {None}
    assert rows["app"]["closure_within_share"] == 0


def test_a_single_small_cell_takes_the_next_smallest_with_it(build: Build) -> None:
    rows = cells(build, {"app": 9, "phone": 4, "web": 5})
    assert {channel: row["received"] for channel, row in rows.items()} == {
        "app": 9,
        "phone": None,
        "web": None,
    }


def test_a_cell_gives_its_shares_and_median(build: Build) -> None:
    opened = datetime(2026, 1, 5)
    (row,) = build(
        "kpi_complaints_by_channel",
        complaints=[complaint(n, opened, closed_at=datetime(2026, 1, 6)) for n in range(4)]
        + [complaint(4, opened)],
        complaint_events=[reply(n, datetime(2026, 1, 5, 2 * n + 1)) for n in range(3)],
    )
    assert (row["first_response_p50_hours"], row["first_response_within_share"]) == (3, 0.6)
    assert row["closure_within_share"] == 0.8


def test_reports_are_not_broken_down(build: Build) -> None:
    assert cells(build, {"app": 9}, is_report=True) == {}


def test_only_the_last_three_complete_months_are_broken_down(build: Build) -> None:
    edges = [datetime(2025, 11, 30, 23, 59, 59), datetime(2025, 12, 1), datetime(2026, 2, 28, 23, 59, 59),
             datetime(2026, 3, 1)]  # fmt: skip
    complaints = [complaint(5 * n + m, at) for n, at in enumerate(edges) for m in range(5)]
    (row,) = build("kpi_complaints_by_channel", complaints=complaints)
    assert (row["from_month"], row["to_month"], row["received"]) == (date(2025, 12, 1), date(2026, 2, 1), 10)
