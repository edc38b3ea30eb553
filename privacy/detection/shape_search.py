"""Finds a shape in the texts that may hold it: joined and searched at once, or one by one."""

import numpy as np
import pyarrow as pa

from privacy.detection import texts as arrays
from privacy.detection.context import adjusted_score
from privacy.detection.context_batch import effects_around
from privacy.detection.findings import FindingCollector, per_cell
from privacy.detection.scan_plan import PlannedShape
from privacy.detection.shape_facts import SEPARATOR

# Below this many texts, looking for those that differ in digits only costs more than it saves.
_FEW = 128


def search(
    planned: PlannedShape, texts: pa.Array, numbers: np.ndarray, minimum_score: float, found: FindingCollector
) -> np.ndarray:
    """Adds the findings of a shape that reach the minimum score; `numbers[i]` is the number of `texts[i]`.

    Returns:
        Per text, whether a finding spans all of it.
    """
    if planned.recognizer.has_own_search or not planned.facts.joinable:
        return _one_by_one(planned, texts, numbers, minimum_score, found)
    alone = arrays.matching(texts, SEPARATOR) if planned.facts.asks_edge else np.zeros(len(texts), dtype=bool)
    if not alone.any():
        return _joined(planned, texts, numbers, minimum_score, found)
    whole = np.zeros(len(texts), dtype=bool)
    chosen = texts.filter(pa.array(alone))
    whole[alone] = _one_by_one(planned, chosen, numbers[alone], minimum_score, found)
    rest = texts.filter(pa.array(~alone))
    whole[~alone] = _joined(planned, rest, numbers[~alone], minimum_score, found)
    return whole


def _one_by_one(
    planned: PlannedShape, texts: pa.Array, numbers: np.ndarray, minimum_score: float, found: FindingCollector
) -> np.ndarray:
    whole = np.zeros(len(texts), dtype=bool)
    if planned.digits_alike and len(texts) >= _FEW:
        encoded = arrays.levelled(texts).dictionary_encode()
        owners, starts, ends, scores = _spans(planned, encoded.dictionary.to_pylist(), minimum_score)
        codes = encoded.indices.to_numpy()
        repeated, cells = per_cell(owners, codes, len(encoded.dictionary))
        owners, starts, ends, scores = cells, starts[repeated], ends[repeated], scores[repeated]
    else:
        owners, starts, ends, scores = _spans(planned, texts.to_pylist(), minimum_score)
    whole[owners[(starts == 0) & (ends == arrays.lengths(texts)[owners])]] = True
    found.add(planned.entity_type, numbers[owners], starts, ends, scores)
    return whole


def _spans(
    planned: PlannedShape, texts: list[str], minimum_score: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(index of the text, start, end, score) of the findings, by text."""
    rows: list[tuple[int, int, int, float]] = []
    words, effect = planned.recognizer.context_words, planned.header_effect
    find, number = planned.recognizer.find_shape, planned.number
    alone_score = adjusted_score(planned.shape.score, effect)
    for index, text in enumerate(texts):
        for _, start, end, score, _ in find(number, text):
            if start == 0 and end == len(text):
                score = alone_score
            else:
                score = words.adjusted(text, start, end, score, effect)
            if score >= minimum_score:
                rows.append((index, start, end, score))
    columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    owners, starts, ends, scores = columns
    return (
        np.array(owners, np.int64),
        np.array(starts, np.int32),
        np.array(ends, np.int32),
        np.array(scores, np.float64),
    )


def _joined(
    planned: PlannedShape,
    texts: pa.Array,
    numbers: np.ndarray,
    minimum_score: float,
    found: FindingCollector,
) -> np.ndarray:
    whole = np.zeros(len(texts), dtype=bool)
    joined = SEPARATOR.join(texts.to_pylist())
    pattern = planned.recognizer.in_joined_texts[planned.number]
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
    firsts = np.concatenate(([0], np.cumsum(arrays.lengths(texts).astype(np.int64) + 1)))
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
