"""How well types with a pattern are found, in cells and in texts, beside Presidio and argus-redact.

Four parts with different spellings, texts, headers and look-alikes: errors in `development` were read
while recognizers were mended, those in `review` and `review_2` in later rounds, those in `held_out` never.
See docs/detection-quality.md.
"""

import resource
import time
from collections.abc import Sequence

from benchmarks import _quality_peers as finders
from benchmarks._quality_peers import Finder
from benchmarks._quality_samples import PARTS, SETTINGS, Finding, Part, Sample, entity_type_of
from benchmarks._quality_score import tally
from privacy.detection.engine import build_analyzer

SEED = 11
# Peers read one text at a time; they get fewer samples, and ours is measured on these too.
_PEER_SAMPLES = 40
# Values of a weak type by themselves, of which the score is asked.
_SCORED = 25


def main(n: int = 500) -> dict[str, object]:
    """`"HALF SET SETTING": [precision, recall, F, findings elsewhere per 10 000 samples]`.

    Args:
        n: samples with a type, and again with look-alikes of it, per set and setting.

    `agree` says whether the peer found exactly the same on the peers' samples; `false positives` holds the
    share of samples of each look-alike in which its type was found; `score without` is the mean score of a
    value of a weak type alone in a cell.
    """
    ours, peer, other = finders.ours(), finders.presidio(), finders.argus()
    result: dict[str, object] = {"name": "quality", "peer": "presidio-default"}
    figures: dict[str, object] = {}
    ours_s = peer_s = 0.0
    agree = True
    for name in PARTS:
        part = Part(name)
        figures |= _figures(name, list(part.samples(n, SEED)), ours)
        small = list(part.samples(min(n, _PEER_SAMPLES), SEED + 1))
        seconds, found = _cpu(ours, small)
        ours_s += seconds
        seconds, by_peer = _cpu(peer, small)
        peer_s += seconds
        agree = agree and found == by_peer
        figures |= _flat(f"{name} ours on peers' samples", small, found)
        figures |= _flat(f"{name} presidio-default", small, by_peer)
        if other is not None:
            figures |= _flat(f"{name} argus-redact", small, other(small))
        figures |= _scores(name, part, small)
    return result | {
        "ours_s": round(ours_s, 3),
        "peer_s": round(peer_s, 3),
        "ratio": round(peer_s / ours_s, 3),
        "agree": agree,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "n": n,
        **figures,
    }


def _figures(name: str, samples: Sequence[Sample], find: Finder) -> dict[str, object]:
    scores = tally(samples, find(samples))
    return _flat_tally(name, scores.figures()) | {f"{name} false positives": scores.false_positives()}


def _flat(name: str, samples: Sequence[Sample], found: Sequence[set[Finding]]) -> dict[str, object]:
    return _flat_tally(name, tally(samples, found).figures())


def _flat_tally(name: str, figures: dict[str, dict[str, list[float | None]]]) -> dict[str, object]:
    return {f"{name} {about} {setting}": figures[about][setting] for about in figures for setting in SETTINGS}


def _scores(name: str, part: Part, samples: Sequence[Sample]) -> dict[str, object]:
    """Mean score of the right type, 0 where it is not found at all, for cells that hold a weak type only."""
    analyzer = build_analyzer()
    result: dict[str, object] = {}
    for about, rules in part.types.items():
        if rules["bare"]:
            continue
        cells = [
            sample.text
            for sample in samples
            if sample.about == about and sample.setting == "cell" and sample.truth
        ]
        scores = [
            max(
                (
                    found.score
                    for found in analyzer.analyze(
                        cell, "zh", entities=[entity_type_of(about)], score_threshold=0
                    )
                ),
                default=0.0,
            )
            for cell in cells[:_SCORED]
        ]
        result[f"{name} {about} score without"] = round(sum(scores) / len(scores), 3)
    return result


def _cpu(find: Finder, samples: Sequence[Sample]) -> tuple[float, list[set[Finding]]]:
    start = time.process_time()
    found = find(samples)
    return time.process_time() - start, found
