"""Whether a finding stands behind each officer's override; where none does, it is reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from policy.pii import Override
from privacy.detection.verdict_history import ScanRecord

OverrideStatus = Literal["in_force", "named", "no_finding", "column_gone", "table_gone", "not_read"]


@dataclass(frozen=True)
class OverrideState:
    """One override and what it acts on.

    status: `in_force` it decides a finding; `named` its kind counts, though the scan finds nothing there;
            `no_finding` there is no finding to overrule; `column_gone`, `table_gone` there is no such place;
            `not_read` this scan cannot tell
    """

    override: Override
    status: OverrideStatus

    @property
    def needs_review(self) -> bool:
        """Whether an officer should look at it: no finding stands behind it, for all that can be told."""
        return self.status not in ("in_force", "not_read")


def override_states(overrides: Sequence[Override], scan: ScanRecord) -> list[OverrideState]:
    """In the order of policy."""
    decided = {record.place[:3]: record.found_as for record in scan.verdicts if record.decided_by}
    states = []
    for override in overrides:
        key = (override.store, override.table)
        reading = scan.reading(key)
        status: OverrideStatus
        if scan.why_unread(key) is not None:
            status = "not_read"
        elif reading is None:
            status = "table_gone"
        elif override.column not in reading.columns:
            status = "column_gone"
        elif (*key, override.column) not in decided:
            status = "no_finding"
        else:
            status = "in_force" if decided[*key, override.column] else "named"
        states.append(OverrideState(override, status))
    return states
