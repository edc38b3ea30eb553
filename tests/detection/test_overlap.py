from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from presidio_analyzer import EntityRecognizer, RecognizerResult

from privacy.detection.overlap import drop_contained, resolve
from privacy.detection.spans import Span


def span(entity_type: str, start: int, end: int, score: float = 0.8) -> Span:
    return Span(entity_type, start, end, score, "test")


SPANS = st.lists(
    st.builds(
        lambda entity_type, start, length, score: span(entity_type, start, start + length, score),
        st.sampled_from(["PERSON", "ADDRESS", "PHONE_NUMBER", "CN_ID_CARD"]),
        st.integers(0, 12),
        st.integers(1, 6),
        st.sampled_from([0.5, 0.8, 1.0]),
    ),
    max_size=8,
)


def test_an_email_swallows_the_number_in_it() -> None:
    email = span("EMAIL_ADDRESS", 0, 19)
    assert resolve([span("PHONE_NUMBER", 0, 11, 1.0), email]) == [email]


def test_an_id_is_not_a_card() -> None:
    number = span("CN_ID_CARD", 0, 18, 0.95)
    assert resolve([span("CREDIT_CARD", 0, 18, 0.6), number]) == [number]
    # Even at the same score.
    assert resolve([span("CREDIT_CARD", 0, 18, 0.95), number]) == [number]


def test_a_pattern_beats_a_longer_guess_of_the_model() -> None:
    plate = span("CN_LICENSE_PLATE", 2, 9)
    assert resolve([span("ORGANIZATION", 0, 12), plate]) == [plate]


def test_neighbours_stay() -> None:
    spans = [span("PHONE_NUMBER", 0, 11), span("PHONE_NUMBER", 11, 22)]
    assert resolve(reversed(spans)) == spans


@given(SPANS)
def test_winners_never_overlap(spans: list[Span]) -> None:
    winners = resolve(spans)
    assert all(first.end <= second.start for first, second in pairwise(winners))


@given(SPANS)
def test_drop_contained_is_presidios_own_rule(spans: list[Span]) -> None:
    theirs = EntityRecognizer.remove_duplicates(
        [RecognizerResult(s.entity_type, s.start, s.end, s.score) for s in spans]
    )
    assert {(s.entity_type, s.start, s.end, s.score) for s in drop_contained(spans)} == {
        (r.entity_type, r.start, r.end, r.score) for r in theirs
    }
