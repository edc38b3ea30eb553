"""How likely characters are in names rather than elsewhere, as `vocabulary.py` counted it."""

import json
from importlib.resources import files
from itertools import pairwise
from typing import Any

from privacy.detection.surnames import COMPOUND_SURNAMES

_TABLES: dict[str, Any] = json.loads(files(__package__).joinpath("characters.json").read_text("utf-8"))
_GIVEN: dict[str, list[float]] = _TABLES["given"]
_PERSON_OR_PLACE: dict[str, float] = _TABLES["person_or_place"]
_UNSEEN = [-2.0, -2.0]


def given_name_odds(name: str) -> float:
    """Logarithm of the odds that what follows the surname is a given name and not words; mean a character."""
    given = name[2:] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[1:]
    last = _GIVEN.get(given[-1], _UNSEEN)[1]
    if len(given) == 1:
        return last
    return (sum(_GIVEN.get(character, _UNSEEN)[0] for character in given[:-1]) + last) / len(given)


def person_not_place_odds(name: str) -> float:
    """Logarithm of the odds that a transcribed name is a person's, not a place's; mean of two characters."""
    return sum(_PERSON_OR_PLACE.get(a + b, 0.0) for a, b in pairwise(f"^{name}$")) / (len(name) + 1)
