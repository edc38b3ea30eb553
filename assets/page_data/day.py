"""The officer's day: against which day outcomes are compared, and what runs out."""

from collections.abc import Iterator
from datetime import date

from assets.run import Run
from dashboard.data import Expiry, OfficerDay
from policy.evidence import EvidenceItem, ItemState
from policy.expiry import days_left, expiry_state
from policy.waivers import lapsed_waivers, waivers_in_force

# What proves nothing any more comes before what still does, for a while.
_ORDER = ("altered", "missing", "undated", "expired", "expiring")


def officer_day(run: Run) -> OfficerDay:
    today = run.as_of.date()
    earlier = run.control.results_of_earlier_days(today)
    newest = max(earlier, key=lambda result: result.as_of, default=None)
    expiries = [*_evidence(run, today), *_waivers(run, today)]
    return OfficerDay(
        compared_with=newest.as_of.date() if newest else None,
        policy_changed=newest is not None and newest.policy_hash != run.policy_hash,
        expiries=tuple(sorted(expiries, key=_urgency)),
        warn_days=run.workspace.policy.expiry.warn_days,
    )


def _evidence(run: Run, today: date) -> Iterator[Expiry]:
    """Items that are not simply valid, without those that a later one of their kind has replaced."""
    policy = run.workspace.policy
    judged = [
        (item, item.state(file_state, today, policy.expiry.warn_days))
        for item, file_state in policy.evidence or ()
    ]
    for item, state in judged:
        if state != "valid" and not _replaced(item, state, judged):
            yield Expiry(
                "evidence", item.id, item.title, item.owner, state, item.review_due, item.days_left(today)
            )


def _replaced(item: EvidenceItem, state: ItemState, judged: list[tuple[EvidenceItem, ItemState]]) -> bool:
    """Whether the item only ran out and another of its kind, in force, holds longer."""
    return state in ("expired", "expiring") and any(
        other.kind == item.kind
        and other_state in ("valid", "expiring")
        and other.review_due is not None
        and item.review_due is not None
        and other.review_due > item.review_due
        for other, other_state in judged
    )


def _waivers(run: Run, today: date) -> Iterator[Expiry]:
    policy = run.workspace.policy
    titles = {check.id: check.title for check in policy.checks}
    last = {**lapsed_waivers(policy.waivers, today), **waivers_in_force(policy.waivers, today)}
    for check, waiver in last.items():
        state = expiry_state(waiver.expires_at, today, policy.expiry.warn_days)
        if state != "valid":
            left = days_left(waiver.expires_at, today)
            yield Expiry("waiver", check, titles[check], waiver.owner, state, waiver.expires_at, left)


def _urgency(expiry: Expiry) -> tuple[int, int, str]:
    return _ORDER.index(expiry.state), expiry.days_left or 0, expiry.id
