from collections.abc import Callable
from datetime import date

from assets.page_data.officer import check_rows
from assets.run import Run

CHECK = "dsr.dsr_access_rectify_erase"
OTHER = "erasure.erasure_after_cancellation"


def test_an_outcome_is_compared_with_the_newest_earlier_day_not_with_an_earlier_run_of_the_day(
    run: Run, judge: Callable[..., None]
) -> None:
    judge(CHECK, "gap", days_ago=5)
    judge(CHECK, "pass", days_ago=1)
    judge(CHECK, "violation")
    judge(CHECK, "violation")
    judge(OTHER, "pass")
    rows = {row.id: row for row in check_rows(run)}
    assert (rows[CHECK].outcome, rows[CHECK].previous) == ("violation", "pass")
    assert rows[CHECK].previous_day == date(2026, 3, 15)
    assert (rows[OTHER].previous, rows[OTHER].previous_day) == (None, None)


def test_a_waiver_stands_on_a_violation_only_and_the_outcome_stays(
    run: Run, judge: Callable[..., None], waive: Callable[[str, date], None]
) -> None:
    waive(CHECK, date(2026, 4, 10))
    waive(OTHER, date(2026, 4, 10))
    waive("pii_scan.lawful_collection", date(2026, 3, 15))
    for check, outcome in ((CHECK, "violation"), (OTHER, "gap"), ("pii_scan.lawful_collection", "violation")):
        judge(check, outcome)
    rows = {row.id: row for row in check_rows(run)}
    note = rows[CHECK].waiver
    assert note is not None and (note.owner, note.until) == ("客服中心", date(2026, 4, 10))
    assert rows[CHECK].outcome == "violation"
    assert rows[OTHER].waiver is None and rows["pii_scan.lawful_collection"].waiver is None
