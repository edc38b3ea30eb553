"""One asset a capability: evaluates its duties, stores the results and yields them as asset checks."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import dagster as dg

from assets.house_style import NIGHTLY, PRIVACY_TEAM, both
from assets.progress import report_progress
from assets.resource import QuanyiResource
from assets.run import Run
from checks.evaluate import Outcome, evaluate, models_read, offenders
from policy.bundle import Policy
from policy.duties import Check, Duty
from policy.text import Text
from policy.waivers import Waiver, waivers_in_force
from warehouse.control import CheckResult
from warehouse.database import input_states

CAPABILITIES = {
    "pii_scan": Text(zh="个人信息扫描", en="Personal-data scan"),
    "anonymization": Text(zh="匿名化", en="Anonymisation"),
    "evidence_vault": Text(zh="证明材料", en="Evidence"),
    "encryption_check": Text(zh="加密与凭据", en="Encryption and credentials"),
    "access_review": Text(zh="访问授权复核", en="Access review"),
    "dsr": Text(zh="个人信息权利请求", en="Data-subject requests"),
    "erasure": Text(zh="注销后删除", en="Erasure after cancellation"),
    "account_audit": Text(zh="账户审计", en="Account audit"),
    "retention": Text(zh="保留与清理", en="Retention and clean-up"),
    "dormant_flagging": Text(zh="休眠账户", en="Dormant accounts"),
    "identity_review": Text(zh="实名与身份审核", en="Identity review"),
    "complaint_kpis": Text(zh="投诉处理", en="Complaint handling"),
    "refund_kpis": Text(zh="退款", en="Refunds"),
    "survey_kpis": Text(zh="满意度调查", en="Satisfaction surveys"),
    "service_kpis": Text(zh="服务响应", en="Service response"),
    "provider_audit": Text(zh="商家资质", en="Provider qualification"),
    "log_retention": Text(zh="日志留存", en="Log retention"),
    "minors_kpis": Text(zh="未成年人保护", en="Protection of minors"),
}


def check_name(check_id: str) -> str:
    """Dagster names hold letters, digits and underscores only."""
    return "".join(char if char.isalnum() else "_" for char in check_id.partition(".")[2])


def duty_results_assets(policy: Policy) -> list[dg.AssetsDefinition]:
    """The assets `duty_results/<capability>` for every capability that has a check."""
    by_capability: dict[str, list[Check]] = {}
    for check in policy.checks:
        by_capability.setdefault(check.capability, []).append(check)
    return [_asset(capability, checks, policy) for capability, checks in by_capability.items()]


def _asset(capability: str, checks: Sequence[Check], policy: Policy) -> dg.AssetsDefinition:
    key = dg.AssetKey(["duty_results", capability])
    duties = {check.id: policy.duty_of(check.id) for check in checks}

    @dg.asset(
        key=key,
        deps=sorted({name for check in checks for name in (*check.entities, *models_read(check))}),
        group_name="duties",
        description=both(CAPABILITIES[capability]),
        owners=[PRIVACY_TEAM],
        kinds={"duckdb"},
        tags={"layer": "duties", "capability": capability},
        freshness_policy=NIGHTLY,
        check_specs=[_spec(key, check, duties[check.id]) for check in checks],
    )
    def duty_results(quanyi: QuanyiResource) -> Iterator[dg.MaterializeResult]:
        run = quanyi.run
        inputs = input_states(run.warehouse)
        waivers = waivers_in_force(run.workspace.policy.waivers, run.as_of.date())
        outcomes = []
        for position, check in enumerate(checks):
            report_progress(f"checks: {capability}", position, len(checks))
            outcomes.append(evaluate(run.warehouse, check, as_of=run.as_of, inputs=inputs))
        report_progress(f"checks: {capability}", len(checks), len(checks))
        for outcome in outcomes:
            _keep_offenders(run, outcome)
        run.control.add_results(
            [
                CheckResult(
                    run.run_id, run.as_of, outcome.check.id, run.policy_hash, outcome.outcome,
                    outcome.population, outcome.breaches, outcome.undetermined, dict(outcome.reasons),
                    outcome.gap,
                )
                for outcome in outcomes
            ]
        )  # fmt: skip
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={kind: sum(outcome.outcome == kind for outcome in outcomes)
                      for kind in ("pass", "violation", "gap")},
            check_results=[
                _result(key, outcome, duties[outcome.check.id], waivers.get(outcome.check.id))
                for outcome in outcomes
            ],
        )  # fmt: skip

    return duty_results


def _keep_offenders(run: Run, outcome: Outcome) -> None:
    """Who is in breach, for the people who must act on it; kept apart from results, and only for a while."""
    found = offenders(run.warehouse, outcome.check, as_of=run.as_of) if outcome.breaches else []
    keep = timedelta(days=run.workspace.policy.offenders.keep_days)
    run.control.replace_offenders(
        run.run_id, outcome.check.id, found, expires_at=run.as_of + keep, now=run.as_of
    )


def _spec(key: dg.AssetKey, check: Check, duty: Duty) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        check_name(check.id),
        asset=key,
        description=both(check.title),
        metadata={"check id": check.id, **_rule(check, duty)},
    )


def _rule(check: Check, duty: Duty) -> dict[str, str]:
    """What the rule is and whose; the same on the check and on each of its results."""
    threshold = check.threshold.describe()
    return {
        "clauses": ", ".join(check.clauses),
        "owner": f"{duty.owner.zh} / {duty.owner.en}",
        "severity": check.severity,
        "threshold": f"{threshold.zh} / {threshold.en}",
        "threshold source": check.threshold.source,
        "threshold note": f"{check.threshold.note.zh} / {check.threshold.note.en}",
        "remedy": f"{check.remedy.zh} / {check.remedy.en}",
    }


def _result(key: dg.AssetKey, outcome: Outcome, duty: Duty, waiver: Waiver | None) -> dg.AssetCheckResult:
    """pass → passed; violation → failed, ERROR; waived violation or gap → failed, WARN; never as a pass.

    `waiver` is the check's waiver in force, shown only on a violation.
    """
    check = outcome.check
    reasons = {
        check.reasons[code].zh + " / " + check.reasons[code].en: n for code, n in outcome.reasons.items()
    }
    gap = f"{outcome.gap.zh} / {outcome.gap.en}" if outcome.gap else None
    waived = _waived(waiver) if waiver is not None and outcome.outcome == "violation" else {}
    mild = outcome.outcome == "gap" or waived
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=check_name(check.id),
        passed=outcome.outcome == "pass",
        severity=dg.AssetCheckSeverity.WARN if mild else dg.AssetCheckSeverity.ERROR,
        description=gap or ("; ".join(f"{reason}: {count}" for reason, count in reasons.items()) or None),
        metadata={
            "outcome": outcome.outcome,
            **waived,
            "population": outcome.population,
            "breaches": outcome.breaches,
            "undetermined": outcome.undetermined,
            "reasons": "\n".join(f"{reason}: {count:,}" for reason, count in reasons.items()) or "-",
            **_rule(check, duty),
        },
    )


def _waived(waiver: Waiver) -> dict[str, str]:
    return {
        "waived until": waiver.expires_at.isoformat(),
        "waiver owner": waiver.owner,
        "waiver reason": f"{waiver.reason.zh} / {waiver.reason.en}",
    }
