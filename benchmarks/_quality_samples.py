"""Labelled cells and texts, made from one of the four parts.

Per set (a type, or one spelling of it that is judged by itself) and setting there are `n` samples that hold
the type and `n` that hold something that only looks like it, evenly over the look-alikes named for it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Any, NamedTuple

import yaml

from benchmarks._quality_grammar import spell

PARTS = ("development", "review", "review_2", "held_out")
# cell: a cell under a header that says nothing; header: under one that names what it is (look-alikes too);
# text: in a sentence, log line, form, message; bare: in text without a word for the type.
SETTINGS = ("cell", "header", "text", "bare")
NEUTRAL = ("c1", "value", "f3", "ext")
TEXT_HEADERS = ("content", "备注", "message")
OWN = "own"
_PLACES = re.compile(r"(\{[vw]\})")


class Finding(NamedTuple):
    entity_type: str
    start: int
    end: int


@dataclass(frozen=True)
class Sample:
    """`truth`: what must be found in `text`, which lies in a column named `header`.

    about: the set it was made for; kind: `own`, or the look-alike it holds.
    """

    text: str
    header: str
    truth: frozenset[Finding]
    about: str
    kind: str
    setting: str


class Part:
    """The spellings, frames and look-alikes of one part."""

    def __init__(self, name: str) -> None:
        parsed = yaml.safe_load(files("benchmarks").joinpath(f"_quality_{name}.yaml").read_text("utf-8"))
        self.frames: dict[str, list[str]] = parsed["frames"]
        self.types: dict[str, dict[str, Any]] = parsed["types"]
        self.lookalikes: dict[str, dict[str, Any]] = parsed["lookalikes"]

    def against(self, about: str) -> list[str]:
        return [name for name, kind in self.lookalikes.items() if about in kind["against"]]

    def samples(self, n: int, seed: int) -> Iterator[Sample]:
        for about, rules in self.types.items():
            for setting in SETTINGS:
                rng = Random(f"{seed} {about} {setting}")
                for _ in range(n):
                    yield self._own(rng, about, rules, setting)
                kinds = self.against(about)
                for number in range(n):
                    kind = kinds[number % len(kinds)]
                    if self.lookalikes[kind].get("bare", True) or setting in ("header", "text"):
                        yield self._lookalike(rng, about, kind, setting)

    def _own(self, rng: Random, about: str, rules: dict[str, Any], setting: str) -> Sample:
        with_label = setting in ("header", "text")
        frame, label, key = self._frame(rng, rules, setting)
        plain = frame in self.frames["keyed"]
        spellings = [*rules["spellings"], *(rules.get("more", []) if with_label else [])]
        pattern = spellings[0] if plain else rng.choice(spellings)
        pieces = {"{v}": spell(rng, pattern), "{w}": spell(rng, pattern)}
        text, spans = _filled(frame, label, key, pieces)
        entity_type = entity_type_of(about)
        truth = frozenset(Finding(entity_type, start, end) for start, end in spans)
        return Sample(text, _header(rng, rules, setting), truth, about, OWN, setting)

    def _lookalike(self, rng: Random, about: str, kind: str, setting: str) -> Sample:
        rules = self.lookalikes[kind]
        frame, label, key = self._frame(rng, rules, setting)
        pattern = rng.choice(rules["make"])
        text, spans = _filled(frame, label, key, {"{v}": spell(rng, pattern), "{w}": spell(rng, pattern)})
        truth = (
            frozenset(Finding(rules["is"], start, end) for start, end in spans)
            if "is" in rules
            else frozenset()
        )
        return Sample(text, _header(rng, rules, setting), truth, about, kind, setting)

    def _frame(self, rng: Random, rules: dict[str, Any], setting: str) -> tuple[str, str, str]:
        """(frame, label, key)."""
        if setting in ("cell", "header"):
            return "{v}", "", ""
        if setting == "bare":
            return rng.choice(self.frames["bare"]), "", ""
        kind = rng.choice(("zh", "zh", "zh", "en", "en", "keyed", "pairs"))
        labels = rules["en"] if kind == "en" else rules["zh"]
        return rng.choice(self.frames[kind]), rng.choice(labels), rng.choice(rules["headers"])


def entity_type_of(about: str) -> str:
    return about.removesuffix("_15")


def set_of(finding: Finding) -> str:
    """The set a finding counts for; identity numbers are told apart by their length."""
    legacy = finding.entity_type == "CN_ID_CARD" and finding.end - finding.start <= 17
    return finding.entity_type + ("_15" if legacy else "")


def _header(rng: Random, rules: dict[str, Any], setting: str) -> str:
    if setting == "header":
        return str(rng.choice(rules["headers"]))
    return rng.choice(NEUTRAL if setting == "cell" else TEXT_HEADERS)


def _filled(frame: str, label: str, key: str, pieces: dict[str, str]) -> tuple[str, list[tuple[int, int]]]:
    """The text and where its values are: all of a piece, or the part between « and »."""
    text, spans = "", []
    for part in _PLACES.split(frame.replace("{label}", label).replace("{key}", key)):
        if part not in pieces:
            text += part
            continue
        before, value, after = _parts(pieces[part])
        start = len(text) + len(before)
        text += before + value + after
        spans.append((start, start + len(value)))
    return text, spans


def _parts(piece: str) -> tuple[str, str, str]:
    if "«" not in piece:
        return "", piece, ""
    before, _, rest = piece.partition("«")
    value, _, after = rest.partition("»")
    return before, value, after
