"""What changed between two scans, and why: the data, the recognizers, or policy."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from policy.pii import ShareChange
from privacy.detection.verdict_history import ScanRecord, TableReading, VerdictRecord, counting

ChangeKind = Literal["appeared", "vanished", "retyped", "changed"]
Aspect = Literal["kind", "sensitivity", "share"]
Cause = Literal[
    "table_added", "table_gone", "column_added", "column_gone", "data", "recognizers", "policy", "unexplained"
]
Place = tuple[str, str, str, str | None]
_ORDER: tuple[ChangeKind, ...] = ("appeared", "retyped", "vanished", "changed")


@dataclass(frozen=True)
class VerdictChange:
    """One difference between two scans in one column or JSON path.

    Attributes:
        before, after: the findings compared; None where there was, or is, none.
        aspects: what of a `changed` finding differs.
        causes: all that can have caused it. Data and recognizers that both changed cannot be told apart.
    """

    kind: ChangeKind
    before: VerdictRecord | None
    after: VerdictRecord | None
    aspects: tuple[Aspect, ...]
    causes: tuple[Cause, ...]

    @property
    def record(self) -> VerdictRecord:
        """The finding as it is now, else as it was."""
        record = self.after or self.before
        assert record is not None
        return record


def diff_scans(before: ScanRecord, after: ScanRecord, rule: ShareChange) -> list[VerdictChange]:
    """The changes, what appeared first, then by store, table, column and path.

    A table that the later scan did not account for has no changes: its findings are carried over.
    """
    old, new = _by_place(before.verdicts), _by_place(after.verdicts)
    readings_before = {reading.key: reading for reading in before.readings}
    readings_after = {reading.key: reading for reading in after.readings}
    changes: list[VerdictChange] = []
    for place in sorted(old.keys() | new.keys(), key=lambda place: tuple(part or "" for part in place)):
        comparison = _Comparison(
            place[2],
            readings_before.get(place[:2]),
            readings_after.get(place[:2]),
            old.get(place, []),
            new.get(place, []),
        )
        changes += comparison.changes(rule)
    return sorted(changes, key=lambda change: _ORDER.index(change.kind))


def share_changed(before: VerdictRecord, after: VerdictRecord, rule: ShareChange) -> bool:
    """Whether the shares differ by more than chance explains and by as much as matters (policy/pii.yaml).

    Rows count as drawn at random: the standard error of the difference of two proportions, pooled.
    """
    if not before.rows or not after.rows:
        # An officer named a kind that the scan does not find: there is no share to compare.
        return before.share != after.share
    rows = before.rows + after.rows
    pooled = (before.share * before.rows + after.share * after.rows) / rows
    error = math.sqrt(max(0.0, pooled * (1 - pooled)) * (1 / before.rows + 1 / after.rows))
    low, high = sorted((before.share, after.share))
    by_more_than_chance = high - low > rule.standard_errors * error
    return by_more_than_chance and (high - low >= rule.points or high >= rule.factor * low)


def _by_place(records: Iterable[VerdictRecord]) -> dict[Place, list[VerdictRecord]]:
    places: dict[Place, list[VerdictRecord]] = {}
    for record in records:
        places.setdefault(record.place, []).append(record)
    return places


@dataclass(frozen=True)
class _Comparison:
    """One column or path in two scans; `old` and `new` hold what officers overruled too."""

    column: str
    reading_before: TableReading | None
    reading_after: TableReading | None
    old: list[VerdictRecord]
    new: list[VerdictRecord]

    def changes(self, rule: ShareChange) -> Iterator[VerdictChange]:
        old = {record.entity_type: record for record in counting(self.old)}
        new = {record.entity_type: record for record in counting(self.new)}
        gone = [old[entity_type] for entity_type in sorted(old.keys() - new.keys())]
        come = [new[entity_type] for entity_type in sorted(new.keys() - old.keys())]
        if len(gone) == len(come) == 1 and _is_renamed(gone[0], come[0]):
            yield VerdictChange("retyped", gone[0], come[0], (), self._causes(gone[0], come[0]))
        else:
            for record in gone:
                yield VerdictChange("vanished", record, None, (), self._causes(record, None))
            for record in come:
                yield VerdictChange("appeared", None, record, (), self._causes(None, record))
        for entity_type in sorted(old.keys() & new.keys()):
            before, after = old[entity_type], new[entity_type]
            if aspects := _aspects(before, after, rule):
                causes: list[Cause] = []
                if aspects != ("sensitivity",):
                    causes += self._causes(before, after)
                if "sensitivity" in aspects and "policy" not in causes:
                    causes.append("policy")
                yield VerdictChange("changed", before, after, aspects, tuple(causes))

    def _causes(self, before: VerdictRecord | None, after: VerdictRecord | None) -> tuple[Cause, ...]:
        if self._is_officers(before, after):
            return ("policy",)
        if self.reading_before is None:
            return ("table_added",)
        if self.reading_after is None:
            return ("table_gone",)
        if self.column not in self.reading_after.columns:
            return ("column_gone",)
        if self.column not in self.reading_before.columns:
            return ("column_added",)
        causes: list[Cause] = []
        if self.reading_before.data_mark != self.reading_after.data_mark:
            causes.append("data")
        if self.reading_before.versions != self.reading_after.versions:
            causes.append("recognizers")
        return tuple(causes) or ("unexplained",)

    def _is_officers(self, before: VerdictRecord | None, after: VerdictRecord | None) -> bool:
        """Whether both scans found the same by themselves, so that only an officer's word differs."""
        # What an officer names without a finding needs none.
        found_before = {"", *(record.found_as for record in self.old)}
        found_after = {"", *(record.found_as for record in self.new)}
        if before is not None and after is not None and before.found_as == after.found_as:
            return before.entity_type != after.entity_type
        return (before is None or before.found_as in found_after) and (
            after is None or after.found_as in found_before
        )


def _is_renamed(before: VerdictRecord, after: VerdictRecord) -> bool:
    """Whether one kind took the place of the other; kinds mentioned in texts come and go by themselves."""
    return before.found_as == after.found_as or before.kind == after.kind == "column"


def _aspects(before: VerdictRecord, after: VerdictRecord, rule: ShareChange) -> tuple[Aspect, ...]:
    aspects: list[Aspect] = []
    if before.kind != after.kind:
        aspects.append("kind")
    if before.sensitivity != after.sensitivity:
        aspects.append("sensitivity")
    if share_changed(before, after, rule):
        aspects.append("share")
    return tuple(aspects)
