"""A scan beside the one before it: kept append-only, compared, and told in metadata."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg

from assets.run import Run
from policy.pii import PiiPolicy
from policy.text import Text
from privacy.detection.change_words import CHANGES, review_line, what_changed, why_changed
from privacy.detection.override_states import OverrideState, override_states
from privacy.detection.verdict_changes import VerdictChange, diff_scans
from privacy.detection.verdict_history import (
    ScanRecord,
    TableReading,
    Unread,
    VerdictRecord,
    continued,
    current_versions,
)
from warehouse.verdict_history import VerdictHistory
from warehouse.workspace import Workspace

# The metadata of a Dagster event is no place for thousands of rows; `quanyi verdicts --changes` shows all.
_LINES = 200


@dataclass(frozen=True)
class ScanHistory:
    """The newest scan, and what changed since the one before; `changes` None: there was none."""

    scan: ScanRecord
    previous: ScanRecord | None
    changes: list[VerdictChange] | None
    overrides: list[OverrideState]
    titles: dict[str, Text]

    @property
    def overrides_to_review(self) -> list[Text]:
        return [review_line(state) for state in self.overrides if state.needs_review]

    def metadata(self) -> dict[str, Any]:
        """What the asset `pii_findings` records; counts, shares and names of columns only."""
        changes = self.changes or []
        causes = Counter(cause for change in changes for cause in change.causes)
        return {
            "recognizer set": self.scan.versions.recognizers,
            "rules and thresholds": self.scan.versions.rules,
            "compared with run": self.previous.run_id if self.previous else "no earlier scan",
            "verdicts changed": len(changes),
            "changes by kind": dict(Counter(change.kind for change in changes)),
            "changes by cause": dict(causes),
            "what changed and why": dg.MetadataValue.md(self._table()),
            "tables carried over, not read": [
                f"{one.store}.{one.table}" for one in self.scan.readings if one.carried
            ],
            "overrides to review": [line.en for line in self.overrides_to_review],
        }

    def _table(self) -> str:
        if not self.changes:
            return "nothing" if self.changes is not None else "no earlier scan to compare with"
        lines = ["| column | change | what | why |", "| --- | --- | --- | --- |"]
        for change in self.changes[:_LINES]:
            record = change.record
            place = f"{record.store}.{record.table}.{record.column}{record.path or ''}"
            what, why = what_changed(change, self.titles), why_changed(change.causes)
            cells = (f"`{place}`", CHANGES[change.kind].en, what.en, why.en)
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        if len(self.changes) > _LINES:
            lines.append(f"\nand {len(self.changes) - _LINES} more: `quanyi verdicts --changes`")
        return "\n".join(lines)


def record_scan(
    run: Run,
    verdicts: Sequence[VerdictRecord],
    readings: Sequence[TableReading],
    unread: Sequence[Unread],
) -> ScanHistory:
    """Append this run's scan to the history, with what it did not read carried over from the one before."""
    pii = run.workspace.policy.pii
    history = VerdictHistory(run.workspace.control_path)
    previous = next(iter(history.latest(1)), None)
    scan = ScanRecord(
        run.run_id,
        run.as_of,
        run.policy_hash,
        current_versions(),
        tuple(readings),
        tuple(verdicts),
        tuple(unread),
    )
    scan = continued(scan, previous)
    history.add(scan, pii.verdict_history.keep_days)
    return _history(scan, previous, pii)


def latest_history(workspace: Workspace) -> ScanHistory | None:
    """The newest scan of the nightly job beside the one before; None before the first."""
    scans = VerdictHistory(workspace.control_path).latest(2)
    if not scans:
        return None
    return _history(scans[0], scans[1] if len(scans) > 1 else None, workspace.policy.pii)


def _history(scan: ScanRecord, previous: ScanRecord | None, pii: PiiPolicy) -> ScanHistory:
    changes = diff_scans(previous, scan, pii.verdict_history.share_change) if previous else None
    titles = {name: grade.title for name, grade in pii.entity_types.items()}
    return ScanHistory(scan, previous, changes, override_states(pii.overrides, scan), titles)
