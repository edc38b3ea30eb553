"""What the reports of documents say of each check: its faults, its data, the last days, and its documents."""

from collections.abc import Mapping
from datetime import date, timedelta

from assets.run import Run
from dashboard.data import CheckRecord, DayOutcome, EvidenceRef
from policy.duties import Check
from policy.evidence import EvidenceItem, ItemState
from warehouse.control import Outcome

DAYS = 14


def check_records(run: Run) -> tuple[CheckRecord, ...]:
    """One for each check that policy declares, planned ones included."""
    policy = run.workspace.policy
    today = run.as_of.date()
    outcomes: dict[str, dict[date, Outcome]] = {}
    for result in run.control.results_since(today - timedelta(days=DAYS - 1)):
        outcomes.setdefault(result.check_id, {})[result.as_of.date()] = result.outcome
    built = tuple(
        CheckRecord(
            id=check.id,
            title=check.title,
            breach_when=tuple(check.reasons.values()),
            sources=check.entities,
            days=_days(outcomes.get(check.id, {}), today),
            evidence=_evidence(run, check),
        )
        for check in policy.checks
    )
    planned = tuple(
        CheckRecord(id=check.id, title=check.title, rule=check.rule)
        for duty in policy.duties
        for check in duty.planned
    )
    return (*built, *planned)


def _days(outcomes: Mapping[date, Outcome], today: date) -> tuple[DayOutcome, ...]:
    """The last days up to today; days after it, as a run for a past day finds them, are left out."""
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return tuple(DayOutcome(day, outcomes.get(day)) for day in days)


def _evidence(run: Run, check: Check) -> tuple[EvidenceRef, ...]:
    """Items of the kinds that the check asks for, in the order in which they were approved, newest first."""
    policy, today = run.workspace.policy, run.as_of.date()
    kinds = {kind.kind for kind in policy.evidence_kinds.kinds if kind.check == check.id}
    judged = [
        (item, item.state(file_state, today, policy.expiry.warn_days))
        for item, file_state in policy.evidence or ()
        if item.kind in kinds and file_state != "template"
    ]
    judged.sort(key=lambda pair: (pair[0].approved_at or date.min, pair[0].id), reverse=True)
    return tuple(_reference(item, state) for item, state in judged)


def _reference(item: EvidenceItem, state: ItemState) -> EvidenceRef:
    return EvidenceRef(
        id=item.id,
        title=item.title,
        owner=item.owner,
        state=state,
        approved_at=item.approved_at,
        holds_until=item.review_due,
        sha256=item.sha256,
    )
