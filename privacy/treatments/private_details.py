"""Whether a text that a user published gives away private details of somebody else."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from privacy.detection.recognizer import DeclaredRecognizer
from privacy.detection.registry import load_recognizers
from privacy.treatments.pseudonym import canonical

KINDS = frozenset(
    {
        "ADDRESS", "CN_ID_CARD", "CN_LICENSE_PLATE", "CN_PASSPORT", "CN_TRAVEL_PERMIT", "CREDIT_CARD",
        "PHONE_NUMBER",
    }
)  # fmt: skip
"""What people do not publish of themselves as a rule. Names and handles stand in harmless texts too."""

_MINIMUM_SCORE = 0.4


def private_details(inputs: Sequence[str | None], today: date) -> str:
    """none | one_kind | several_kinds: of how many kinds the text holds details that are not its author's.

    `inputs`: the text, the author's own phone number and identity number. The kinds are found by the scan's
    recognizers, each by itself; a number that a longer one contains counts as the longer one.
    """
    text, own = (
        inputs[0] or "",
        {canonical("phone", inputs[1] or ""), canonical("id_number", inputs[2] or "")},
    )
    found = [
        (result.start, result.end, recognizer.ENTITY)
        for recognizer in _recognizers()
        for result in recognizer.analyze(text, [recognizer.ENTITY]) or ()
        if result.score >= _MINIMUM_SCORE
    ]
    kinds = {
        kind
        for start, end, kind in found
        if canonical("phone" if kind == "PHONE_NUMBER" else "id_number", text[start:end]) not in own
        and not any(first <= start and end <= last and last - first > end - start for first, last, _ in found)
    }
    return "none" if not kinds else "one_kind" if len(kinds) == 1 else "several_kinds"


@cache
def _recognizers() -> tuple[DeclaredRecognizer, ...]:
    return tuple(recognizer for recognizer in load_recognizers() if recognizer.ENTITY in KINDS)
