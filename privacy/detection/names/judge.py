"""Decides which candidates of a clause are names: a logistic model and the best choice without overlaps."""

import json
from bisect import bisect_right
from functools import cache
from importlib.resources import files

from privacy.detection.lac_tagger import Tagged
from privacy.detection.names.candidates import Candidate, candidates
from privacy.detection.names.features import Clause, features
from privacy.detection.names.lexicon import ORGANISATIONS

Name = tuple[int, int]

# Even odds: moving it by 0.5 either way costs more on news or on posts than it gains on the other.
THRESHOLD = 0.0


@cache
def weights() -> dict[str, float]:
    """Feature -> weight, as `train.py` wrote them."""
    content: dict[str, float] = json.loads(files(__package__).joinpath("model.json").read_text("utf-8"))
    return content


def names(text: str, tagged: Tagged, threshold: float = THRESHOLD) -> list[Name]:
    """(start, end) of the personal names in a tagged clause, in order of position.

    Args:
        threshold: natural logarithm of the odds a candidate must exceed.
    """
    given = candidates(text, tagged)
    if not given:
        return []
    clause, weight = Clause(text, tagged, ORGANISATIONS), weights()
    scored = []
    for candidate in given:
        found = features(clause, candidate, given)
        score = -threshold
        for name, value in found.items():
            score += weight.get(name, 0.0) * value
        if score > 0:
            scored.append((candidate, score))
    return choose(scored)


def choose(scored: list[tuple[Candidate, float]]) -> list[Name]:
    """The candidates without overlap whose scores (all above 0) add up to the most."""
    ordered = sorted(scored, key=lambda item: (item[0].end, item[0].start))
    ends = [candidate.end for candidate, _ in ordered]
    best: list[tuple[float, list[Name]]] = [(0.0, [])]
    for index, (candidate, score) in enumerate(ordered):
        total, chosen = best[bisect_right(ends, candidate.start, 0, index)]
        with_it = (total + score, [*chosen, (candidate.start, candidate.end)])
        best.append(max(best[-1], with_it, key=lambda option: option[0]))
    return best[-1][1]
