"""The rules of complaints and the working calendar as entities, for the models that judge by them."""

from datetime import date, datetime, time
from typing import Any

from policy.bundle import Policy

Rows = list[dict[str, Any]]


def complaint_rules(policy: Policy) -> Rows:
    """One row a version, sector and priority; the first version has no beginning, the last no end."""
    complaints = policy.complaints
    ends = [_midnight(version.since) for version in complaints.versions[1:]]
    rows: Rows = []
    for number, version in enumerate(complaints.versions):
        for sector, limit in version.closure.items():
            for priority, response in version.first_response.items():
                resolution = version.resolution[priority]
                rows.append(
                    {
                        "version": version.version,
                        "version_number": number,
                        "since": _midnight(version.since) if number else None,
                        "until": ends[number] if number < len(ends) else None,
                        "sector": sector,
                        "priority": priority,
                        "opens_second": _second(version.working_hours.opens),
                        "closes_second": _second(version.working_hours.closes),
                        "first_response_hours": response.hours,
                        "first_response_clock": response.clock,
                        "resolution_hours": resolution.hours,
                        "resolution_clock": resolution.clock,
                        "closure_days": limit.days,
                        "closure_source": limit.source,
                        "pause_starts": version.pause.starts if version.pause else None,
                        "pause_ends": version.pause.ends if version.pause else None,
                    }
                )
    return rows


def complaint_categories(policy: Policy) -> Rows:
    return [
        {"category": code, "sector": category.sector}
        for code, category in policy.complaints.categories.items()
    ]


def calendar_days(policy: Policy) -> Rows:
    calendar = policy.calendar
    days = [("first", calendar.first), ("last", calendar.last)]
    days += [("holiday", day) for day in sorted(calendar.holidays)]
    days += [("working_weekend", day) for day in sorted(calendar.working_weekends)]
    return [{"day": _midnight(day), "kind": kind} for kind, day in days]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _second(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
