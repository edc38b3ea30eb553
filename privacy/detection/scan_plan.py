"""What has to be looked for in a column, given its header: shapes, and expressions for sets of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from privacy.detection.context import adjusted_score, words_pattern
from privacy.detection.context_batch import ODD_CASE
from privacy.detection.fast_patterns import FastRecognizer
from privacy.detection.overlap import MODEL_TYPES, rank_of
from privacy.detection.recognizer import Shape
from privacy.detection.shape_facts import ShapeFacts, facts_of, re2_class, spaced
from privacy.detection.texts import character_table

Expressions = tuple[str, ...]

# Length up to which the automaton of a union was seen to stay small on every kind of text measured.
_UNION_CHARACTERS = 18_000
# No word has only characters below.
_FIRST_LETTER = ord("A")


@dataclass(frozen=True, eq=False)
class PlannedShape:
    """A shape that can reach the minimum score under a header.

    certain:       by itself; else only with a supporting word in the text
    header_effect: 1, 0 or -1, of the recognizer's words
    """

    recognizer: FastRecognizer
    number: int
    shape: Shape
    facts: ShapeFacts
    certain: bool
    header_effect: int

    @property
    def entity_type(self) -> str:
        return self.recognizer.entity_type

    @property
    def whole_score(self) -> float:
        """Score of a match that is the whole text: only the header can change it."""
        return adjusted_score(self.shape.score, self.header_effect)

    @property
    def may_decide(self) -> bool:
        """Whether a match that is the whole text leaves nothing to look for but its rivals."""
        return (
            self.certain
            and self.facts.suffices
            and self.shape.loose is None
            and self.entity_type not in MODEL_TYPES
        )

    @cached_property
    def digits_alike(self) -> bool:
        """Whether texts that differ only in which digits they hold have the same findings of this shape."""
        words = (*self.recognizer.context_words.support, *self.recognizer.context_words.contradict)
        return (
            self.facts.digits_alike
            and self.recognizer.digits_alike
            and not any(character.isdigit() for word in words for character in word)
        )

    @cached_property
    def words(self) -> str:
        """RE2 expression that every text with a supporting word matches."""
        return f"{words_pattern(self.recognizer.context_words.support)}|{ODD_CASE}"

    def occurs_in(self, text: str) -> bool:
        """Whether the text holds a match of the shape, valid or not."""
        return self.recognizer.occurs(self.number, text)

    def loses_to(self, other: "PlannedShape") -> bool:
        """Whether `other` wins where both find the whole text, by the overlap rule."""
        if other.entity_type == self.entity_type:
            return self.whole_score <= other.whole_score
        return (-self.whole_score, rank_of(self.entity_type)) > (
            -other.whole_score,
            rank_of(other.entity_type),
        )


class ScanPlan:
    """The shapes to look for, and what was derived from them."""

    def __init__(self, shapes: Iterable[PlannedShape]) -> None:
        self.shapes = tuple(shapes)
        self.in_text = tuple(planned for planned in self.shapes if not planned.facts.whole_cell)
        self.whole_cell = tuple(planned for planned in self.shapes if planned.facts.whole_cell)
        self.deciding = tuple(planned for planned in self.shapes if planned.may_decide)
        self._without: dict[PlannedShape, ScanPlan] = {}
        self._within: dict[frozenset[int], ScanPlan] = {}
        self._of_shapes: dict[tuple[PlannedShape, ...], ScanPlan] = {}
        self._rivals: dict[PlannedShape, Expressions] = {}

    @cached_property
    def in_text_expressions(self) -> Expressions:
        """Of texts that may hold a shape that can be part of a text."""
        return unions(planned.shape.prefilter for planned in self.in_text)

    @cached_property
    def whole_cell_expressions(self) -> Expressions:
        """Of texts that consist of the characters of some whole-cell shape."""
        alphabets = {planned.facts.alphabet for planned in self.whole_cell}
        if None in alphabets:
            return ("",)
        return unions(rf"\A{re2_class(spaced(alphabet))}+\z" for alphabet in sorted(filter(None, alphabets)))

    @cached_property
    def whole_cell_ends(self) -> np.ndarray | None:
        """`texts.character_table` of what a text that is a whole-cell shape can end in; None: anything."""
        alphabets = [planned.facts.alphabet for planned in self.whole_cell]
        known = [spaced(alphabet) for alphabet in alphabets if alphabet is not None]
        return character_table(chain.from_iterable(known)) if len(known) == len(alphabets) else None

    def without(self, planned: PlannedShape) -> "ScanPlan":
        if planned not in self._without:
            self._without[planned] = ScanPlan(other for other in self.shapes if other is not planned)
        return self._without[planned]

    def within(self, present: frozenset[int]) -> "ScanPlan":
        """The plan for texts made of the UTF-8 bytes `present` only."""
        if present not in self._within:
            if len(self._within) > 1_000:
                self._within.clear()
            has_words = any(byte >= _FIRST_LETTER for byte in present)
            shapes = tuple(
                planned
                for planned in self.shapes
                if (planned.certain or has_words) and planned.facts.may_be_in(present)
            )
            self._within[present] = self._of_shapes.setdefault(shapes, ScanPlan(shapes))
        return self._within[present]

    def rivals(self, planned: PlannedShape) -> Expressions:
        """Of texts that are, as a whole, also a match that would win over `planned`."""
        if planned not in self._rivals:
            self._rivals[planned] = unions(
                # The whole expression of a shape with a loose one is too large for a fast automaton.
                other.shape.loose or other.facts.whole
                for other in self.shapes
                if other is not planned
                and other.certain
                and other.entity_type not in MODEL_TYPES
                and not other.loses_to(planned)
                and other.facts.may_equal(planned.facts)
            )
        return self._rivals[planned]


class Planner:
    """Makes plans for headers; headers with the same effect on every recognizer share one."""

    def __init__(self, recognizers: Iterable[FastRecognizer], minimum_score: float) -> None:
        self._recognizers = tuple(recognizers)
        self._minimum_score = minimum_score
        self._plans: dict[tuple[int, ...], ScanPlan] = {}
        self._of_header: dict[str | None, ScanPlan] = {}

    def plan(self, header: str | None) -> ScanPlan:
        if header not in self._of_header:
            if len(self._of_header) > 10_000:
                self._of_header.clear()
            effects = tuple(
                recognizer.context_words.header_effect(header) for recognizer in self._recognizers
            )
            if effects not in self._plans:
                self._plans[effects] = ScanPlan(self._shapes(effects))
            self._of_header[header] = self._plans[effects]
        return self._of_header[header]

    def _shapes(self, effects: tuple[int, ...]) -> Iterable[PlannedShape]:
        for recognizer, effect in zip(self._recognizers, effects, strict=True):
            for number, shape in enumerate(recognizer.shapes):
                facts = facts_of(shape)
                certain = adjusted_score(shape.score, effect) >= self._minimum_score
                # Around a whole-cell match there is white space at most: no word can support it.
                supported = bool(recognizer.context_words.support) and not (
                    facts.whole_cell and facts.suffices
                )
                if certain or supported:
                    yield PlannedShape(recognizer, number, shape, facts, certain, effect)


def unions(expressions: Iterable[str], characters: int = _UNION_CHARACTERS) -> Expressions:
    """RE2 expressions of about so many characters; one of them matches where one of the given ones does.

    RE2 reads a text once whatever the number of alternatives, until their automaton outgrows its memory:
    from there on it takes a hundred times as long. Several passes over short unions are never that slow.
    """
    groups: list[list[str]] = []
    room = 0
    for expression in dict.fromkeys(expressions):
        room -= len(expression)
        if room < 0:
            groups.append([])
            room = characters - len(expression)
        groups[-1].append(f"(?:{expression})")
    return tuple("|".join(group) for group in groups)
