"""The verdicts of a table with officers' words applied, and what they overruled kept beside them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from policy.pii import Override
from policy.text import Text
from privacy.detection.overrides import apply_overrides
from privacy.detection.verdict import UNGRADED, ColumnVerdict
from privacy.detection.verdict_history import VerdictRecord
from privacy.stores.catalog import Table


def decided_verdicts(
    verdicts: Sequence[ColumnVerdict],
    table: Table,
    overrides: Sequence[Override],
    grades: Mapping[str, str],
    as_of: datetime,
) -> Iterator[VerdictRecord]:
    """What an officer removed is marked, not dropped; what one named counts even where nothing is found.

    Args:
        grades: entity type -> sensitivity of policy.
    """
    ours = {one.column: one for one in overrides if (one.store, one.table) == (table.store, table.name)}
    for found in verdicts:
        counted = apply_overrides([found], table.store, overrides)
        verdict = counted[0] if counted else found
        yield VerdictRecord(
            store=table.store,
            table=table.name,
            column=found.column,
            path=found.path,
            entity_type=verdict.entity_type,
            found_as=found.entity_type,
            kind=verdict.kind,
            share=verdict.share,
            findings=verdict.findings,
            rows=verdict.rows,
            sensitivity=grades.get(verdict.entity_type, UNGRADED),
            confidence=verdict.confidence,
            shape=verdict.example_shape,
            why=verdict.why,
            decided_by=ours[found.column].decided_by if found.column in ours else None,
            overruled=not counted,
            first_seen=as_of,
        )
    without = {column.name for column in table.columns} - {found.column for found in verdicts}
    for override in ours.values():
        if override.entity_type is not None and override.column in without:
            yield _named(override, override.entity_type, grades, as_of)


def _named(override: Override, entity_type: str, grades: Mapping[str, str], as_of: datetime) -> VerdictRecord:
    return VerdictRecord(
        store=override.store,
        table=override.table,
        column=override.column,
        path=None,
        entity_type=entity_type,
        found_as="",
        kind="column",
        share=0.0,
        findings=0,
        rows=0,
        sensitivity=grades.get(entity_type, UNGRADED),
        confidence=1.0,
        shape="",
        why=Text(
            zh=f"{override.decided_by} 认定：{override.reason.zh}。扫描本身没有发现。",
            en=f"decided by {override.decided_by}: {override.reason.en}. The scan itself finds nothing.",
        ),
        decided_by=override.decided_by,
        overruled=False,
        first_seen=as_of,
    )
