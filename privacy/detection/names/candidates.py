"""The passages of a clause that may be a personal name, whatever the tagger's best reading says of them."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np

from privacy.detection.lac_tagger import NAME_BEGINS, NAME_GOES_ON, WORD_GOES_ON, Tagged
from privacy.detection.names.lexicon import (
    ENGLISH_NAME,
    GIVEN,
    JAPANESE_NAME,
    MINORITY_NAME,
    ROLE_BEFORE,
    SURNAMES,
    TITLE_BEHIND,
)
from privacy.detection.surnames import COMMON_SURNAMES, COMPOUND_SURNAMES

LEAST_BEGIN = 0.03
LEAST_SPAN = 0.02
LONGEST = 20
# Joins the parts of one foreign name; a hyphen between Latin letters is left to the tagger.
_JOINT = re.compile(r"[·•．・‧-]")
_DOTTED = re.compile(r"([一-龥]{2,12})(?:[·•．・‧][一-龥]{1,8})+")
_SIGN = re.compile(r"[^0-9A-Za-z一-龥·•．・‧-]")
_HAN = re.compile(r"[一-龥]")


class Candidate(NamedTuple):
    """Characters `start` to `end` of the clause; `probability` is the tagger's that they are one name."""

    start: int
    end: int
    probability: float


def candidates(clause: str, tagged: Tagged) -> list[Candidate]:
    """All candidates, each passage once, in order of position."""
    found: dict[tuple[int, int], float] = {}
    begins, goes_on = tagged.probabilities[:, NAME_BEGINS], tagged.probabilities[:, NAME_GOES_ON]
    starts = np.flatnonzero(begins >= LEAST_BEGIN).tolist()
    if starts:
        begin_list, goes_on_list = begins.tolist(), goes_on.tolist()
        for start in starts:
            for end, probability in _ends(begin_list, goes_on_list, start):
                found[start, end] = probability
    others = (_best(tagged), _joined(clause, tagged), _dotted(clause, tagged), _by_form(clause, tagged))
    written = (
        match.span()
        for form in (MINORITY_NAME, JAPANESE_NAME, ENGLISH_NAME)
        for match in form.finditer(clause)
    )
    for start, end in (*chain.from_iterable(others), *written):
        found.setdefault((start, end), _whole(begins, goes_on, start, end))
    return [
        Candidate(start, end, probability)
        for (start, end), probability in sorted(found.items())
        if 2 <= end - start <= LONGEST
        and not any(c.isdigit() or (c.isspace() and c != " ") for c in clause[start:end])
        and " " not in (clause[start], clause[end - 1])
    ]


def _ends(begins: list[float], goes_on: list[float], start: int) -> Iterator[tuple[int, float]]:
    """Where a name from `start` on may end, with the probability of exactly this name."""
    inside = begins[start]
    for position in range(start + 1, min(len(begins), start + LONGEST) + 1):
        if position == len(begins):
            yield position, inside
            return
        before = begins[position - 1] + goes_on[position - 1]
        further = min(1.0, goes_on[position] / before) if before > 0 else 0.0
        if position > start + 1 and inside * (1 - further) >= LEAST_SPAN:
            yield position, inside * (1 - further)
        inside *= further
        if inside < LEAST_SPAN:
            return


def _whole(begins: np.ndarray, goes_on: np.ndarray, start: int, end: int) -> float:
    inside = goes_on[start + 1 : end]
    return float(min(begins[start], inside.min() if len(inside) else 1.0))


def _best(tagged: Tagged) -> Iterator[tuple[int, int]]:
    """The names of the best reading, with and without a title, and two names the tagger ran together."""
    start = 0
    for word, tag in tagged.words:
        end = start + len(word)
        if tag == "PER":
            yield start, end
            title = TITLE_BEHIND.search(word)
            if title and title.start() >= 2:
                yield start, start + title.start()
            if 4 <= len(word) <= 6 and word[0] in SURNAMES:
                for cut in (2, 3):
                    if word[cut : cut + 1] in tuple(COMMON_SURNAMES) and 2 <= len(word) - cut <= 3:
                        yield start, start + cut
                        yield start + cut, end
        start = end


def _joined(clause: str, tagged: Tagged) -> Iterator[tuple[int, int]]:
    """Names with a dot or hyphen between parts that the tagger cut, however many parts."""
    starts = [0]
    for word, _ in tagged.words:
        starts.append(starts[-1] + len(word))
    for match in _JOINT.finditer(clause):
        at = match.start()
        if at not in starts or at + 1 not in starts:
            continue
        first = starts[max(0, starts.index(at) - 1)]
        end = starts[min(len(starts) - 1, starts.index(at + 1) + 1)]
        while end < len(clause) and _JOINT.match(clause[end]) and starts.index(end) + 2 < len(starts):
            end = starts[starts.index(end) + 2]
        if _HAN.search(clause[first:end]) and not _SIGN.search(clause[first:end]):
            yield first, end


def _dotted(clause: str, tagged: Tagged) -> Iterator[tuple[int, int]]:
    """What stands around a dot, from every place where a word or, behind a post, a name may begin."""
    for match in _DOTTED.finditer(clause):
        goes_on = tagged.probabilities[:, WORD_GOES_ON]
        for start in range(match.start(), match.end(1) - 1):
            introduced = ROLE_BEFORE.search(clause[max(0, start - 6) : start])
            if start == match.start() or introduced or goes_on[start] < 0.5:
                for end in range(match.end(), max(match.end(1) + 1, match.end() - 6), -1):
                    if end == match.end() or goes_on[end] < 0.5:
                        yield start, end


def _by_form(clause: str, tagged: Tagged) -> Iterator[tuple[int, int]]:
    """Surname and given name where a post, a sign or the clause's edge stands before or behind."""
    goes_on = tagged.probabilities[:, WORD_GOES_ON].tolist()
    for start, character in enumerate(clause):
        if character not in SURNAMES or goes_on[start] > 0.7:
            continue
        compound = clause[start : start + 2] in COMPOUND_SURNAMES
        for length in (3, 4) if compound else (2, 3):
            end = start + length
            name = clause[start:end]
            if len(name) < length or not all(_HAN.match(c) for c in name) or name[-1] not in GIVEN:
                continue
            if end < len(clause) and goes_on[end] > 0.7:
                continue
            introduced = ROLE_BEFORE.search(clause[max(0, start - 6) : start]) is not None
            edge = start == 0 or not _HAN.match(clause[start - 1])
            closed = end == len(clause) or not _HAN.match(clause[end])
            if introduced or (edge and closed) or TITLE_BEHIND.match(clause[end : end + 3]):
                yield start, end
