"""The verdicts of one scan as they are kept: what was found, what officers made of it, by which versions."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Literal

from policy.text import Text
from privacy.detection.verdict_rules import recognizer_set_version

TableKey = tuple[str, str]
"""Store and table."""

# What turns counts into a verdict; everything else in the package finds and counts.
_RULES = ("verdict_rules.yaml", "headers.yaml", "evidence.py", "verdict.py", "verdict_rules.py")


@dataclass(frozen=True)
class Versions:
    """12 hex digits each: of everything that decides a verdict, and of its rules and thresholds alone."""

    recognizers: str
    rules: str


@dataclass(frozen=True)
class VerdictRecord:
    """One kind of personal information in one column or JSON path; counts and a masked shape, no value.

    Attributes:
        entity_type: the kind that counts: an officer's where one decided, else the scan's.
        found_as: the kind that the scan itself found; empty where it found none and an officer named one.
        kind: `column` where cells are values of the kind, `mentions` where texts contain some.
        share: cells with a finding / non-null cells.
        rows: non-null cells.
        decided_by: the officer whose override acts on it.
        overruled: that officer's word is that it is not personal: kept here, and no finding.
        first_seen: as-of of the scan since which every reading of the table has found it.
    """

    store: str
    table: str
    column: str
    path: str | None
    entity_type: str
    found_as: str
    kind: str
    share: float
    findings: int
    rows: int
    sensitivity: str
    confidence: float
    shape: str
    why: Text
    decided_by: str | None
    overruled: bool
    first_seen: datetime

    @property
    def place(self) -> tuple[str, str, str, str | None]:
        return self.store, self.table, self.column, self.path


@dataclass(frozen=True)
class TableReading:
    """What one table was when its verdicts were made.

    Attributes:
        data_mark: changes with the content of the table.
        read_at: as-of of the scan that last accounted for every row of it.
        read_fully_at: as-of of the scan that last read every row of it; None when that is not known.
        carried: this scan did not account for it; its verdicts are those of `read_at`.
    """

    store: str
    table: str
    columns: tuple[str, ...]
    data_mark: str
    versions: Versions
    read_at: datetime
    read_fully_at: datetime | None
    carried: bool = False

    @property
    def key(self) -> TableKey:
        return self.store, self.table


UnreadReason = Literal["store_failed", "not_permitted", "unfinished"]


@dataclass(frozen=True)
class Unread:
    """A table that a scan did not account for; `table` None: all of the store."""

    store: str
    table: str | None
    reason: UnreadReason


@dataclass(frozen=True)
class ScanRecord:
    """All verdicts of one scan, and the tables they speak of."""

    run_id: str
    as_of: datetime
    policy_hash: str
    versions: Versions
    readings: tuple[TableReading, ...]
    verdicts: tuple[VerdictRecord, ...]
    unread: tuple[Unread, ...] = ()

    @property
    def findings(self) -> tuple[VerdictRecord, ...]:
        """Those that count."""
        return tuple(counting(self.verdicts))

    def reading(self, key: TableKey) -> TableReading | None:
        return next((reading for reading in self.readings if reading.key == key), None)

    def why_unread(self, key: TableKey) -> UnreadReason | None:
        """None for a table that was read whole, and for one that is not there."""
        store, table = key
        return next(
            (one.reason for one in self.unread if one.store == store and one.table in (None, table)), None
        )


def counting(records: Iterable[VerdictRecord]) -> Iterator[VerdictRecord]:
    """Without what an officer overruled; of several kinds that one gave the same name, that in most cells."""
    kept: dict[tuple[object, ...], VerdictRecord] = {}
    for record in records:
        key = (record.place, record.entity_type)
        if not record.overruled and (key not in kept or kept[key].share < record.share):
            kept[key] = record
    yield from kept.values()


@cache
def current_versions() -> Versions:
    """Those of the installed recognizers and rules."""
    package, digest = files("privacy.detection"), hashlib.sha256()
    for name in _RULES:
        digest.update(name.encode() + b"\0" + package.joinpath(name).read_bytes() + b"\0")
    return Versions(recognizer_set_version(), digest.hexdigest()[:12])


def data_mark(key: bytes, fingerprints: Iterable[str], chunks: int, rows: int) -> str:
    """16 hex digits for the content of a table: its chunks' fingerprints, their number, and its rows.

    Keyed, as the fingerprint of a table of one row is a hash of what that row holds.
    """
    document = "\0".join([str(chunks), str(rows), *sorted(fingerprints)])
    return hmac.new(key, document.encode(), hashlib.sha256).hexdigest()[:16]


def continued(scan: ScanRecord, previous: ScanRecord | None) -> ScanRecord:
    """The scan with what the one before knew.

    That is since when a finding is known, when a table was last read fully, and the verdicts of tables that
    this scan did not account for.
    """
    if previous is None:
        return scan
    since = {(record.place, record.found_as): record.first_seen for record in previous.verdicts}
    full = {reading.key: reading.read_fully_at for reading in previous.readings}
    carried = tuple(
        replace(reading, carried=True)
        for reading in previous.readings
        if scan.why_unread(reading.key) is not None
    )
    kept = {reading.key for reading in carried}
    readings = tuple(
        reading if reading.read_fully_at else replace(reading, read_fully_at=full.get(reading.key))
        for reading in scan.readings
    )
    verdicts = tuple(
        replace(record, first_seen=since.get((record.place, record.found_as), record.first_seen))
        for record in scan.verdicts
    )
    stale = tuple(record for record in previous.verdicts if (record.store, record.table) in kept)
    return replace(scan, readings=(*readings, *carried), verdicts=(*verdicts, *stale))
