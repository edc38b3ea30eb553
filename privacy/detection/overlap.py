"""Which finding wins where several overlap.

The rule, in this order:

1. A number or keyword pattern beats a name found by the language model: the model guesses, a
   checksum does not.
2. The longer finding wins: an e-mail address contains a telephone number, an address a place.
3. The higher score wins: a valid identity number is not also a card.
4. The type named first in `PRECEDENCE` wins, then the earlier one.

No two findings of the result share a character.
"""

from collections.abc import Iterable
from itertools import groupby

from privacy.detection.spans import Span

MODEL_TYPES = frozenset({"PERSON", "LOCATION", "ORGANIZATION"})

PRECEDENCE = (
    "CN_ID_CARD",
    "CN_USCC",
    "CREDIT_CARD",
    "IMEI",
    "EMAIL_ADDRESS",
    "CREDENTIAL",
    "MAC_ADDRESS",
    "IP_ADDRESS",
    "PHONE_NUMBER",
    "CN_PASSPORT",
    "CN_TRAVEL_PERMIT",
    "CN_LICENSE_PLATE",
    "DATE_OF_BIRTH",
    "GPS_COORDINATES",
    "ADDRESS",
    "QQ_NUMBER",
    "WECHAT_ID",
    "PERSON",
    "ORGANIZATION",
    "LOCATION",
)
_RANK = {entity_type: rank for rank, entity_type in enumerate(PRECEDENCE)}


def rank_of(entity_type: str) -> int:
    """Place in `PRECEDENCE`; types that are not in it share the last."""
    return _RANK.get(entity_type, len(_RANK))


def drop_contained(spans: Iterable[Span]) -> list[Span]:
    """Presidio's own rule for one type: a finding inside another of equal or higher score goes.

    Equal to `EntityRecognizer.remove_duplicates` of presidio-analyzer 2.2.366, without its objects.
    """
    ordered = sorted({(span.entity_type, span.start, -span.end, -span.score): span for span in spans}.items())
    kept: list[Span] = []
    for _, group in groupby(ordered, key=lambda item: item[0][0]):
        active: list[Span] = []
        for _, span in group:
            if span.score == 0:
                continue
            active = [other for other in active if other.end >= span.start]
            contained = any(
                span.start >= other.start and span.end <= other.end and span.score <= other.score
                for other in active
            )
            if not contained:
                kept.append(span)
                active.append(span)
    return kept


def resolve(spans: Iterable[Span]) -> list[Span]:
    """The findings that win, in order of position."""
    ranked = sorted(
        spans,
        key=lambda span: (
            span.entity_type in MODEL_TYPES,
            span.start - span.end,
            -span.score,
            rank_of(span.entity_type),
            span.start,
        ),
    )
    accepted: list[Span] = []
    for span in ranked:
        if all(span.end <= other.start or span.start >= other.end for other in accepted):
            accepted.append(span)
    return sorted(accepted, key=lambda span: span.start)
