"""Column verdicts on labelled columns, in two halves with words, formats and negatives of their own.

Errors of the `development` half were read while rules were made; of the `held_out` half only these figures.
Peers see 40 cells of each column without header and answer by majority.
"""

import resource
import time
from collections.abc import Iterator, Sequence

import pyarrow as pa
from presidio_analyzer import AnalyzerEngine

from benchmarks._columns_peers import CELLS, majority, peers
from benchmarks._columns_score import Answer, Figures, calibration, figures
from benchmarks._columns_tables import HALVES, Column, columns, decidable_types, personal_types
from privacy.detection.engine import build_analyzer
from privacy.detection.scan_source import scan_batches

SEED = 1
# One kind of value in every cell: what a majority rule is made for.
_PLAIN = ("clean", "nulls", "negative")


def main(n: int = 10) -> dict[str, object]:
    """Per half macro-F1 and false positives by class of header, calibration, and peers.

    Args:
        n: columns per type and class of header; a half has about 90 times as many in all.
    """
    analyzer = build_analyzer()
    result: dict[str, object] = {"name": "columns", "peer": ", ".join(others := peers())}
    spent = spent_by_peers = 0.0
    for half in HALVES:
        started = time.process_time()
        ours = list(answers(half, n, analyzer))
        spent += time.process_time() - started
        for header_class, types in _scored_types(half).items():
            found = figures([a for a in ours if a.column.header_class == header_class], types)
            result |= _named(f"{half}_{header_class}", found)
        result[f"{half}_calibration"] = calibration(ours)
        bare = [a for a in ours if a.column.header_class == "none"]
        slices = {"majority": bare, "majority_plain": [a for a in bare if a.column.purity in _PLAIN]}
        started = time.process_time()
        for peer, find in others.items():
            for name, chosen in slices.items():
                result |= _compared(
                    f"{half}_{name}", peer, chosen, majority([a.column for a in chosen], find)
                )
        spent_by_peers += time.process_time() - started
    result |= {
        "ours_s": round(spent, 1),
        "peer_s": round(spent_by_peers, 1),
        "peer_cells": f"{CELLS} of a column at most",
        "agree": None,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "n": n,
    }
    return result


def answers(half: str, n: int, analyzer: AnalyzerEngine) -> Iterator[Answer]:
    """Our verdicts on the columns of a half; the time that making the columns takes is included."""
    for column in columns(half, n, SEED):
        yield Answer(column, verdicts_of(column, analyzer))


def verdicts_of(column: Column, analyzer: AnalyzerEngine) -> dict[str, float]:
    """Type -> highest confidence of its verdicts in the column or below."""
    batch = pa.record_batch([column.cells], names=[column.header])
    said: dict[str, float] = {}
    for verdict in scan_batches([batch], analyzer, table="t", sensitivity={}):
        said[verdict.entity_type] = max(verdict.confidence, said.get(verdict.entity_type, 0.0))
    return said


def _scored_types(half: str) -> dict[str, list[str]]:
    """Class of header -> the types that its columns can be told to hold."""
    return {
        "none": decidable_types(half),
        "right": personal_types(half),
        "misleading": personal_types(half, "misleading"),
    }


def _named(prefix: str, found: Figures) -> dict[str, object]:
    weakest = {name: round(f1, 3) for name, f1 in found.by_type.items() if f1 < 1}
    return {
        f"{prefix}_macro_f1": round(found.macro_f1, 4),
        f"{prefix}_false_positives": f"{found.false_positives} of {found.negatives}",
        f"{prefix}_columns_wrong": f"{found.errors} of {found.columns}",
        f"{prefix}_below_1": weakest,
    }


def _compared(prefix: str, peer: str, ours: Sequence[Answer], theirs: Sequence[Answer]) -> dict[str, object]:
    """Macro-F1 over the types and false positives, of a peer and of ours on the same columns."""
    types = decidable_types(ours[0].column.half)
    found = {"ours": figures(ours, types), peer: figures(theirs, types)}
    return {
        f"{prefix}_{who}": f"{of.macro_f1:.3f}, false positives {of.false_positives} of {of.negatives}"
        for who, of in found.items()
    }
