"""Complaints told in plain Python, slowly: what every model of them must agree with.

It shares no code with the models: working time is added up day by day, a log is walked step by step, and a
percentile is taken from a sorted list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from policy.calendar import WorkingCalendar
from policy.complaint_rules import RuleVersion
from policy.complaints import ComplaintsPolicy
from policy.errors import CalendarError

Row = dict[str, Any]

ZERO, DAY = timedelta(), timedelta(days=1)
DONE = ("resolved", "closed", "merged")


@dataclass
class Round:
    """From the receipt or a reopening to the next reopening."""

    opened_at: datetime
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    merged: bool = False


@dataclass
class Told:
    """A complaint's facts (columns of complaint_facts), and the rounds of its handling."""

    facts: Row
    rounds: list[Round] = field(default_factory=list)

    def spells(self) -> list[tuple[datetime, datetime | None]]:
        """(opened, closed) of each time that the backlog held it."""
        spells: list[tuple[datetime, datetime | None]] = [(self.rounds[0].opened_at, None)]
        for each in self.rounds:
            if spells[-1][1] is not None:
                spells.append((each.opened_at, None))
            if each.closed_at is not None:
                spells[-1] = (spells[-1][0], each.closed_at)
        return spells


@dataclass(frozen=True)
class Reference:
    policy: ComplaintsPolicy
    calendar: WorkingCalendar

    def tell_all(self, complaints: Sequence[Row], events: Sequence[Row], as_of: datetime) -> list[Told]:
        told = []
        for case in complaints:
            if case["received_at"] <= as_of:
                mine = [event for event in events if event["complaint_id"] == case["id"]]
                told.append(self.tell(case, mine, as_of))
                told[-1].facts["is_repeat"] = self._repeats(case, complaints)
        return told

    def tell(self, case: Row, events: Sequence[Row], as_of: datetime) -> Told:
        received = case["received_at"]
        steps = [(event["at"], event["type"], event["actor"]) for event in events]
        if case.get("closed_at") is not None:
            steps.append((case["closed_at"], "closed", "system"))
        steps = sorted(step for step in steps if received <= step[0] <= as_of)
        rounds = walk(received, steps)
        last = rounds[-1]
        merged_at = last.closed_at if last.merged else None
        watched_until = merged_at or as_of
        replies = [at for at, kind, actor in steps if kind == "public_reply" and actor == "agent"]
        replied_at = next((at for at in replies if at <= watched_until), None)
        contacts = {
            at for at, kind, actor in steps if kind in ("public_reply", "contacted") and actor == "agent"
        }
        escalated = any(kind == "escalated" for _, kind, _ in steps)
        first_resolved = min((each.resolved_at for each in rounds if each.resolved_at), default=None)
        version, sector = self.version_at(received), self.sector_of(case["category"])
        pauses = [
            (start, end or as_of)
            for start, end in paused(version, steps)
            if start < (last.resolved_at or watched_until)
        ]
        response, resolution = (
            version.first_response[case["priority"]],
            version.resolution[case["priority"]],
        )
        clocks: dict[str, Callable[[datetime, datetime], timedelta | None]] = {
            "calendar": lambda start, end: end - start,
            "business": lambda start, end: self.worked(version, start, end),
        }
        answering = clocks[response.clock](received, replied_at or watched_until)
        resolving = clocks[resolution.clock](received, last.resolved_at or watched_until)
        if resolving is not None:
            for start, end in pauses:
                resolving -= clocks[resolution.clock](start, end) or ZERO
        closing_due = received + timedelta(days=version.closure[sector].days)
        facts = {
            "complaint_id": case["id"],
            "sector": sector,
            "rules_version": version.version,
            "closure_source": version.closure[sector].source,
            "first_response_at": replied_at,
            "first_resolved_at": first_resolved,
            "resolved_at": last.resolved_at,
            "closed_at": last.closed_at,
            "is_merged": merged_at is not None,
            "reopen_count": len(rounds) - 1,
            "is_escalated": escalated,
            "first_contact_resolved": (
                None if last.resolved_at is None
                else len(contacts) == 1 and len(rounds) == 1 and not escalated
            ),
            "paused_seconds": seconds(sum((end - start for start, end in pauses), ZERO)),
            "first_response_breach": late(answering, response.hours, done=replied_at is not None),
            "resolution_breach": late(resolving, resolution.hours, done=last.resolved_at is not None),
            "closure_breach": (
                True if (last.closed_at or as_of) > closing_due
                else False if last.closed_at and merged_at is None else None
            ),
        }  # fmt: skip
        for name, at in (
            ("first_response", replied_at),
            ("first_resolution", first_resolved),
            ("resolution", last.resolved_at),
        ):
            facts[f"{name}_seconds"] = None if at is None else seconds(at - received)
            worked = None if at is None else self.worked(version, received, at)
            facts[f"{name}_business_seconds"] = None if worked is None else seconds(worked)
        return Told(facts, rounds)

    def version_at(self, received: datetime) -> RuleVersion:
        since = [version for version in self.policy.versions if version.since <= received.date()]
        return since[-1] if since else self.policy.versions[0]

    def sector_of(self, category: str) -> str:
        known = self.policy.categories.get(category)
        return known.sector if known else self.policy.limits.default_sector

    def worked(self, version: RuleVersion, start: datetime, end: datetime) -> timedelta | None:
        """Working time between two moments; None beyond the calendar."""
        total = ZERO
        day = start.date()
        while day <= end.date():
            try:
                works = self.calendar.is_working_day(day)
            except CalendarError:
                return None
            if works:
                opens = datetime.combine(day, version.working_hours.opens)
                closes = datetime.combine(day, version.working_hours.closes)
                total += max(ZERO, min(end, closes) - max(start, opens))
            day += DAY
        return total

    def _repeats(self, case: Row, complaints: Sequence[Row]) -> bool | None:
        user, received = case.get("user_id"), case["received_at"]
        if user is None or case["is_report"]:
            return None
        earlier = [
            other["received_at"]
            for other in complaints
            if other.get("user_id") == user
            and not other["is_report"]
            and (other["received_at"], other["id"]) < (received, case["id"])
        ]
        if not earlier:
            return None
        return received - max(earlier) <= timedelta(days=self.policy.limits.repeat_days)


