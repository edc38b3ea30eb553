"""The data sheet of a release, kept inside its file so that the two cannot part."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from policy.anonymization import CountTable, Release
from privacy.anonymization.gate_result import GateResult

SHEET_KEY = b"quanyi"


def data_sheet(result: GateResult, release: Release, released_at: datetime) -> dict[str, Any]:
    """What was done, what is reached, the risk that remains, and who may use it for what until when."""
    risks = result.risks
    return {
        **_purpose(release, released_at),
        "label": result.label,
        "release_set": release.set_name,
        "key_version": release.key_version if "pseudonym" in release.direct.values() else None,
        "k_required": release.k,
        "k_reached": result.k_reached,
        "l_reached": dict(result.l_reached or {}),
        "t_reached": dict(result.t_reached or {}),
        "linked_k": result.linked_k,
        "subjects": result.subjects,
        "rows": result.rows,
        "suppressed": result.suppressed,
        "masked": dict(result.masked),
        "ncp": result.ncp,
        "recoding": release.recoding,
        "levels": dict(result.levels or {}),
        "columns": _columns(release),
        "risk": None
        if risks is None
        else {"prosecutor": risks.prosecutor, "journalist": risks.journalist, "marketer": risks.marketer},
        "rules": result.rules_hash,
    }


def count_sheet(
    release: CountTable, released_at: datetime, *, rules: str, facts: dict[str, Any]
) -> dict[str, Any]:
    """The same for a table of counts."""
    return {
        **_purpose(release, released_at),
        "label": "anonymised",
        "k_required": release.k,
        **facts,
        "rules": rules,
    }


def expires_at(release: Release | CountTable, released_at: datetime) -> datetime:
    return released_at + timedelta(days=release.valid_days)


def read_sheet(path: Path) -> dict[str, Any] | None:
    """The data sheet inside a published file; None where the gate did not write it."""
    try:
        metadata = pq.read_schema(path).metadata or {}
        sheet = json.loads(metadata[SHEET_KEY])
    except (OSError, KeyError, ValueError, pa.ArrowException):
        return None
    return sheet if isinstance(sheet, dict) else None


def with_sheet(table: pa.Table, sheet: dict[str, Any]) -> pa.Table:
    return table.replace_schema_metadata({SHEET_KEY: json.dumps(sheet, ensure_ascii=False).encode()})


def _purpose(release: Release | CountTable, released_at: datetime) -> dict[str, Any]:
    return {
        "name": release.name,
        "title": release.title.model_dump(),
        "purpose": release.purpose,
        "audience": release.audience,
        "released_at": released_at.isoformat(),
        "expires_at": expires_at(release, released_at).isoformat(),
    }


def _columns(release: Release) -> dict[str, dict[str, str]]:
    """Column -> its role and what was done to it."""
    done = {column: {"role": "quasi", "done": spec} for column, spec in release.quasi.items()}
    for role in ("sensitive", "insensitive", "direct"):
        for column in getattr(release, role):
            done[column] = {"role": role, "done": release.transforms[column]}
    return done
