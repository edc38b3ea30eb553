"""What follows from the declaration of a shape: which texts it can be in, and when a match is the whole text.

Everything is derived from the expression itself, so that a new recognizer needs no second edit.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from privacy.detection.recognizer import WHOLE_CELL_END, WHOLE_CELL_START, Shape
from privacy.detection.texts import Range

# Between texts that are searched as one string: no match spans it, no look-around mistakes it for text.
SEPARATOR = "\x1e"
_SPACE = " \t\r\n"
_DIGITS = "0123456789"
_CONSUMING = (code.MAX_REPEAT, code.MIN_REPEAT, code.SUBPATTERN, code.BRANCH)
_EDGE = re.compile(r"(?<!\\)\\[AZ]")
_AT_EDGE = {r"\A": rf"(?:\A|(?<={SEPARATOR}))", r"\Z": rf"(?:\Z|(?={SEPARATOR}))"}
_EDGES = (code.AT_BEGINNING_STRING, code.AT_END_STRING)
_FIRST_AFTER = re.compile(r"\(\?!\[([^\]\\^]+)\]\)")


@dataclass(frozen=True)
class ShapeFacts:
    """Derived properties of a shape.

    alphabet:     inclusive ranges of the characters a match can consist of; None: of any
    shortest:     fewest characters of a match of `core`
    longest:      most characters
    whole_cell:   the shape is only ever the whole text but for white space around it
    whole:        RE2 expression for "all of the text is a match of the core"
    suffices:     then the whole text is a finding, unless a shorter match comes first
    shorter:      RE2 expression for texts in which a shorter match may be found first; None: there is none
    joinable:     texts may be searched joined by `SEPARATOR`, with `joined_pattern`
    asks_edge:    a look-around asks for the edge of the text: only texts without `SEPARATOR` may be joined
    digits_alike: every part of the expression admits all ASCII digits or none
    required:     per part that no match lacks, the first UTF-8 bytes of the characters it can be
    """

    alphabet: tuple[Range, ...] | None
    shortest: int
    longest: int
    whole_cell: bool
    whole: str
    suffices: bool
    shorter: str | None
    joinable: bool
    asks_edge: bool
    digits_alike: bool
    required: tuple[frozenset[int], ...]

    def may_be_in(self, present: frozenset[int]) -> bool:
        """Whether texts made of the UTF-8 bytes `present` can hold a match."""
        return all(not first_bytes.isdisjoint(present) for first_bytes in self.required)

    def may_equal(self, other: "ShapeFacts") -> bool:
        """Whether the same text can be a match of both."""
        if self.longest < other.shortest or other.longest < self.shortest:
            return False
        if self.alphabet is None or other.alphabet is None:
            return True
        return any(a <= d and c <= b for a, b in self.alphabet for c, d in other.alphabet)


@cache
def facts_of(shape: Shape) -> ShapeFacts:
    parsed = _parser.parse(shape.core)
    alphabet = _alphabet(parsed)
    shortest, longest = parsed.getwidth()
    whole_cell = shape.before == WHOLE_CELL_START and shape.after == WHOLE_CELL_END
    around = None if whole_cell else _look_arounds(shape)
    seen = None if whole_cell else _seen_around(shape)
    plain = whole_cell or around is not None
    return ShapeFacts(
        alphabet=alphabet,
        shortest=int(shortest),
        longest=int(longest),
        whole_cell=whole_cell,
        whole=rf"\A(?:{shape.core.replace('(?P<value>', '(?:')})\z",
        suffices=plain and "(?P<value>" not in shape.core,
        shorter=_shorter(shape, alphabet, whole_cell),
        joinable=alphabet is not None
        and seen is not None
        and not _holds(alphabet, SEPARATOR)
        and not _holds(seen, SEPARATOR),
        asks_edge=bool(_EDGE.search(shape.before + shape.after)),
        digits_alike=all(map(_digits_alike, (parsed, *map(_parser.parse, _known_around(shape))))),
        required=tuple(dict.fromkeys(_required(parsed))),
    )


def joined_pattern(shape: Shape) -> str:
    """The shape's expression for texts joined by `SEPARATOR`: an edge is where a text begins or ends."""
    before, after = (
        _EDGE.sub(lambda edge: _AT_EDGE[edge[0]], around) for around in (shape.before, shape.after)
    )
    return f"{before}(?:{shape.core}){after}"


def re2_class(alphabet: Iterable[Range]) -> str:
    """The characters as an RE2 character class."""
    return "[" + "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in alphabet) + "]"


def spaced(alphabet: tuple[Range, ...]) -> tuple[Range, ...]:
    """The alphabet and white space."""
    return (*alphabet, *((ord(space), ord(space)) for space in _SPACE))


def _holds(alphabet: Iterable[Range], character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in alphabet)


