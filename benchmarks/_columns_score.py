"""Scores answers on labelled columns: F1 by type, false positives, calibration of the confidence."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks._columns_tables import Column

_EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)


@dataclass(frozen=True)
class Answer:
    """What a detector said about a column: type -> confidence."""

    column: Column
    said: dict[str, float]

    @property
    def wrong(self) -> frozenset[str]:
        return frozenset(self.said) - self.column.expected - self.column.allowed

    @property
    def missed(self) -> frozenset[str]:
        return self.column.expected - frozenset(self.said)


@dataclass(frozen=True)
class Figures:
    """macro_f1 over the types that occur; `errors`: columns with a wrong or a missed type.

    false_positives: negatives with a wrong type
    """

    macro_f1: float
    by_type: dict[str, float]
    columns: int
    errors: int
    negatives: int
    false_positives: int


def figures(answers: Iterable[Answer], types: Sequence[str]) -> Figures:
    """Multi-label figures; a column counts once for each type of its own and of the answer."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    total = errors = negatives = false_positives = 0
    for answer in answers:
        total += 1
        errors += bool(answer.wrong or answer.missed)
        right.update(answer.column.expected & frozenset(answer.said))
        wrong.update(answer.wrong)
        missed.update(answer.missed)
        if answer.column.is_negative:
            negatives += 1
            false_positives += bool(answer.wrong)
    total_of = {name: 2 * right[name] + wrong[name] + missed[name] for name in types}
    by_type = {name: 2 * right[name] / of for name, of in total_of.items() if of}
    return Figures(sum(by_type.values()) / len(by_type), by_type, total, errors, negatives, false_positives)


def calibration(answers: Iterable[Answer]) -> list[dict[str, float]]:
    """Per range of confidence: how many verdicts, their mean confidence, the share that is right."""
    said = [
        (confidence, entity_type in answer.column.expected)
        for answer in answers
        for entity_type, confidence in answer.said.items()
        if entity_type not in answer.column.allowed
    ]
    table = []
    for low, high in pairwise(_EDGES):
        within = [(confidence, right) for confidence, right in said if low <= confidence < high]
        if within:
            table.append(
                {
                    "from": low,
                    "to": min(1.0, high),
                    "verdicts": len(within),
                    "confidence": round(sum(confidence for confidence, _ in within) / len(within), 3),
                    "right": round(sum(right for _, right in within) / len(within), 3),
                }
            )
    return table
