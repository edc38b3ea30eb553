"""One finding inside one text."""

from typing import NamedTuple


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive, 0-based) of a text are an `entity_type`.

    `score` is between 0 and 1. `source` names the recognizer, so that its context words apply.
    """

    entity_type: str
    start: int
    end: int
    score: float
    source: str
