from datetime import date

import dagster as dg
import pytest

from assets.duty_results import _result
from checks.evaluate import Outcome
from policy.bundle import Policy
from policy.text import Text
from policy.waivers import Waiver

POLICY = Policy()
CHECK = next(check for check in POLICY.checks if check.id == "dsr.dsr_access_rectify_erase")
WAIVER = Waiver(
    check=CHECK.id, owner="客服中心", reason=Text(zh="迁移", en="moving"),
    granted_at=date(2026, 3, 1), expires_at=date(2026, 4, 10),
)  # fmt: skip
VIOLATION = Outcome(CHECK, "violation", 10, 2, 0, {next(iter(CHECK.reasons)): 2})
GAP = Outcome(CHECK, "gap", gap=Text(zh="缺", en="missing"))


@pytest.mark.parametrize(
    ("outcome", "waiver", "passed", "severity", "until"),
    [
        (VIOLATION, None, False, dg.AssetCheckSeverity.ERROR, None),
        (VIOLATION, WAIVER, False, dg.AssetCheckSeverity.WARN, "2026-04-10"),
        (GAP, None, False, dg.AssetCheckSeverity.WARN, None),
        (GAP, WAIVER, False, dg.AssetCheckSeverity.WARN, None),
        (Outcome(CHECK, "pass", 10), WAIVER, True, dg.AssetCheckSeverity.ERROR, None),
    ],
)
def test_a_waiver_softens_a_violation_and_is_shown(
    outcome: Outcome,
    waiver: Waiver | None,
    passed: bool,
    severity: dg.AssetCheckSeverity,
    until: str | None,
) -> None:
    result = _result(dg.AssetKey("dsr"), outcome, POLICY.duty_of(CHECK.id), waiver)
    assert (result.passed, result.severity) == (passed, severity)
    shown = {key: value.value for key, value in result.metadata.items()}
    assert shown["outcome"] == outcome.outcome
    assert shown.get("waived until") == until
    if until:
        assert shown["waiver owner"] == "客服中心" and shown["waiver reason"] == "迁移 / moving"
