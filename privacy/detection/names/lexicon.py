"""The words and characters of `lexicon.yaml` and `organisations.yaml`, ready for look-up."""

import re
from importlib.resources import files
from itertools import chain
from typing import Any

import yaml

from privacy.detection.surnames import SINGLE_SURNAMES, TRADITIONAL_SURNAMES


def load(name: str) -> dict[str, Any]:
    """A YAML file of this package."""
    content: dict[str, Any] = yaml.safe_load(files(__package__).joinpath(name).read_text("utf-8"))
    return content


def _any_of(words: list[str]) -> str:
    """An expression for any of the words, the longest first; most characters fail at once."""
    starts = "".join(sorted({re.escape(word[0]) for word in words}))
    choices = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return f"(?=[{starts}])(?:{choices})"


_LEXICON = load("lexicon.yaml")
SURNAMES = frozenset(SINGLE_SURNAMES + TRADITIONAL_SURNAMES)
GIVEN_OFTEN = frozenset(_LEXICON["given_often"])
GIVEN = GIVEN_OFTEN | frozenset(_LEXICON["given_some"])
MINORITY_PARTS: tuple[str, ...] = tuple(_LEXICON["minority_parts"])
ENGLISH_NAMES: tuple[str, ...] = tuple(_LEXICON["english_names"])
JAPANESE_SURNAMES: tuple[str, ...] = tuple(_LEXICON["japanese_surnames"])
JAPANESE_GIVEN: tuple[str, ...] = tuple(dict.fromkeys(_LEXICON["japanese_given"]))
TRANSLITERATION = frozenset(_LEXICON["transliteration"])


def organisations(kind: str) -> tuple[str, ...]:
    """The clubs (`football`, `basketball`), `companies` or `media` of `organisations.yaml`."""
    content = load("organisations.yaml")[kind]
    lists = content.values() if isinstance(content, dict) else [content]
    return tuple(dict.fromkeys(map(str, chain.from_iterable(lists))))


ORGANISATIONS = frozenset(
    chain.from_iterable(organisations(kind) for kind in ("football", "basketball", "companies", "media"))
)

_PART = rf"(?:{_any_of(list(MINORITY_PARTS))})"
MINORITY_NAME = re.compile(rf"{_PART}(?:[·•．・‧]?{_PART}){{1,2}}")
JAPANESE_NAME = re.compile(rf"(?:{_any_of(list(JAPANESE_SURNAMES))})(?:{_any_of(list(JAPANESE_GIVEN))})")
ENGLISH_NAME = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(ENGLISH_NAMES)})(?: [A-Z]\.)?(?: [A-Z][a-z]{{1,12}}){{0,2}}(?![A-Za-z])"
)

ROLE_BEFORE = re.compile(rf"(?:{_any_of(_LEXICON['roles'])})[:： （(]?$")
TITLE_BEHIND = re.compile(rf"(?:{_any_of(_LEXICON['titles'])})")
ACT_BEHIND = re.compile(rf"(?:{_any_of(_LEXICON['acts'])})")
TEAM_WORD = re.compile(rf"(?:{_any_of(_LEXICON['teams'])})")
PLACE_BEHIND = re.compile(rf"(?:{_any_of(_LEXICON['places'])})")
