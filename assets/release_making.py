"""One release made anew: read, judged, published, each from the run that asks for it."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from assets.run import Run
from policy.anonymization import CountTable, Release
from privacy.anonymization.count_release import CountResult, judge_counts
from privacy.anonymization.gate import judge
from privacy.anonymization.gate_result import GateResult
from privacy.anonymization.sheet import read_sheet
from privacy.anonymization.store import ReleaseEvent, ReleaseStore
from privacy.keys import load_or_create_key
from privacy.treatments.pseudonym import Pseudonymiser
from warehouse.extraction import read_mapping
from warehouse.workspace import Workspace


def release_store(workspace: Workspace) -> ReleaseStore:
    key = load_or_create_key(workspace.keys_dir, "release-members")
    return ReleaseStore(workspace.releases_dir, workspace.data_dir / "release-members", Pseudonymiser(key))


def set_key(workspace: Workspace, release: Release) -> Pseudonymiser:
    """The key of the release's set in the version that policy names."""
    version = f"v{release.key_version}"
    key = load_or_create_key(workspace.keys_dir, f"release-set-{release.set_name}-{version}")
    return Pseudonymiser(key, version)


@dataclass(frozen=True)
class Made:
    """One release as this run left it.

    Attributes:
        row: of the entity `releases`; that of the version before where the new one is held back.
        raw: the rows its SQL returned; in memory only.
    """

    release: Release | CountTable
    result: GateResult | CountResult
    events: tuple[ReleaseEvent, ...]
    row: dict[str, Any]
    raw: pa.Table = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        return self.release.name


def remade(run: Run, store: ReleaseStore, release: Release | CountTable) -> Made:
    """Judge the release on today's rows and publish it, or leave its refusal beside the last good file.

    Raises:
        StoreError: a store that its SQL reads does not answer.
        MappingError, PolicyError: its SQL or a hierarchy is no use.
    """
    path = run.workspace.config.mapping / release.sql
    sql = path.read_text(encoding="utf-8")
    away = [store_name for store_name in run.session.failed if f"{store_name}." in sql]
    if away:
        raise run.session.failed[away[0]]
    table = read_mapping(run.session.connection, path)
    folder = _policy_folder(run.workspace)
    result: GateResult | CountResult
    if isinstance(release, CountTable):
        result = counted = judge_counts(table, release, folder=folder, sql=sql)
        events = store.publish_counts(counted, released_at=run.as_of)
    else:
        result = judged = judge(
            table,
            release,
            folder=folder,
            sql=sql,
            pseudonymiser=set_key(run.workspace, release) if release.keeps_link else None,
            others=store.others(release.name),
        )
        events = store.publish(judged, released_at=run.as_of)
    return Made(release, result, tuple(events), _row(store, result, events[-1], run.as_of), table)


def _row(
    store: ReleaseStore, result: GateResult | CountResult, last: ReleaseEvent, at: datetime
) -> dict[str, Any]:
    row = result.entity_row(at)
    if last.kind == "refused":
        return {**row, "status": "refused", "k_reached": None}
    if last.kind == "held":
        sheet = read_sheet(store.path(result.name)) or {}
        known = {key: sheet[key] for key in ("k_reached", "subjects", "suppressed")}
        return {**row, **known, "released_at": datetime.fromisoformat(sheet["released_at"])}
    return row


def _policy_folder(workspace: Workspace) -> Path:
    path = workspace.policy.path("anonymization.yaml")
    assert path is not None, "its releases were read from it"
    return path.parent
