"""The steps of an incident: each checks that it may be done now and appends its event."""

from collections.abc import Collection
from datetime import datetime

from policy.breaches import BreachesPolicy
from policy.errors import UsageError
from policy.text import Text
from privacy.breaches.breach import Breach, Event
from privacy.breaches.errors import BreachError, is_closed, unknown_code
from privacy.breaches.register import BreachRegister


def record(
    register: BreachRegister,
    policy: BreachesPolicy,
    *,
    kind: str,
    class_: str,
    description: str,
    discovered_at: datetime,
    at: datetime,
    by: str,
) -> Breach:
    """Enter an incident; every deadline counts from `discovered_at`.

    Raises:
        UsageError: policy has no such kind or class.
    """
    if kind not in policy.kinds:
        raise unknown_code("kind", kind, policy.kinds)
    if class_ not in policy.classes:
        raise unknown_code("class", class_, policy.classes)
    detail = {
        "kind": kind,
        "class": class_,
        "description": description,
        "discovered_at": discovered_at.isoformat(sep=" ", timespec="seconds"),
    }
    return register.open(Event("recorded", at, by, detail))


def affected(
    register: BreachRegister, breach_id: str, *, count: int, subjects: Collection[str], at: datetime, by: str
) -> Breach:
    """Record how many persons are concerned, and those known by key. A later count replaces an earlier one.

    Raises:
        UsageError: fewer are counted than given by key.
    """
    if count < len(set(subjects)):
        raise UsageError(
            Text(zh="人数少于给出的编号数", en="Fewer persons are counted than keys are given"),
            Text(zh="请更正人数。", en="Correct the count."),
        )

    def event(breach: Breach) -> Event:
        _require_open(breach)
        return Event("affected", at, by, {"count": count})

    return register.record(breach_id, event, listed=set(subjects))


def reported(
    register: BreachRegister,
    breach_id: str,
    policy: BreachesPolicy,
    *,
    report: str,
    reference: str,
    at: datetime,
    by: str,
) -> Breach:
    """Record that an authority was told. Raises UsageError for a report that the class does not ask for."""

    def event(breach: Breach) -> Event:
        _require_open(breach)
        known = [each.id for each in policy.classes[breach.class_].reports]
        if report not in known:
            raise unknown_code("report", report, known)
        return Event("reported", at, by, {"report": report, "reference": reference})

    return register.record(breach_id, event)


def notified(
    register: BreachRegister,
    breach_id: str,
    *,
    subjects: Collection[str] | None,
    uncounted: int,
    channel: str,
    at: datetime,
    by: str,
) -> Breach:
    """Record that persons were told.

    Args:
        subjects: those told, by keyed id; None: all that are listed.
        uncounted: further persons told, not known by key.

    Raises:
        UsageError: one of the subjects is not listed, or more were told than are concerned.
    """

    def event(breach: Breach) -> Event:
        _require_open(breach)
        unknown = 0 if subjects is None else len(set(subjects) - register.known(breach_id, subjects))
        if unknown:
            raise UsageError(
                Text(zh=f"有 {unknown} 人不在名单上", en=f"{unknown} of the persons are not listed"),
                Text(zh="请先登记：quanyi breach affected", en="List them first: quanyi breach affected"),
            )
        if not 0 <= uncounted <= breach.affected - breach.listed - (breach.told_count - breach.told):
            raise UsageError(
                Text(zh="告知人数多于受影响人数", en="More persons were told than are concerned"),
                Text(zh="请更正人数。", en="Correct the count."),
            )
        return Event("notified", at, by, {"channel": channel, "uncounted": uncounted})

    return register.record(breach_id, event, told=subjects)


def close(
    register: BreachRegister,
    breach_id: str,
    policy: BreachesPolicy,
    *,
    measures: str,
    without_notice: str | None,
    at: datetime,
    by: str,
) -> Breach:
    """Close an incident of which everybody was told.

    Args:
        without_notice: why persons who were not told need not be: what was done effectively averts harm.

    Raises:
        BreachError: somebody is still to be told.
    """

    def event(breach: Breach) -> Event:
        _require_open(breach)
        missing = [
            telling
            for telling in breach.tellings(policy)
            if telling.done_at is None and not (telling.open_persons is not None and without_notice)
        ]
        if missing:
            raise BreachError(
                Text(
                    zh=f"事件 {breach_id} 尚未告知：{'、'.join(each.to.zh for each in missing)}",
                    en=f"Of the incident {breach_id} still to be told: "
                    f"{', '.join(each.to.en for each in missing)}",
                ),
                Text(
                    zh="请先登记告知；依法可不告知个人的，用 --without-notice 写明理由。",
                    en="Record it first; where the law spares the persons, say why: --without-notice.",
                ),
            )
        detail = {"measures": measures}
        if without_notice is not None:
            detail["without_notice"] = without_notice
        return Event("closed", at, by, detail)

    return register.record(breach_id, event)


def _require_open(breach: Breach) -> None:
    if breach.closed is not None:
        raise is_closed(breach.id)
