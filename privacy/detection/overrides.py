"""An officer's word about a column wins over the scan's, and is kept with its reason."""

from collections.abc import Sequence
from dataclasses import replace

from policy.pii import Override
from policy.text import Text
from privacy.detection.verdict import ColumnVerdict


def apply_overrides(
    verdicts: Sequence[ColumnVerdict], store: str, overrides: Sequence[Override]
) -> list[ColumnVerdict]:
    """The verdicts of one table: an override without a type removes what the scan found in its column,
    one with a type renames it."""
    decided = {(entry.table, entry.column): entry for entry in overrides if entry.store == store}
    kept = []
    for verdict in verdicts:
        entry = decided.get((verdict.table, verdict.column))
        if entry is None:
            kept.append(verdict)
        elif entry.entity_type is not None:
            why = Text(
                zh=f"{entry.decided_by} 认定：{entry.reason.zh}",
                en=f"decided by {entry.decided_by}: {entry.reason.en}",
            )
            kept.append(replace(verdict, entity_type=entry.entity_type, confidence=1.0, why=why))
    return kept
