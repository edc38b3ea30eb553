"""What a privacy officer sees: outcomes, coverage, worklists, releases, contracts."""

from collections.abc import Iterator
from datetime import datetime

from assets.page_data.tables import is_fresh, rows_of
from assets.run import Run
from checks.coverage import ClauseCoverage, cover
from dashboard.data import (
    CheckRow,
    ClauseRef,
    ClauseRow,
    ContractRow,
    DocumentCoverage,
    ReasonCount,
    ReleaseRow,
    Threshold,
    WaiverNote,
    Worklist,
    WorklistStage,
)
from policy.duties import Check
from policy.text import Text
from policy.waivers import Waiver, waivers_in_force
from privacy.anonymization.sheet import read_sheet
from privacy.anonymization.store import read_refusal
from warehouse.contracts import load_contracts
from warehouse.control import CheckResult, Outcome
from warehouse.database import contract_problems, input_states

STAGES = {
    "notice_due": Text(zh="待通知", en="notice due"),
    "freeze_due": Text(zh="待冻结", en="freeze due"),
    "deletion_due": Text(zh="待注销删除", en="deletion due"),
}


def check_rows(run: Run) -> tuple[CheckRow, ...]:
    """Checks judged for this day; one that was not is left to coverage, as a gap of its clauses."""
    policy = run.workspace.policy
    rules = {check.id: check for check in policy.checks}
    before = {result.check_id: result for result in run.control.results_of_earlier_days(run.as_of.date())}
    waivers = waivers_in_force(policy.waivers, run.as_of.date())
    return tuple(
        _check_row(
            run, result, rules[result.check_id], before.get(result.check_id), waivers.get(result.check_id)
        )
        for result in run.control.latest_results()
        if result.check_id in rules and result.as_of.date() == run.as_of.date()
    )


def _check_row(
    run: Run, result: CheckResult, check: Check, previous: CheckResult | None, waiver: Waiver | None
) -> CheckRow:
    duty = run.workspace.policy.duty_of(check.id)
    reasons = sorted(result.reasons.items(), key=lambda item: -item[1])
    threshold = check.threshold
    return CheckRow(
        id=check.id,
        title=check.title,
        statement=duty.statement,
        outcome=result.outcome,
        population=result.population,
        breaches=result.breaches,
        threshold=Threshold(threshold.kind, threshold.max_breach, threshold.source, threshold.note),
        severity=check.severity,
        owner=duty.owner,
        clauses=tuple(_clause_refs(run, check)),
        remedy=check.remedy,
        reasons=tuple(ReasonCount(check.reasons[code], count) for code, count in reasons),
        missing=result.gap,
        previous=previous.outcome if previous else None,
        previous_day=previous.as_of.date() if previous else None,
        waiver=WaiverNote(waiver.owner, waiver.expires_at, waiver.reason)
        if waiver and result.outcome == "violation"
        else None,
    )


def _clause_refs(run: Run, check: Check) -> Iterator[ClauseRef]:
    for document in run.workspace.policy.documents:
        for clause in document.clauses:
            if clause.id in check.clauses:
                yield ClauseRef(clause.id, document.title, clause.article)


def documents(run: Run) -> tuple[DocumentCoverage, ...]:
    policy = run.workspace.policy
    results = {result.check_id: result for result in run.control.latest_results()}
    covered = list(cover(policy.documents, results, [c.id for c in policy.checks], run.as_of.date()))
    return tuple(
        DocumentCoverage(
            id=document.document,
            title=document.title,
            sector=document.sector,
            clauses=tuple(_clause_row(item) for item in covered if item.document is document),
        )
        for document in policy.documents
    )


def _clause_row(item: ClauseCoverage) -> ClauseRow:
    in_scope = item.clause.check is not None
    return ClauseRow(
        id=item.clause.id,
        article=item.clause.article,
        statement=item.clause.statement,
        status="not_built" if in_scope and not item.built else item.status,
        checks=(item.clause.check,) if item.clause.check else (),
        reason=item.reason,
    )


def worklists(run: Run) -> tuple[Worklist, ...]:
    if not is_fresh(run, "dormant_accounts"):
        return ()
    counts = {
        row["stage"]: row
        for row in rows_of(
            run,
            "SELECT stage, count(*) AS waiting, count(*) FILTER (overdue) AS overdue, "
            "min(due_at) AS earliest FROM models.dormant_accounts WHERE NOT exempt GROUP BY stage",
        )
    }
    exempt = rows_of(run, "SELECT count(*) AS n FROM models.dormant_accounts WHERE exempt")[0]["n"]
    stages = tuple(
        WorklistStage(label, counts[stage]["waiting"], counts[stage]["overdue"], counts[stage]["earliest"])
        if stage in counts
        else WorklistStage(label, 0, 0)
        for stage, label in STAGES.items()
    )
    note = Text(
        zh=f"另有 {exempt:,} 个账户因余额、未结投诉或依法保留而豁免。",
        en=f"A further {exempt:,} accounts are exempt: funds, an open complaint or a legal hold.",
    )
    return (Worklist(Text(zh="休眠账户", en="Dormant accounts"), note, stages),)


def release_rows(run: Run) -> tuple[ReleaseRow, ...]:
    policy = run.workspace.policy.anonymization
    if policy is None or not is_fresh(run, "releases"):
        return ()
    titles = {release.name: release.title for release in policy.all_releases}
    shown = []
    for row in rows_of(run, "SELECT * FROM entities.releases"):
        published = run.workspace.releases_dir / f"{row['dataset']}.parquet"
        sheet = (read_sheet(published) if row["status"] == "published" else None) or {}
        # An entropy gives no whole number; the page shows what is surely reached.
        l_reached = [int(reached) for reached in (sheet.get("l_reached") or {}).values()]
        expires_at = sheet.get("expires_at")
        shown.append(
            ReleaseRow(
                name=row["dataset"],
                title=titles[row["dataset"]],
                status=row["status"],
                label=row["label"],
                k_required=row["k_required"],
                k_reached=row["k_reached"],
                l_reached=min(l_reached, default=None),
                subjects=row["subjects"],
                suppressed=row["suppressed"],
                information_loss=sheet.get("ncp"),
                released_at=row["released_at"],
                reasons=read_refusal(run.workspace.releases_dir, row["dataset"]),
                highest_risk=(sheet.get("risk") or {}).get("prosecutor"),
                expires_at=None if expires_at is None else datetime.fromisoformat(expires_at),
            )
        )
    return tuple(shown)


def contract_rows(run: Run) -> tuple[ContractRow, ...]:
    """Entities of stores and policy; whether each keeps its contract is judged when it is extracted."""
    states, broken = input_states(run.warehouse), contract_problems(run.warehouse)
    shown = []
    for contract in load_contracts().values():
        state = states.get(contract.entity)
        if contract.origin == "own" or state is None:
            continue
        fresh = state.status == "fresh"
        problems = broken.get(contract.entity, ())
        outcome: Outcome = "gap" if not fresh else "violation" if problems else "pass"
        missing = (state.detail,) if state.detail else ()
        shown.append(
            ContractRow(
                entity=contract.entity,
                grain=contract.grain,
                origin=contract.origin,
                outcome=outcome,
                rows=state.rows if fresh else None,
                problems=tuple(problems) if fresh else missing,
            )
        )
    return tuple(shown)
