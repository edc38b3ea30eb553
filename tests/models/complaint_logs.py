"""Random complaints and their logs, and rules in two versions with every kind of clock."""

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import yaml
from hypothesis import strategies as st

from policy.bundle import PACKAGED, Policy
from policy.complaints import ComplaintsPolicy
from tests.models.complaint_reference import Reference

Row = dict[str, Any]

# The second version begins on 14 February 2026, a Saturday worked before the Spring Festival.
FIRST_DAY = datetime(2026, 2, 6)


def two_versions() -> ComplaintsPolicy:
    """The packaged rules, then others: business clocks, a shorter day, other limits, no pause."""
    document = yaml.safe_load((PACKAGED / "complaints.yaml").read_text(encoding="utf-8"))
    later = deepcopy(document["versions"][0])
    later |= {"version": "2", "since": datetime(2026, 2, 14).date(), "pause": None}
    later["working_hours"] = {"opens": "08:30", "closes": "12:00"}
    later["first_response"]["high"] = {"hours": 2, "clock": "business", "source": "ours"}
    later["resolution"]["low"] = {"hours": 72, "clock": "calendar", "source": "ours"}
    later["closure"]["general"]["days"] = 10
    document["versions"].append(later)
    document["limits"]["minimum_responses"] = 3
    document["versions"][0]["resolution"]["low"] = {"hours": 48, "clock": "calendar", "source": "ours"}
    return ComplaintsPolicy.model_validate(document)


class TwoVersions(Policy):
    """The packaged policy with these rules instead of its own."""

    complaints = two_versions()


RULES = TwoVersions.complaints
REFERENCE = Reference(RULES, Policy().calendar)

KINDS = (
    "auto_reply", "public_reply", "internal_note", "contacted", "escalated", "information_requested",
    "information_received", "resolved", "closed", "merged", "reopened",
)  # fmt: skip
# A coarse grid makes steps at one instant, and steps exactly on a limit or at an opening, frequent.
HOURS = st.sampled_from([0.0, 8.5, 9.0, 10.0, 12.0, 18.0, 18 + 1 / 3600, 23.999])
moments = st.builds(
    lambda day, hour, micro: FIRST_DAY + timedelta(days=day, hours=hour, microseconds=micro),
    st.integers(0, 45), HOURS, st.sampled_from([0, 0, 0, 1, 999_999]),
)  # fmt: skip


def complaint(**values: Any) -> Row:
    return {
        "id": "c1", "category": "quality", "channel": "app", "branch": "east", "priority": "normal",
        "status": "open", "received_at": FIRST_DAY, "resolution_state": "missing", "is_report": False,
    } | values  # fmt: skip


@st.composite
def logs(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """(complaints, events): out of order, recorded twice, before the receipt, after the as-of, of nobody."""
    complaints, events = [], []
    for number in range(draw(st.integers(1, 5))):
        name = f"c{number}"
        complaints.append(
            complaint(
                id=name,
                user_id=draw(st.sampled_from([None, "u1", "u2"])),
                category=draw(st.sampled_from(["quality", "telecom_service"])),
                priority=draw(st.sampled_from(["low", "normal", "high"])),
                received_at=draw(moments),
                closed_at=draw(st.none() | moments),
                is_report=draw(st.sampled_from([False, False, True])),
                upheld=draw(st.none() | st.booleans()),
                satisfaction=draw(st.none() | st.integers(1, 5)),
            )
        )
        steps = draw(
            st.lists(
                st.tuples(st.sampled_from(KINDS), st.sampled_from(["agent", "bot", "user"]), moments),
                max_size=9,
            )
        )
        steps += draw(st.lists(st.sampled_from(steps), max_size=3)) if steps else []
        for kind, actor, at in steps:
            events.append(
                {"id": f"e{len(events)}", "complaint_id": name, "type": kind, "actor": actor, "at": at}
            )
    events.append(
        {"id": "lost", "complaint_id": "nobody", "type": "closed", "actor": "agent", "at": FIRST_DAY}
    )
    return complaints, draw(st.permutations(events))
