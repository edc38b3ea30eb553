"""Publishing what the gate let through: one Parquet file a release, replaced at once or not at all.

A refusal writes `<name>.refused.json` beside it. The last good file stays readable after a refusal only if it
passed under the very rules in force now and has not expired; published under other rules, or by another hand,
it is taken away, since nobody has shown that it meets today's. What happens here is told to the caller, who
records it.
"""

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from policy.anonymization import AnonymizationPolicy, CountTable, Release
from policy.text import Text
from privacy.anonymization import reasons
from privacy.anonymization.count_release import CountResult
from privacy.anonymization.gate import class_of_rows, still_passes
from privacy.anonymization.gate_result import GateResult
from privacy.anonymization.joined import smallest_cell
from privacy.anonymization.memberships import Membership, membership, read_membership, write_membership
from privacy.anonymization.others import OtherReleases
from privacy.anonymization.sheet import count_sheet, data_sheet, read_sheet, with_sheet
from privacy.treatments.pseudonym import Pseudonymiser

Kind = Literal["published", "held", "refused", "withdrawn", "expired", "removed"]


@dataclass(frozen=True)
class ReleaseEvent:
    """Something that happened to a release, to be recorded.

    Attributes:
        kind: `removed` is a file under other rules than those in force, or that no policy names.
        sha256: of the file published or deleted.
    """

    name: str
    kind: Kind
    at: datetime
    sha256: str | None = None
    reasons: tuple[Text, ...] = ()