def _shorter(shape: Shape, alphabet: tuple[Range, ...] | None, whole_cell: bool) -> str | None:
    """A match that ends before the text does needs a character behind it that the look-ahead allows."""
    if whole_cell:
        spaces = alphabet is None or any(_holds(alphabet, space) for space in _SPACE)
        return rf"\A(?:{shape.core})[{_SPACE}]+\z" if spaces else None
    first = _FIRST_AFTER.match(shape.after)
    if first is None:
        return rf"(?s)\A(?:{shape.core})."
    if alphabet is not None:
        forbidden = _alphabet(_parser.parse(f"[{first[1]}]")) or ()
        if all(any(low <= a and b <= high for low, high in forbidden) for a, b in alphabet):
            return None
    return rf"\A(?:{shape.core})[^{first[1]}]"


def _look_arounds(shape: Shape) -> tuple[Range, ...] | None:
    """All characters in the look-arounds; None where one of them asks for more than "not this".

    At the edge of a text a negative look-around always holds; a look-ahead in front of the core would
    inspect the match itself.
    """
    found: list[Range] = []
    for expression, direction in ((shape.before, -1), (shape.after, 1)):
        for operation, argument in _parser.parse(expression):
            if operation is not code.ASSERT_NOT or argument[0] != direction:
                return None
            characters = _alphabet(argument[1])
            if characters is None:
                return None
            found += characters
    return tuple(found)


def _seen_around(shape: Shape) -> tuple[Range, ...] | None:
    """All characters that a look-around can accept or reject; None where that is not a plain list."""
    found: list[Range] = []

    def collect(parsed: Any) -> bool:
        for operation, argument in parsed:
            if operation is code.AT and argument in _EDGES:
                continue
            if operation in (*_CONSUMING, code.ASSERT, code.ASSERT_NOT):
                if not all(map(collect, _parts(operation, argument))):
                    return False
                continue
            characters = _alphabet([(operation, argument)])
            if characters is None:
                return False
            found.extend(characters)
        return True

    return tuple(found) if all(collect(_parser.parse(part)) for part in (shape.before, shape.after)) else None


def _alphabet(parsed: Any) -> tuple[Range, ...] | None:
    """The characters an expression can consume; None where that is not a plain list."""
    found: set[Range] = set()
    for operation, argument in parsed:
        if operation is code.LITERAL:
            found.add((argument, argument))
            continue
        if operation is code.IN:
            for kind, value in argument:
                if kind is code.LITERAL:
                    found.add((value, value))
                elif kind is code.RANGE:
                    found.add(tuple(value))
                else:
                    return None
            continue
        if operation not in _CONSUMING:
            return None
        for part in _parts(operation, argument):
            inner = _alphabet(part)
            if inner is None:
                return None
            found.update(inner)
    return _merged(found)


def _known_around(shape: Shape) -> tuple[str, ...]:
    """The look-arounds; those of whole cells, which `_parser` does not take, hold no digits."""
    return () if shape.before == WHOLE_CELL_START else (shape.before, shape.after)


def _digits_alike(parsed: Any) -> bool:
    for operation, argument in parsed:
        if operation in (code.LITERAL, code.NOT_LITERAL):
            if chr(argument) in _DIGITS:
                return False
        elif operation is code.IN:
            members = argument[1:] if argument[0][0] is code.NEGATE else argument
            if any(kind is code.CATEGORY for kind, _ in members):
                continue
            held = sum(
                any(value == ord(digit) if kind is code.LITERAL else value[0] <= ord(digit) <= value[1]
                    for kind, value in members)
                for digit in _DIGITS
            )  # fmt: skip
            if held not in (0, len(_DIGITS)):
                return False
        elif operation in (code.AT, code.ANY):
            continue
        elif not all(map(_digits_alike, _parts(operation, argument))):
            return False
    return True


def _parts(operation: Any, argument: Any) -> list[Any]:
    """The expressions inside a repetition, group, choice or look-around; anything else is not understood."""
    if operation in (code.MAX_REPEAT, code.MIN_REPEAT):
        return [argument[2]]
    if operation is code.SUBPATTERN:
        return [argument[3]]
    if operation is code.BRANCH:
        return list(argument[1])
    if operation in (code.ASSERT, code.ASSERT_NOT):
        return [argument[1]]
    raise ValueError(f"a shape uses {operation}, which the scan does not understand")


def _required(parsed: Any) -> Iterator[frozenset[int]]:
    for operation, argument in parsed:
        if operation in (code.LITERAL, code.IN):
            characters = _alphabet([(operation, argument)])
            if characters is not None:
                yield _first_bytes(characters)
        elif operation in (code.MAX_REPEAT, code.MIN_REPEAT):
            if argument[0] > 0:
                yield from _required(argument[2])
        elif operation is code.SUBPATTERN:
            yield from _required(argument[3])
        elif operation is code.BRANCH:
            choices = [list(_required(choice)) for choice in argument[1]]
            if all(choices):
                yield frozenset().union(*(min(choice, key=len) for choice in choices))


def _first_bytes(alphabet: Iterable[Range]) -> frozenset[int]:
    return frozenset(
        byte for first, last in alphabet for byte in range(chr(first).encode()[0], chr(last).encode()[0] + 1)
    )


def _merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same characters as ascending ranges that neither overlap nor touch."""
    result: list[Range] = []
    for first, last in sorted(ranges):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return tuple(result)
