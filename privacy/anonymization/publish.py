"""Publishing what the gate let through: one Parquet file a release, replaced at once or not at all.

The file carries its data sheet in its own metadata, so that the two cannot part. A refusal writes
`<name>.refused.json` beside it. The last good file stays readable after a refusal only if it passed under the
very rules in force now; published under other rules, or by another hand, it is taken away, since nobody has
shown that it meets today's.
"""

import hashlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from policy.anonymization import Release
from policy.text import Text
from privacy.anonymization.gate import GateResult, measured, satisfies
from privacy.anonymization.reasons import changed_after_judgement

SHEET_KEY = b"quanyi"


def publish(result: GateResult, folder: Path, *, released_at: datetime) -> Path | None:
    """Write a passed release to `<folder>/<name>.parquet`; a refused one leaves its mark and gives None.

    The table is measured again: one that was altered since its judgement is refused like any other.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target, mark = _paths(result.release, folder)
    if result.status == "passed" and _still_passes(result):
        assert result.table is not None, "a passed result has its table"
        sheet = json.dumps(data_sheet(result, released_at), ensure_ascii=False).encode()
        table = result.table.replace_schema_metadata({SHEET_KEY: sheet})
        temporary = target.with_suffix(f".{os.getpid()}.new")
        try:
            pq.write_table(table, temporary)
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
        mark.unlink(missing_ok=True)
        return target
    if target.exists() and (read_sheet(target) or {}).get("rules") != _rules(result.release):
        target.unlink()
    why = result.reasons or (changed_after_judgement(),)
    refusal = {
        "name": result.release.name,
        "refused_at": released_at.isoformat(),
        "reasons": [reason.model_dump() for reason in why],
        "last_good_stays": target.exists(),
    }
    temporary = mark.with_suffix(f".{os.getpid()}.new")
    temporary.write_text(json.dumps(refusal, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(temporary, mark)
    return None


def data_sheet(result: GateResult, released_at: datetime) -> dict[str, Any]:
    """What was done, what is reached, and who may use it for what."""
    release = result.release
    return {
        "name": release.name,
        "title": release.title.model_dump(),
        "purpose": release.purpose,
        "audience": release.audience,
        "label": result.label,
        "k_required": release.k,
        "k_reached": result.k_reached,
        "l_reached": dict(result.l_reached or {}),
        "subjects": result.subjects,
        "rows": result.rows,
        "suppressed": result.suppressed,
        "ncp": result.ncp,
        "levels": dict(result.levels or {}),
        "released_at": released_at.isoformat(),
        "rules": _rules(release),
    }


def read_sheet(path: Path) -> dict[str, Any] | None:
    """The data sheet inside a published file; None where the gate did not write it."""
    try:
        metadata = pq.read_schema(path).metadata or {}
        sheet = json.loads(metadata[SHEET_KEY])
    except (KeyError, ValueError, pa.ArrowException):
        return None
    return sheet if isinstance(sheet, dict) else None


def read_refusal(folder: Path, name: str) -> tuple[Text, ...]:
    """Why the release was refused last; empty where it was not."""
    mark = folder / f"{name}.refused.json"
    if not mark.exists():
        return ()
    return tuple(Text.model_validate(reason) for reason in json.loads(mark.read_text("utf-8"))["reasons"])


def _still_passes(result: GateResult) -> bool:
    table, subjects = result.table, result.subjects_of_rows
    if table is None or subjects is None or len(subjects) != table.num_rows:
        return False
    release = result.release
    pseudonyms = {column for column, treatment in release.direct.items() if treatment == "pseudonym"}
    if set(table.column_names) != {*release.quasi, *release.sensitive, *pseudonyms}:
        return False
    return satisfies(measured(table, subjects, release), release)


def _paths(release: Release, folder: Path) -> tuple[Path, Path]:
    return folder / f"{release.name}.parquet", folder / f"{release.name}.refused.json"


def _rules(release: Release) -> str:
    """SHA-256 of the release's rules as policy states them."""
    return hashlib.sha256(release.model_dump_json().encode()).hexdigest()