@dataclass(frozen=True)
class ReleaseStore:
    """Where releases lie.

    Attributes:
        folder: what analysts read.
        private: who stands in which class of each live release.
        key: for the subjects in `private`.
    """

    folder: Path
    private: Path
    key: Pseudonymiser

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def others(self, name: str) -> OtherReleases:
        """The live releases under other names; what has expired counts until `tidy` has deleted it."""
        names = sorted(path.stem for path in self.folder.glob("*.parquet") if path.stem != name)
        members = (self._membership(other) for other in names)
        return OtherReleases(self.key, tuple(member for member in members if member is not None))

    def publish(self, result: GateResult, *, released_at: datetime) -> list[ReleaseEvent]:
        """Write a passed release, or leave the mark of its refusal; the last event says which.

        The table is measured again, alone and with every live release: one that was altered since its
        judgement, or judged without the others, is refused like any other.
        """
        release = result.release
        assert isinstance(release, Release), "a file released by itself is not published here"
        why = result.reasons
        if not why and not still_passes(result):
            why = (reasons.changed_after_judgement(),)
        member = None
        if not why:
            member = self._member(result, release)
            why = self._too_fine(member, release)
        if why or member is None:
            return self._refuse(release, result.rules_hash, why, released_at)
        before = self._held_by(member, result, release, released_at)
        if before is not None:
            return [
                ReleaseEvent(release.name, "held", released_at, _sha256(self.path(release.name)), (before,))
            ]
        assert result.table is not None
        # Whoever is judged next must know these classes before anybody can read them.
        write_membership(self._private_path(release.name), member)
        return [
            self._write(
                release, with_sheet(result.table, data_sheet(result, release, released_at)), released_at
            )
        ]

    def publish_counts(self, result: CountResult, *, released_at: datetime) -> list[ReleaseEvent]:
        """Write a passed table of counts, or leave the mark of its refusal."""
        if result.table is None:
            return self._refuse(result.release, result.rules_hash, result.reasons, released_at)
        sheet = count_sheet(result.release, released_at, rules=result.rules_hash, facts=dict(result.facts))
        return [self._write(result.release, with_sheet(result.table, sheet), released_at)]

    def _write(self, release: Release | CountTable, table: pa.Table, at: datetime) -> ReleaseEvent:
        """Replace the file of a release and lift the mark of an earlier refusal."""
        target = self.path(release.name)
        _replace(target, lambda temporary: pq.write_table(table, temporary))
        self._mark(release.name).unlink(missing_ok=True)
        return ReleaseEvent(release.name, "published", at, _sha256(target))

    def _refuse(
        self, release: Release | CountTable, rules_hash: str, why: tuple[Text, ...], at: datetime
    ) -> list[ReleaseEvent]:
        """Mark the refusal; what was published under other rules goes."""
        events = []
        target = self.path(release.name)
        if target.exists() and (read_sheet(target) or {}).get("rules") != rules_hash:
            events.append(self._delete(release.name, "removed", at))
        refusal = {
            "name": release.name,
            "refused_at": at.isoformat(),
            "reasons": [reason.model_dump() for reason in why],
            "last_good_stays": target.exists(),
        }
        text = json.dumps(refusal, ensure_ascii=False, indent=1)
        _replace(self._mark(release.name), lambda temporary: temporary.write_text(text, encoding="utf-8"))
        return [*events, ReleaseEvent(release.name, "refused", at, reasons=why)]

    def tidy(self, policy: AnonymizationPolicy, at: datetime) -> list[ReleaseEvent]:
        """Delete what was withdrawn, has expired, is named by no policy, or was not written by the gate."""
        known = {release.name: release for release in policy.all_releases}
        events = []
        for path in sorted(self.folder.glob("*.parquet")):
            release, sheet = known.get(path.stem), read_sheet(path)
            kind: Kind | None = None
            if release is None or sheet is None:
                kind = "removed"
            elif release.withdrawn is not None and release.withdrawn <= at.date():
                kind = "withdrawn"
            elif datetime.fromisoformat(sheet["expires_at"]) <= at:
                kind = "expired"
            if kind is not None:
                events.append(self._delete(path.stem, kind, at))
        for mark in self.folder.glob("*.refused.json"):
            if mark.name.removesuffix(".refused.json") not in known:
                mark.unlink()
        for path in self.private.glob("*.parquet"):
            if not self.path(path.stem).exists():
                path.unlink()
        return events

    def _member(self, result: GateResult, release: Release) -> Membership:
        assert result.table is not None and result.subjects_of_rows is not None
        keyed = OtherReleases(self.key)
        subjects = None
        if result.subject_names is not None:
            subjects = keyed.subjects(result.subject_names, result.subjects_of_rows)
        return membership(
            release,
            release.name,
            subjects,
            class_of_rows(result.table, release),
            keyed.values(release, result.raw_values),
        )

    def _too_fine(self, member: Membership, release: Release) -> tuple[Text, ...]:
        why = []
        for other in self.others(release.name).live:
            try:
                people = smallest_cell(other, member)
            except ValueError:
                why.append(reasons.not_comparable([other.name]))
                continue
            if people is not None and people < release.k:
                why.append(reasons.too_few_together(other.name, people, release.k))
        return tuple(why)

    def _held_by(self, member: Membership, result: GateResult, release: Release, at: datetime) -> Text | None:
        """Why the version before stays: readers who have it could see whom this one adds or leaves out.

        Versions that keep a link between a person's rows differ openly; their label says so.
        """
        sheet = read_sheet(self.path(release.name))
        before = self._membership(release.name) if sheet is not None else None
        if sheet is None or before is None or release.keeps_link or sheet["rules"] != result.rules_hash:
            return None
        if datetime.fromisoformat(sheet["expires_at"]) <= at:
            return None
        if member.subjects is None or before.subjects is None:
            return None
        people = smallest_cell(before, member)
        return None if people is None or people >= release.k else reasons.held(people, release.k)

    def _membership(self, name: str) -> Membership | None:
        """None for a table of counts, which has no classes of rows."""
        path = self._private_path(name)
        return read_membership(path) if path.exists() else None

    def _delete(self, name: str, kind: Kind, at: datetime) -> ReleaseEvent:
        path = self.path(name)
        event = ReleaseEvent(name, kind, at, _sha256(path))
        path.unlink()
        with suppress(FileNotFoundError):
            self._private_path(name).unlink()
        return event

    def _private_path(self, name: str) -> Path:
        return self.private / f"{name}.parquet"

    def _mark(self, name: str) -> Path:
        return self.folder / f"{name}.refused.json"


def read_refusal(folder: Path, name: str) -> tuple[Text, ...]:
    """Why the release was refused last; empty where it was not."""
    mark = folder / f"{name}.refused.json"
    if not mark.exists():
        return ()
    facts: dict[str, Any] = json.loads(mark.read_text("utf-8"))
    return tuple(Text.model_validate(reason) for reason in facts["reasons"])


def _replace(target: Path, write: Callable[[Path], object]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(f".{os.getpid()}.new")
    try:
        write(temporary)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
