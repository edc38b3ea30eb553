"""Words near a finding, or in the column's header, that make it more or less likely.

Presidio's own enhancer compares lemmas, of which Chinese text has none. This one looks at the
characters within the sentence: up to `BEFORE` in front of the finding and `AFTER` behind it, where ASCII
characters in front count half, since English needs twice as many for the same words. What contradicts must
be nearer: within `BEFORE` characters of any kind. In a list of values that are written alike, the words in
front of the first hold for all.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from string import ascii_letters, digits
from sys import maxsize
from typing import Any

from presidio_analyzer import ContextAwareEnhancer, EntityRecognizer, RecognizerResult

from privacy.detection.text_width import half_width

BEFORE = 14
AFTER = 6
BOOST = 0.4
BOOSTED_AT_LEAST = 0.8
DEMOTED_AT_MOST = 0.2

# At most so many values of one list are skipped.
_LIST_ITEMS = 8
_LIST_SIGNS = frozenset(" \t\n、,，;；/|和或及与")
_LIST_GAP = re.compile(r"[ \t]?[\n、,，;；/|和或及与][ \t]?\Z|[ \t]\Z")
_ALIKE = str.maketrans(digits + ascii_letters, "A" * len(digits + ascii_letters))
_DIGIT = re.compile("[0-9]")
SENTENCE_END = re.compile(r"[。；;!?！？\n\r]")
_NOWHERE = (-1, 0)
# `userPhone`, but not `iPhone`.
_CAMEL_IN_TEXT = re.compile(r"(?<=[a-z]{2})(?=[A-Z])")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def header_words(header: str) -> str:
    """`userPhone_no` -> `user Phone no`: words that whole-word matching can see."""
    return _CAMEL.sub(" ", half_width(header).replace("_", " ").replace("-", " ").replace(".", " "))


def words_pattern(words: Sequence[str]) -> str:
    """A regular expression (no look-around) that matches one of `words`, ignoring ASCII case.

    A space in a word also stands for `_`, `-` or nothing: `id no` is `id_no` and `idNo` too.
    """
    spelled = (re.escape(word).replace(r"\ ", "[ _-]?") for word in sorted(words, key=len, reverse=True))
    return "(?i:" + "|".join(spelled) + ")"


def around(text: str, first: int, last: int, start: int, end: int) -> tuple[str, str]:
    """What is looked at in front of and behind `text[start:end]`, whose own text is `text[first:last]`."""
    head = _list_head(text, first, start, end) if text[start - 1 : start] in _LIST_SIGNS else start
    near = text[max(first, head - BEFORE) : head]
    narrow = len(near.encode("ascii", "ignore"))
    before = text[max(first, head - BEFORE - narrow) : head]
    return _CAMEL_IN_TEXT.sub(" ", before), text[end : min(last, end + AFTER)]


def _list_head(text: str, first: int, start: int, end: int) -> int:
    """Where the list begins of which `text[start:end]` is an item."""
    length, form = end - start, text[start:end].translate(_ALIKE)
    if not _DIGIT.search(text, start, end):
        # Any word in front is written like a word.
        return start
    for _ in range(_LIST_ITEMS):
        gap = _LIST_GAP.search(text[max(first, start - 3) : start])
        stop = start - len(gap[0]) if gap else start
        other = text[max(first, stop - length) : stop]
        if gap is None or other.translate(_ALIKE) != form or not _DIGIT.search(other):
            return start
        start = stop - length
    return start


def adjusted_score(score: float, effect: int) -> float:
    """A score after words that support (1), contradict (-1) or do neither (0)."""
    if effect > 0:
        return min(1.0, max(score + BOOST, BOOSTED_AT_LEAST))
    return min(score, DEMOTED_AT_MOST) if effect < 0 else score


class ContextWords:
    """Supporting and contradicting words of one recognizer.

    Latin words match as whole words, Chinese words anywhere.
    """

    def __init__(self, support: Sequence[str], contradict: Sequence[str] = ()) -> None:
        self.support = tuple(support)
        self.contradict = tuple(contradict)
        self._support = _whole_words(support)
        self._contradict = _whole_words(contradict)

    def header_effect(self, header: str | None) -> int:
        """1 where the header supports, -1 where it contradicts, else 0. The last word decides.

        Of two that end at the same place the longer one does: `id card` is no `card`.
        """
        return self._nearest(header_words(header)) if header else 0

    def _nearest(self, before: str, reach: int = maxsize) -> int:
        """What the last word says: one that contradicts counts in the last `reach` characters only."""
        supporting = _last(self._support, before, 0)
        contradicting = _last(self._contradict, before, max(0, len(before) - reach))
        if supporting == contradicting:
            return int(supporting != _NOWHERE)
        return 1 if supporting > contradicting else -1

    def adjusted(self, text: str, start: int, end: int, score: float, header_effect: int) -> float:
        """The score of the finding `text[start:end]` in its surroundings."""
        alone = start == 0 and end == len(text)
        effect = 0 if alone else self.effect_around(text, start, end)
        if effect == 0:
            effect = header_effect
        return adjusted_score(score, effect)

    def effect_around(self, text: str, start: int, end: int) -> int:
        """1 where words around `text[start:end]` support it, -1 where they contradict, else 0."""
        return self.effect_of(*around(text, 0, len(text), start, end))

    def effect_of(self, before: str, after: str) -> int:
        """`effect_around` of a finding between the two parts of `around`."""
        effect = self._nearest(SENTENCE_END.split(before)[-1], BEFORE)
        if effect == 0 and self._support is not None:
            head = SENTENCE_END.split(after, maxsplit=1)[0]
            effect = 1 if self._support.search(head) else 0
        return effect


def _whole_words(words: Sequence[str]) -> re.Pattern[str] | None:
    if not words:
        return None
    latin = [word for word in words if word.isascii()]
    chinese = [word for word in words if not word.isascii()]
    parts = [words_pattern(chinese)] if chinese else []
    if latin:
        parts.append(rf"(?<![A-Za-z]){words_pattern(latin)}(?![A-Za-z])")
    return re.compile("|".join(parts))


def _last(pattern: re.Pattern[str] | None, text: str, first: int) -> tuple[int, int]:
    """(end, length) of the last match in `text[first:]`, counted in `text`; `_NOWHERE` without one."""
    last = _NOWHERE
    for match in pattern.finditer(text[first:]) if pattern is not None else ():
        last = first + match.end(), match.end() - match.start()
    return last


class ChineseContextEnhancer(ContextAwareEnhancer):
    """Presidio's hook for the above; `context=[header]` of `analyze` is the column's header."""

    def __init__(self) -> None:
        super().__init__(BOOST, BOOSTED_AT_LEAST, BEFORE, AFTER)

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: Any,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        words = {
            recognizer.id: recognizer.context_words
            for recognizer in recognizers
            if hasattr(recognizer, "context_words")
        }
        folded = half_width(text)
        header = " ".join(context) if context else None
        for result in raw_results:
            found_by = words.get(result.recognition_metadata[RecognizerResult.RECOGNIZER_IDENTIFIER_KEY])
            if found_by is not None:
                effect = _header_effect(found_by, header)
                result.score = found_by.adjusted(folded, result.start, result.end, result.score, effect)
        return raw_results


@lru_cache(maxsize=4096)
def _header_effect(words: ContextWords, header: str | None) -> int:
    return words.header_effect(header)
