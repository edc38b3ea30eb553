"""Context scores of many findings at once; the answers are `ContextWords.effect_around`'s."""

import re
from functools import cache

import numpy as np
import pyarrow as pa

from privacy.detection.context import BEFORE, SENTENCE_END, ContextWords, around, words_pattern
from privacy.detection.texts import matching

# Below, setting up the expressions costs more than looking at each finding.
_FEW = 48
# Letters whose case rules differ between the two expression engines.
ODD_CASE = "[ſ\u212aİı]"


def effects_around(
    words: ContextWords,
    joined: str,
    starts: np.ndarray,
    ends: np.ndarray,
    firsts: np.ndarray,
    lasts: np.ndarray,
) -> np.ndarray:
    """1, 0 or -1 per finding `joined[start:end]`, whose own text is `joined[first:last]`."""
    bounds = list(zip(starts.tolist(), ends.tolist(), firsts.tolist(), lasts.tolist(), strict=True))
    if len(bounds) < _FEW or not words.support:
        return np.array(
            [
                words.effect_around(joined[first:last], start - first, end - first)
                for start, end, first, last in bounds
            ],
            np.int8,
        )
    windows = [around(joined, first, last, start, end) for start, end, first, last in bounds]
    befores, afters = [before for before, _ in windows], [after for _, after in windows]
    effects, unclear = _effects_before(words, befores)
    open_ = np.flatnonzero((effects == 0) & ~unclear)
    if len(open_):
        heads = [SENTENCE_END.split(afters[index], maxsplit=1)[0] for index in open_.tolist()]
        support, _ = _expressions(words)
        effects[open_] = matching(pa.array(heads, pa.string()), support)
        unclear[open_] |= _odd(heads)
    for index in np.flatnonzero(unclear).tolist():
        effects[index] = words.effect_of(*windows[index])
    return effects


def _effects_before(words: ContextWords, befores: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """(effect of the words in front, where the order of words decides or letters are odd)."""
    support, contradict = _expressions(words)
    ended = matching(pa.array(befores, pa.string()), "[。；;!?！？\n\r]")
    cut = [
        SENTENCE_END.split(before)[-1] if is_ended else before
        for before, is_ended in zip(befores, ended.tolist(), strict=True)
    ]
    supported = matching(pa.array(cut, pa.string()), support)
    contradicted = np.zeros(len(befores), dtype=bool)
    if contradict:
        near = pa.array([before[-BEFORE:] for before in cut], pa.string())
        contradicted = matching(near, contradict)
    effects = supported.astype(np.int8) - contradicted.astype(np.int8)
    return effects, (supported & contradicted) | _odd(befores)


def _odd(windows: list[str]) -> np.ndarray:
    if not re.search(ODD_CASE, "".join(windows)):
        return np.zeros(len(windows), dtype=bool)
    return np.array([re.search(ODD_CASE, window) is not None for window in windows], dtype=bool)


@cache
def _expressions(words: ContextWords) -> tuple[str, str]:
    return _re2(words.support), _re2(words.contradict)


def _re2(words: tuple[str, ...]) -> str:
    """`context._whole_words` without look-around: it asks only whether one of the words is there."""
    latin = [word for word in words if word.isascii()]
    chinese = [word for word in words if not word.isascii()]
    parts = [words_pattern(chinese)] if chinese else []
    if latin:
        parts.append(rf"(?:^|[^A-Za-z]){words_pattern(latin)}(?:[^A-Za-z]|$)")
    return "|".join(parts)
