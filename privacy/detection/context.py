"""Words near a finding, or in the column's header, that make it more or less likely.

Presidio's own enhancer compares lemmas, of which Chinese text has none. This one looks at the
characters: up to `BEFORE` in front of the finding and `AFTER` behind it, within the sentence.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from presidio_analyzer import ContextAwareEnhancer, EntityRecognizer, RecognizerResult

from privacy.detection.text_width import half_width

BEFORE = 14
AFTER = 6
BOOST = 0.4
BOOSTED_AT_LEAST = 0.8
DEMOTED_AT_MOST = 0.2

SENTENCE_END = re.compile(r"[。；;!?！？\n\r]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def header_words(header: str) -> str:
    """`userPhone_no` -> `user Phone no`: words that whole-word matching can see."""
    return _CAMEL.sub(" ", half_width(header).replace("_", " ").replace("-", " ").replace(".", " "))


def words_pattern(words: Sequence[str]) -> str:
    """A regular expression (no look-around) that matches one of `words`, ignoring ASCII case."""
    return "(?i:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


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
        """1 where the header supports, -1 where it contradicts, else 0. The last word decides."""
        if not header:
            return 0
        return self._nearest(header_words(header))

    def _nearest(self, before: str) -> int:
        supporting = _last_end(self._support, before)
        contradicting = _last_end(self._contradict, before)
        if supporting < 0 and contradicting < 0:
            return 0
        return 1 if supporting >= contradicting else -1

    def adjusted(self, text: str, start: int, end: int, score: float, header_effect: int) -> float:
        """The score of the finding `text[start:end]` in its surroundings."""
        alone = start == 0 and end == len(text)
        effect = 0 if alone else self.effect_around(text, start, end)
        if effect == 0:
            effect = header_effect
        return adjusted_score(score, effect)

    def effect_around(self, text: str, start: int, end: int) -> int:
        """1 where words around `text[start:end]` support it, -1 where they contradict, else 0."""
        before = text[max(0, start - BEFORE) : start]
        ends = [match.end() for match in SENTENCE_END.finditer(before)]
        effect = self._nearest(before[ends[-1] :] if ends else before)
        if effect == 0 and self._support is not None:
            after = SENTENCE_END.split(text[end : end + AFTER], maxsplit=1)[0]
            effect = 1 if self._support.search(after) else 0
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


def _last_end(pattern: re.Pattern[str] | None, text: str) -> int:
    if pattern is None or not text:
        return -1
    last = -1
    for match in pattern.finditer(text):
        last = match.end()
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
