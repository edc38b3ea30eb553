"""Free text from templates, and the record of which personal data each text holds."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from demo.generate.frame import Array, reference, texts

TYPES = {
    "name": "PERSON",
    "phone": "PHONE_NUMBER",
    "landline": "PHONE_NUMBER",
    "email": "EMAIL_ADDRESS",
    "id": "CN_ID_CARD",
    "card": "CREDIT_CARD",
    "plate": "CN_LICENSE_PLATE",
    "address": "ADDRESS",
    "wechat": "WECHAT_ID",
    "qq": "QQ_NUMBER",
}
"""Blank of a template to the type of personal data that fills it."""

_BLANK = re.compile(r"\{(\w+)\}")


@dataclass
class Mentions:
    """Which cells of a free-text column hold which types: (key of the row, types)."""

    cells: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return dict(sorted(Counter(kind for _, kinds in self.cells for kind in kinds).items()))


@cache
def types_in(template: str) -> tuple[str, ...]:
    """Types of personal data that a filled template holds."""
    return tuple(sorted({TYPES[blank] for blank in _BLANK.findall(template) if blank in TYPES}))


def write(
    rng: np.random.Generator, kind: str, size: int, fill: Mapping[str, Array], keys: Array, mentions: Mentions
) -> Array:
    """`size` texts of a kind, blanks filled from arrays of that length; what they hold goes to `mentions`."""
    templates: list[Any] = reference("texts")[kind]
    chosen = rng.integers(0, len(templates), size=size)
    result = np.empty(size, dtype=object)
    for index, template in enumerate(templates):
        rows = np.flatnonzero(chosen == index)
        blanks = list(dict.fromkeys(_BLANK.findall(template)))
        held = types_in(template)
        if held:
            mentions.cells.extend((str(key), held) for key in keys[rows])
        if not blanks:
            result[rows] = template
            continue
        filled = zip(*(fill[blank][rows] for blank in blanks), strict=True)
        result[rows] = texts([template.format(**dict(zip(blanks, values, strict=True))) for values in filled])
    return result


def forget(mentions: Mentions, keys: set[str]) -> None:
    """Drop the cells of rows whose text was erased."""
    mentions.cells = [cell for cell in mentions.cells if cell[0] not in keys]