def walk(received: datetime, steps: Sequence[tuple[datetime, str, str]]) -> list[Round]:
    """The rounds of handling; at one instant a round ends before the next begins."""
    rounds, done = [Round(received)], False
    order = {kind: place for place, kind in enumerate((*DONE, "reopened"))}
    for at, kind, _ in sorted(
        (step for step in steps if step[1] in order), key=lambda step: (step[0], order[step[1]])
    ):
        now = rounds[-1]
        if kind == "reopened":
            if done:
                rounds.append(Round(at))
            done = False
            continue
        done = True
        if kind in ("resolved", "closed") and now.resolved_at is None and not now.merged:
            now.resolved_at = at
        if kind == "merged" and now.closed_at in (None, at):
            now.merged = True
        if kind in ("closed", "merged") and now.closed_at is None:
            now.closed_at = at
    return rounds


def paused(
    version: RuleVersion, steps: Sequence[tuple[datetime, str, str]]
) -> list[tuple[datetime, datetime | None]]:
    """(start, end) of the times that the clock of the resolution stood still."""
    if version.pause is None:
        return []
    pauses: list[tuple[datetime, datetime | None]] = []
    ends = (version.pause.ends, *DONE)
    for at, kind, _ in sorted(steps, key=lambda step: (step[0], step[1] != version.pause.starts)):
        running = bool(pauses) and pauses[-1][1] is None
        if kind == version.pause.starts and not running:
            pauses.append((at, None))
        elif kind in ends and running:
            pauses[-1] = (pauses[-1][0], at)
    return pauses


def late(taken: timedelta | None, hours: int, *, done: bool) -> bool | None:
    if taken is None:
        return None
    if taken > timedelta(hours=hours):
        return True
    return False if done else None


def seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)


# --- periods -------------------------------------------------------------------------------------------


def start_of(period: str, at: datetime) -> datetime:
    day = datetime.combine(at.date(), time())
    if period == "day":
        return day
    if period == "week":
        return day - timedelta(days=day.weekday())
    if period == "month":
        return day.replace(day=1)
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def next_start(period: str, start: datetime) -> datetime:
    if period in ("day", "week"):
        return start + timedelta(days=1 if period == "day" else 7)
    return start_of(period, start + timedelta(days=32 if period == "month" else 93))


