"""The form of a recognizer: declared shapes and context words, one validator."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import regex  # type: ignore[import-untyped]
from presidio_analyzer import Pattern, PatternRecognizer, RecognizerResult

from privacy.detection.context import ContextWords
from privacy.detection.spans import Span
from privacy.detection.text_width import half_width

LANGUAGE = "zh"

# `\b` and `\d` know Unicode: a Chinese character is a "word" character to them, and １ a digit.
# Boundaries are therefore written out in ASCII.
NOT_AFTER_ALNUM = r"(?<![0-9A-Za-z])"
NOT_BEFORE_ALNUM = r"(?![0-9A-Za-z])"
WHOLE_CELL_START = r"(?<=\A[ \t\r\n]*)"
WHOLE_CELL_END = r"(?=[ \t\r\n]*\Z)"

# The same boundaries for an engine without look-around: they consume a character, which changes where
# a match lies but not whether there is one.
_WITHOUT_LOOK_AROUND = {
    NOT_AFTER_ALNUM: "(?:^|[^0-9A-Za-z])",
    NOT_BEFORE_ALNUM: "(?:[^0-9A-Za-z]|$)",
    WHOLE_CELL_START: r"^[ \t\r\n]*",
    WHOLE_CELL_END: r"[ \t\r\n]*$",
}

# RE2 spells out every repetition: "at least so many" is ready in half the time and twice as fast where
# many texts are near misses, and finds no text less.
_WIDE_COUNT = re.compile(r"\{([0-9]+),([0-9]+)\}")
_WIDE = 16


def _at_least(count: re.Match[str]) -> str:
    least, most = int(count[1]), int(count[2])
    return f"{{{least},}}" if most - least >= _WIDE else count[0]


@dataclass(frozen=True)
class Shape:
    """One way in which an entity is written.

    `core` is plain RE2 syntax without look-around, anchors or back references. Where it is too large
    for a fast automaton, `loose` is a simpler expression that every valid match contains.
    A group named `value` narrows the finding to that part. `before` and `after` are look-arounds.
    """

    name: str
    core: str
    score: float
    before: str = NOT_AFTER_ALNUM
    after: str = NOT_BEFORE_ALNUM
    loose: str | None = None

    @property
    def consuming(self) -> str:
        """The shape as an RE2 expression: what is looked at on both sides is consumed."""
        before = next((re2 for look, re2 in _WITHOUT_LOOK_AROUND.items() if self.before.startswith(look)), "")
        after = next((re2 for look, re2 in _WITHOUT_LOOK_AROUND.items() if self.after.startswith(look)), "")
        return f"{before}(?:{self.core.replace('(?P<value>', '(?:')}){after}"

    @property
    def prefilter(self) -> str:
        """RE2 expression that matches every text in which the shape occurs, and some others."""
        return _WIDE_COUNT.sub(_at_least, self.consuming) if self.loose is None else self.loose

    @property
    def pattern(self) -> str:
        return f"{self.before}(?:{self.core}){self.after}"


class DeclaredRecognizer(PatternRecognizer):
    """Base of every pattern recognizer: subclasses fill in the class attributes.

    ENTITY     type of the findings
    SHAPES     how it is written
    CONTEXT    words nearby or in the header that confirm it
    CONTRADICT words that speak against it (the nearer word decides)
    DIGITS_ALIKE its own `is_valid` and `find_shape` ask only where digits are, not which
    """

    ENTITY: ClassVar[str]
    SHAPES: ClassVar[tuple[Shape, ...]]
    CONTEXT: ClassVar[tuple[str, ...]] = ()
    CONTRADICT: ClassVar[tuple[str, ...]] = ()
    DIGITS_ALIKE: ClassVar[bool] = False

    name: str

    def __init__(self) -> None:
        super().__init__(
            supported_entity=self.ENTITY,
            supported_language=LANGUAGE,
            patterns=[Pattern(shape.name, shape.pattern, shape.score) for shape in self.SHAPES],
            context=list(self.CONTEXT),
            # Letter case is part of the shapes; `^` and `$` are not used.
            global_regex_flags=regex.V0,
        )
        self.context_words = ContextWords(self.CONTEXT, self.CONTRADICT)
        self._compiled: Sequence[Any] = [regex.compile(shape.pattern) for shape in self.SHAPES]

    def is_valid(self, value: str) -> bool:
        """Whether the half-width text of a match is well-formed."""
        return True

    def are_valid(self, values: pa.Array) -> np.ndarray:
        """`is_valid` of each text of a string array; a recognizer may give the same answers faster."""
        if type(self).is_valid is DeclaredRecognizer.is_valid:
            return np.ones(len(values), dtype=bool)
        return np.fromiter(map(self.is_valid, values.to_pylist()), dtype=bool, count=len(values))

    def find(self, folded: str) -> list[Span]:
        """Findings in half-width text, before context is considered."""
        return [span for index in range(len(self.SHAPES)) for span in self.find_shape(index, folded)]

    def find_shape(self, index: int, folded: str) -> list[Span]:
        """Findings of `SHAPES[index]` alone.

        A recognizer that overrides this may narrow or drop what the shape matches, and add nothing.
        """
        compiled, shape = self._compiled[index], self.SHAPES[index]
        group: int | str = "value" if "value" in compiled.groupindex else 0
        return [
            Span(self.ENTITY, match.start(group), match.end(group), shape.score, self.name)
            for match in compiled.finditer(folded)
            if self.is_valid(match.group(group))
        ]

    def analyze(
        self,
        text: str,
        entities: list[str],
        nlp_artifacts: Any = None,
        regex_flags: int | None = None,
    ) -> list[RecognizerResult]:
        """Presidio's entry point: `find` on the half-width text, offsets unchanged."""
        return [
            RecognizerResult(
                span.entity_type,
                span.start,
                span.end,
                span.score,
                recognition_metadata={
                    RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                },
            )
            for span in self.find(half_width(text))
        ]
