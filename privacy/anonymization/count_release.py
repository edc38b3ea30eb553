"""A published table of counts: the gate for it, which suppresses small cells and protects them.

Rows of the raw table are counted per pair of values; what is too few is told by distinct subjects. A value
that fewer than k people have in all is counted under `other`, so that no rare value is shown at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from policy.anonymization import CountTable
from policy.text import Text
from privacy.anonymization import reasons
from privacy.anonymization.columns import text_codes
from privacy.anonymization.counts import exposed, suppress, with_totals
from privacy.anonymization.distinct import distinct_per_group
from privacy.anonymization.hierarchy import Codes
from privacy.anonymization.rules_hash import hash_of

OTHER, TOTAL = "other", "total"


@dataclass(frozen=True)
class CountResult:
    """Attributes:
    facts: counts for the data sheet: subjects, rows, cells, suppressed, complementary, k_reached.
    table: one row a cell or total (row value, column value, count; missing where suppressed).
    """

    release: CountTable
    status: Literal["passed", "refused"]
    rules_hash: str
    subjects: int
    reasons: tuple[Text, ...] = ()
    facts: Mapping[str, int] = field(default_factory=dict)
    table: pa.Table | None = field(default=None, repr=False, compare=False)

    label = "anonymised"

    @property
    def name(self) -> str:
        return self.release.name

    @property
    def k_reached(self) -> int | None:
        return self.facts.get("k_reached")

    @property
    def suppressed(self) -> int:
        return self.facts.get("suppressed", 0)

    def entity_row(self, judged_at: datetime) -> dict[str, Any]:
        """One row of the entity `releases`; `suppressed` counts cells."""
        return {
            "dataset": self.name,
            "status": "published" if self.status == "passed" else "refused",
            "label": self.label,
            "k_required": self.release.k,
            "k_reached": self.k_reached,
            "subjects": self.subjects,
            "suppressed": self.suppressed,
            "released_at": judged_at,
        }


def judge_counts(table: pa.Table, release: CountTable, *, folder: Path, sql: str = "") -> CountResult:
    """Count, suppress and protect, or refuse.

    Raises:
        MappingError: a column holds lists or records.
    """
    rules_hash = hash_of(release, sql=sql, folder=folder)
    declared, present = {release.rows, release.columns, release.subject}, set(table.column_names)
    why = []
    if present - declared:
        why.append(reasons.unclassified(sorted(present - declared)))
    if declared - present:
        why.append(reasons.missing(sorted(declared - present)))
    if not why and not table.num_rows:
        why.append(reasons.no_rows())
    if why:
        return CountResult(release, "refused", rules_hash, 0, tuple(why))
    subjects, names = text_codes(table, release.subject)
    rows, row_labels = _common(table, release.rows, subjects, release.k)
    columns, column_labels = _common(table, release.columns, subjects, release.k)
    shape = (len(row_labels), len(column_labels))
    counts = with_totals(np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1]).reshape(shape))
    people = _people(rows, columns, subjects, shape)
    done = suppress(counts, people, release.k)
    if done is None or exposed(done.hidden).any():
        small = int(((people > 0) & (people < release.k)).sum())
        return CountResult(release, "refused", rules_hash, len(names), (reasons.unprotected(small),))
    shown = ~done.hidden & (people > 0)
    if not shown.any():
        return CountResult(release, "refused", rules_hash, len(names), (reasons.no_rows(),))
    facts = {
        "subjects": len(names),
        "rows": table.num_rows,
        "cells": counts.size,
        "suppressed": int(done.hidden.sum()),
        "complementary": int(done.complementary.sum()),
        "k_reached": int(people[shown].min()),
    }
    finished = _long(release, row_labels, column_labels, counts, done.hidden)
    return CountResult(release, "passed", rules_hash, len(names), (), facts, finished)


def _common(table: pa.Table, column: str, subjects: Codes, k: int) -> tuple[Codes, list[str]]:
    """Codes and labels of a column whose rare values are one value, `other`; labels in their own order."""
    codes, texts = text_codes(table, column)
    people = distinct_per_group(codes, subjects, len(texts), int(subjects.max()) + 1)
    labels = [OTHER if few or text is None else text for text, few in zip(texts, people < k, strict=True)]
    distinct = sorted(set(labels), key=lambda label: (label == OTHER, label))
    place = {label: number for number, label in enumerate(distinct)}
    return np.array([place[label] for label in labels], np.int64)[codes], distinct


def _people(rows: Codes, columns: Codes, subjects: Codes, shape: tuple[int, int]) -> Codes:
    """Distinct subjects per cell and total, shape (R + 1, C + 1)."""
    bound = int(subjects.max()) + 1
    people = np.zeros((shape[0] + 1, shape[1] + 1), np.int64)
    cells = distinct_per_group(rows * shape[1] + columns, subjects, shape[0] * shape[1], bound)
    people[:-1, :-1] = cells.reshape(shape)
    people[:-1, -1] = distinct_per_group(rows, subjects, shape[0], bound)
    people[-1, :-1] = distinct_per_group(columns, subjects, shape[1], bound)
    people[-1, -1] = len(np.unique(subjects))
    return people


def _long(
    release: CountTable, row_labels: list[str], column_labels: list[str], counts: Codes, hidden: np.ndarray
) -> pa.Table:
    rows, columns = [*row_labels, TOTAL], [*column_labels, TOTAL]
    return pa.table(
        {
            release.rows: [label for label in rows for _ in columns],
            release.columns: columns * len(rows),
            "count": pa.array(counts.ravel(), pa.int64(), mask=hidden.ravel()),
        }
    )
