from datetime import date, datetime

import pytest

from checks.coverage import cover
from policy.clauses import Document
from policy.text import Text
from warehouse.control import CheckResult

TODAY = date(2026, 3, 16)
WORDS = {"zh": "略", "en": "none"}
DOCUMENT = Document.model_validate(
    {
        "document": "doc",
        "title": WORDS,
        "sector": "platform",
        "clauses": [
            {
                "id": "doc/1",
                "article": "一",
                "statement": WORDS,
                "duty": "d",
                "check": "a.data",
                "verification": "data",
            },
            {
                "id": "doc/2",
                "article": "二",
                "statement": WORDS,
                "duty": "d",
                "check": "a.paper",
                "verification": "evidence",
            },
            {
                "id": "doc/3",
                "article": "三",
                "statement": WORDS,
                "duty": "d",
                "check": "a.unbuilt",
                "verification": "data",
            },
            {
                "id": "doc/4",
                "article": "四",
                "statement": WORDS,
                "duty": "d",
                "verification": "out_of_scope",
                "reason": WORDS,
            },
        ],
    }
)


def result(check: str, outcome: str, day: int = 16) -> CheckResult:
    gap = Text(zh="缺", en="missing") if outcome == "gap" else None
    return CheckResult("r", datetime(2026, 3, day, 23), check, "h", outcome, 1, 0, 0, {}, gap)


def statuses(*results: CheckResult) -> list[str]:
    latest = {item.check_id: item for item in results}
    return [clause.status for clause in cover([DOCUMENT], latest, ["a.data", "a.paper"], TODAY)]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([result("a.data", "pass"), result("a.paper", "pass")], ["verified", "attested"]),
        ([result("a.data", "violation"), result("a.paper", "violation")], ["violated", "violated"]),
        ([result("a.data", "gap"), result("a.paper", "gap")], ["gap", "gap"]),
        ([result("a.data", "pass", day=15)], ["gap", "gap"]),
        (
            [result("a.data", "pass"), result("a.paper", "pass"), result("a.unbuilt", "pass")],
            ["verified", "attested"],
        ),
    ],
)
def test_status_follows_todays_outcome(results, expected) -> None:
    assert statuses(*results) == [*expected, "gap", "out_of_scope"]
