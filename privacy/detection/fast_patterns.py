"""A recognizer prepared for the scan kernel: the same shapes and rules on faster expressions.

Presidio's entry point keeps Presidio's engine (`regex`), which is also the faster one at skipping through
long strings. The standard library's `re` gives the same matches three to six times faster on short texts
that an expression with many choices fits; that both agree is what the equality tests show.
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
import pyarrow as pa
import regex  # type: ignore[import-untyped]

from privacy.detection.context import ContextWords
from privacy.detection.recognizer import WHOLE_CELL_END, WHOLE_CELL_START, DeclaredRecognizer, Shape
from privacy.detection.shape_facts import facts_of, joined_pattern
from privacy.detection.spans import Span

_SPACE = " \t\r\n"
# `\s`, `\w`, `\d` and `\b` cover different characters in the two engines.
_CLASS_OR_BOUNDARY = re.compile(r"\\[a-yB-Y]")


class Pattern(Protocol):
    """What the kernel needs of a compiled expression, of either engine."""

    @property
    def groupindex(self) -> Mapping[str, int]: ...

    def finditer(self, string: str) -> Iterator[re.Match[str]]: ...


class _WholeCellPattern:
    """A whole-cell shape without the look-behind of unlimited length that `re` does not have."""

    def __init__(self, core: str) -> None:
        self._core = re.compile(f"(?:{core}){WHOLE_CELL_END}")
        self.groupindex = self._core.groupindex

    def finditer(self, string: str) -> Iterator[re.Match[str]]:
        for start in range(len(string) - len(string.lstrip(_SPACE)) + 1):
            match = self._core.match(string, start)
            if match is not None:
                yield match
                return


class FastRecognizer:
    """`find_shape` and `are_valid` of a recognizer, and its expressions for joined texts."""

    def __init__(self, recognizer: DeclaredRecognizer) -> None:
        self.entity_type: str = recognizer.ENTITY
        self.name: str = recognizer.name
        self.shapes: Sequence[Shape] = recognizer.SHAPES
        self.context_words: ContextWords = recognizer.context_words
        self.in_joined_texts: list[Pattern] = [
            regex.compile(joined_pattern(shape)) if facts_of(shape).asks_edge else compiled
            for shape, compiled in zip(recognizer.SHAPES, recognizer._compiled, strict=True)
        ]
        self._cores = [re.compile(shape.core) for shape in recognizer.SHAPES]
        # Its own rules for what a match amounts to run as they are, one text at a time.
        self.has_own_search = type(recognizer).find_shape is not DeclaredRecognizer.find_shape
        has_own_rules = self.has_own_search or type(recognizer).is_valid is not DeclaredRecognizer.is_valid
        self.digits_alike = recognizer.DIGITS_ALIKE or not has_own_rules
        self._recognizer = copy.copy(recognizer)
        self._recognizer._compiled = [_compiled(shape) for shape in recognizer.SHAPES]

    def find_shape(self, number: int, text: str) -> list[Span]:
        return self._recognizer.find_shape(number, text)

    def occurs(self, number: int, text: str) -> bool:
        """Whether a match of the shape, valid or not, is in the text."""
        return next(self._recognizer._compiled[number].finditer(text), None) is not None

    def is_whole(self, number: int, text: str) -> bool:
        """Whether the text is a match of the shape's core."""
        return self._cores[number].fullmatch(text) is not None

    def are_valid(self, values: pa.Array) -> np.ndarray:
        return self._recognizer.are_valid(values)


def _compiled(shape: Shape) -> Pattern:
    if shape.before == WHOLE_CELL_START and shape.after == WHOLE_CELL_END:
        return _WholeCellPattern(shape.core)
    if _CLASS_OR_BOUNDARY.search(shape.pattern):
        slow: Pattern = regex.compile(shape.pattern)
        return slow
    return re.compile(shape.pattern)
