from datetime import date, datetime

import pytest

from pipelines.execute import RunReport
from policy.text import Text
from policy.waivers import Waiver
from warehouse.control import CheckResult

AS_OF = datetime(2026, 3, 16, 23)


@pytest.mark.parametrize(
    ("outcomes", "waived", "code"),
    [
        ({"a.a": "pass", "b.b": "pass"}, [], 0),
        ({"a.a": "pass", "b.b": "pass"}, ["a.a"], 0),
        ({"a.a": "pass", "b.b": "gap"}, [], 2),
        ({"a.a": "violation", "b.b": "pass"}, [], 1),
        ({"a.a": "violation", "b.b": "pass"}, ["b.b"], 1),
        ({"a.a": "violation", "b.b": "pass"}, ["a.a"], 2),
        ({"a.a": "violation", "b.b": "gap"}, ["a.a"], 2),
        ({"a.a": "violation", "b.b": "violation"}, ["a.a"], 1),
        ({"a.a": "violation", "b.b": "violation"}, ["a.a", "b.b"], 2),
        ({}, [], 0),
    ],
)
def test_exit_code(outcomes: dict[str, str], waived: list[str], code: int) -> None:
    results = tuple(
        CheckResult("r", AS_OF, check, "hash", outcome, 1, 1, 0, {}, None)  # type: ignore[arg-type]
        for check, outcome in outcomes.items()
    )
    waivers = {
        check: Waiver(
            check=check, owner="o", reason=Text(zh="因", en="why"),
            granted_at=date(2026, 3, 1), expires_at=date(2026, 4, 1),
        )
        for check in waived
    }  # fmt: skip
    assert RunReport("r", AS_OF, results, waivers).exit_code == code
