"""`python -m privacy.detection.names.train [SENTENCES]` writes `model.json`; the same number, the same file.

The texts are those of `generator.py`, the tags and probabilities the tagger's own, and the truth is what
the generator put in. The model is a logistic regression with a quadratic penalty, solved by Newton's method.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from privacy.detection.lac_tagger import LacTagger
from privacy.detection.name_engine import clauses, levelled
from privacy.detection.names.candidates import candidates
from privacy.detection.names.features import Clause, Features, features
from privacy.detection.names.generator import Generator, Sentence, known_organisations

MODEL = Path(__file__).with_name("model.json")
SENTENCES, SEED = 24_000, 20260316
PENALTY, STEPS, FEWEST = 2.0, 25, 20


def examples(sentences: Iterable[Sentence], tagger: LacTagger) -> tuple[list[Features], list[bool]]:
    """Features of every candidate, and whether it is exactly a name."""
    pieces: list[tuple[str, set[tuple[int, int]]]] = []
    for text, names in sentences:
        start = 0
        for clause in clauses(levelled(text)):
            end = start + len(clause)
            inside = {(a - start, b - start) for a, b in names if start <= a and b <= end}
            pieces.append((clause, inside))
            start = end
    # Half of the organisations are made strangers, another half in each of eight turns.
    chance = random.Random(SEED)
    some = [known_organisations(0.5, chance) for _ in range(8)]
    rows: list[Features] = []
    truth: list[bool] = []
    tagged = tagger.tagged([clause for clause, _ in pieces])
    for number, ((clause, inside), tags) in enumerate(zip(pieces, tagged, strict=True)):
        shared = Clause(clause, tags, some[number % 8])
        given = candidates(clause, tags)
        for candidate in given:
            rows.append(features(shared, candidate, given))
            truth.append((candidate.start, candidate.end) in inside)
    return rows, truth


def fit(rows: list[Features], truth: list[bool]) -> dict[str, float]:
    """Feature -> weight; features of fewer than `FEWEST` candidates are left out."""
    counts = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    position = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        for name, value in row.items():
            if name in position:
                matrix[number, position[name]] = value
    target = np.array(truth, dtype=float)
    weight = np.zeros(len(names))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ weight, -30, 30)))
        slope = matrix.T @ (target - chance) - PENALTY * weight
        curve = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + PENALTY * np.eye(len(names))
        weight += np.linalg.solve(curve, slope)
    # Rounded far above what another order of additions could change.
    return {name: round(float(value), 3) for name, value in zip(names, weight, strict=True)}


def train(count: int) -> dict[str, float]:
    return fit(*examples(Generator(SEED).sentences(count), LacTagger()))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SENTENCES
    model = train(count)
    MODEL.write_text(json.dumps(model, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"{len(model)} weights from {count} sentences in {MODEL.name}")


if __name__ == "__main__":
    main()
