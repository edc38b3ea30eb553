"""Finds a shape in the texts that may hold it: joined and searched at once, or one by one."""

from itertools import accumulate

import numpy as np
import pyarrow as pa

from privacy.detection.context import adjusted_score
from privacy.detection.context_batch import effects_around
from privacy.detection.findings import FindingCollector
from privacy.detection.scan_plan import PlannedShape
from privacy.detection.shape_facts import SEPARATOR
from privacy.detection.spans import Span


def search(
    planned: PlannedShape, texts: pa.Array, numbers: np.ndarray, minimum_score: float, found: FindingCollector
) -> np.ndarray:
    """Adds the findings of a shape that reach the minimum score; `numbers[i]` is the number of `texts[i]`.

    Returns:
        Per text, whether a finding spans all of it.
    """
    if planned.recognizer.has_own_search or not planned.facts.joinable:
        return _one_by_one(planned, texts.to_pylist(), numbers, minimum_score, found)
    return _joined(planned, texts.to_pylist(), numbers, minimum_score, found)


def _one_by_one(
    planned: PlannedShape,
    texts: list[str],
    numbers: np.ndarray,
    minimum_score: float,
    found: FindingCollector,
) -> np.ndarray:
    whole = np.zeros(len(texts), dtype=bool)
    owners: list[int] = []
    spans: list[Span] = []
    words, effect = planned.recognizer.context_words, planned.header_effect
    for index, text in enumerate(texts):
        for span in planned.recognizer.find_shape(planned.number, text):
            score = words.adjusted(text, span.start, span.end, span.score, effect)
            if score >= minimum_score:
                owners.append(index)
                spans.append(span._replace(score=score))
                if span.start == 0 and span.end == len(text):
                    whole[index] = True
    found.add_spans(numbers[owners].tolist() if owners else [], spans)
    return whole


def _joined(
    planned: PlannedShape,
    texts: list[str],
    numbers: np.ndarray,
    minimum_score: float,
    found: FindingCollector,
) -> np.ndarray:
    whole = np.zeros(len(texts), dtype=bool)
    joined = SEPARATOR.join(texts)
    pattern = planned.recognizer.in_long_texts[planned.number]
    group: int | str = "value" if "value" in pattern.groupindex else 0
    matches = [match.span(group) for match in pattern.finditer(joined)]
    if not matches:
        return whole
    spans = np.array(matches, np.int64)
    starts, ends = spans[:, 0], spans[:, 1]
    valid = planned.recognizer.are_valid(pa.array([joined[start:end] for start, end in matches], pa.string()))
    if not valid.all():
        starts, ends = starts[valid], ends[valid]
    # Text i is joined[firsts[i]:firsts[i + 1] - 1].
    firsts = np.fromiter(
        accumulate((len(text) + 1 for text in texts), initial=0), np.int64, count=len(texts) + 1
    )
    owners = np.searchsorted(firsts, starts, side="right") - 1
    first, last = firsts[owners], firsts[owners + 1] - 1
    alone = (starts == first) & (ends == last)
    effects = np.zeros(len(starts), np.int8)
    beside = ~alone
    if beside.any():
        effects[beside] = effects_around(
            planned.recognizer.context_words,
            joined,
            starts[beside],
            ends[beside],
            first[beside],
            last[beside],
        )
    effects[effects == 0] = planned.header_effect
    by_effect = np.array([adjusted_score(planned.shape.score, effect) for effect in (-1, 0, 1)])
    scores = by_effect[effects + 1]
    kept = scores >= minimum_score
    whole[owners[alone & kept]] = True
    found.add(
        planned.entity_type,
        numbers[owners[kept]],
        (starts - first)[kept].astype(np.int32),
        (ends - first)[kept].astype(np.int32),
        scores[kept],
    )
    return whole