def percentile(values: Sequence[float], share: float) -> float | None:
    """Linear interpolation between the closest ranks."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


TIMES = (
    "first_response", "first_response_business", "first_resolution", "first_resolution_business",
    "resolution", "resolution_business",
)  # fmt: skip


def periods(
    period: str, complaints: Sequence[Row], told: Sequence[Told], as_of: datetime, least_ratings: int
) -> list[Row]:
    """What the table of `period` (day, week, month, quarter) holds."""
    by_id = {case["id"]: case for case in complaints}
    known = [(by_id[each.facts["complaint_id"]], each) for each in told]
    table: list[Row] = []
    start = min((start_of(period, case["received_at"]) for case, _ in known), default=None)
    while start is not None and start <= as_of:
        until = next_start(period, start)
        here = [(case, each.facts) for case, each in known if start <= case["received_at"] < until]
        spells = [(case["received_at"], *spell) for case, each in known for spell in each.spells()]
        # The state just before the end; a running period ends at the as-of, what happens then included.
        standing = [
            received
            for received, opened, closed in spells
            if opened < until and (closed is None or closed >= until)
        ]
        ages = [(min(until, as_of) - received) / timedelta(hours=1) for received in standing]
        facts = [each for _, each in here]
        row: Row = {
            period: start.date(),
            "is_complete": until <= as_of,
            "received": len(here),
            "closed": sum(closed is not None and start <= closed < until for _, _, closed in spells),
            "reopened": sum(
                start <= again.opened_at < until for _, each in known for again in each.rounds[1:]
            ),
            "backlog": len(standing),
            "backlog_age_p50_hours": percentile(ages, 0.5) if period != "day" else None,
            "backlog_age_p90_hours": percentile(ages, 0.9) if period != "day" else None,
            "backlog_age_max_hours": max(ages, default=None) if period != "day" else None,
            "answered": sum(each["first_response_at"] is not None for each in facts),
            "unanswered": sum(each["first_response_at"] is None for each in facts),
            "resolved": sum(each["resolved_at"] is not None for each in facts),
            "merged": sum(each["is_merged"] for each in facts),
            "statutory_breaches": sum(
                each["closure_breach"] is True and each["closure_source"] == "law" for each in facts
            ),
            "beyond_calendar": sum(
                each["resolved_at"] is not None and each["resolution_breach"] is None for each in facts
            ),
            "first_contact_resolved_share": mean(
                [each["first_contact_resolved"] for each in facts if each["resolved_at"] is not None]
            ),
            "reopened_share": mean([each["reopen_count"] > 0 for each in facts]),
            "escalated_share": mean([each["is_escalated"] for each in facts]),
            "repeated_share": mean([each["is_repeat"] for each in facts if each["is_repeat"] is not None]),
            "decided": sum(case["upheld"] is not None for case, _ in here),
            "upheld_share": mean([case["upheld"] for case, _ in here if case["upheld"] is not None]),
        }
        ratings = [case["satisfaction"] for case, _ in here if case["satisfaction"] is not None]
        row["satisfaction_n"] = len(ratings)
        row["satisfaction_mean"] = mean(ratings) if len(ratings) >= least_ratings else None
        satisfied = [rating >= 4 for rating in ratings]
        row["satisfied_share"] = mean(satisfied) if len(ratings) >= least_ratings else None
        for name in TIMES:
            hours = [each[f"{name}_seconds"] / 3600 for each in facts if each[f"{name}_seconds"] is not None]
            row[f"{name}_p50_hours"] = percentile(hours, 0.5)
            row[f"{name}_p90_hours"] = percentile(hours, 0.9)
            row[f"{name}_mean_hours"] = mean(hours)
        for name in ("first_response", "resolution", "closure"):
            judged = [each[f"{name}_breach"] for each in facts if each[f"{name}_breach"] is not None]
            row[f"{name}_judged"] = len(judged)
            row[f"{name}_breaches"] = sum(judged)
            row[f"{name}_within_share"] = None if not judged else 1 - sum(judged) / len(judged)
        table.append(row)
        start = until
    return table


def month_of(at: datetime) -> date:
    return date(at.year, at.month, 1)
