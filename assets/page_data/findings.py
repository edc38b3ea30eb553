"""The data map's findings: the newest scan beside the one before, the catalogue and officers' decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assets.run import Run
from assets.scan_history import ScanHistory, latest_history
from dashboard.data import ChangeNote, DecisionRow, InventoryRow, ScanSummary, VerdictChangeRow
from policy.pii import CatalogueEntry, PiiCatalogue, PiiPolicy
from privacy.detection.change_words import what_changed, why_changed
from privacy.detection.verdict_changes import VerdictChange
from privacy.detection.verdict_history import TableReading, VerdictRecord


@dataclass(frozen=True)
class Findings:
    """What the newest scan amounts to on the page; all empty before the first."""

    scan: ScanSummary | None = None
    inventory: tuple[InventoryRow, ...] = ()
    changes: tuple[VerdictChangeRow, ...] | None = None
    decisions: tuple[DecisionRow, ...] = ()


def findings(run: Run) -> Findings:
    """Of the newest completed scan, whichever run made it."""
    history = latest_history(run.workspace)
    if history is None:
        return Findings()
    scan, policy = history.scan, run.workspace.policy
    summary = ScanSummary(
        as_of=scan.as_of,
        recognizers=scan.versions.recognizers,
        rules=scan.versions.rules,
        is_of_this_run=scan.run_id == run.run_id,
        compared_with=history.previous.as_of if history.previous else None,
    )
    changes = None
    if history.changes is not None:
        changes = tuple(
            VerdictChangeRow(*change.record.place, _note(change, history)) for change in history.changes
        )
    return Findings(
        summary, _inventory(history, policy.pii, policy.pii_catalogue), changes, _decisions(history)
    )


def catalogue_entry(entries: Iterable[CatalogueEntry], record: VerdictRecord) -> CatalogueEntry | None:
    """The entry that covers a finding, as the check reads it; one for a JSON column covers its paths."""
    covering = [
        entry
        for entry in entries
        if (entry.store, entry.table, entry.column) == (record.store, record.table, record.column)
        and (entry.path or "") in ("", record.path or "")
        and entry.pii_type == record.entity_type
    ]
    return max(covering, key=lambda entry: len(entry.path or ""), default=None)


def _inventory(
    history: ScanHistory, pii: PiiPolicy, catalogue: PiiCatalogue | None
) -> tuple[InventoryRow, ...]:
    entries: Sequence[CatalogueEntry] = catalogue.columns if catalogue else ()
    readings = {reading.key: reading for reading in history.scan.readings}
    notes = {
        (change.after.place, change.after.entity_type): _note(change, history)
        for change in history.changes or []
        if change.after is not None
    }
    return tuple(
        _row(
            record,
            readings[record.store, record.table],
            catalogue_entry(entries, record),
            notes.get((record.place, record.entity_type)),
            pii,
        )
        for record in history.scan.findings
    )


def _row(
    record: VerdictRecord,
    reading: TableReading,
    entry: CatalogueEntry | None,
    change: ChangeNote | None,
    pii: PiiPolicy,
) -> InventoryRow:
    grade = pii.entity_types.get(record.entity_type)
    return InventoryRow(
        store=record.store,
        table=record.table,
        column=record.column,
        path=record.path,
        pii_type=record.entity_type,
        kind=grade.title if grade else None,
        share=record.share,
        findings=record.findings,
        rows=record.rows,
        mentions=record.kind == "mentions",
        sensitivity=record.sensitivity,
        shape=record.shape or None,
        why=record.why,
        catalogued=entry is not None or (grade is not None and not grade.personal),
        owner=entry.owner if entry else None,
        protection=entry.protection if entry else None,
        legal_basis=entry.legal_basis if entry else None,
        purpose=entry.purpose if entry else None,
        confidence=record.confidence,
        since=record.first_seen,
        judged_by=reading.versions.recognizers,
        decided_by=record.decided_by,
        stale_since=reading.read_at if reading.carried else None,
        change=change,
    )


def _note(change: VerdictChange, history: ScanHistory) -> ChangeNote:
    return ChangeNote(change.kind, what_changed(change, history.titles), why_changed(change.causes))


def _decisions(history: ScanHistory) -> tuple[DecisionRow, ...]:
    """Those to review first."""
    ordered = sorted(history.overrides, key=lambda state: not state.needs_review)
    return tuple(
        DecisionRow(
            store=state.override.store,
            table=state.override.table,
            column=state.override.column,
            kind=history.titles.get(state.override.entity_type) if state.override.entity_type else None,
            decided_by=state.override.decided_by,
            reason=state.override.reason,
            status=state.status,
        )
        for state in ordered
    )
