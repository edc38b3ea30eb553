"""Ranges of keys hold every key exactly once, and do not change for a few rows more or less."""

from hypothesis import given
from hypothesis import strategies as st

from privacy.detection.incremental.databases import MYSQL_ROWS, key_range, key_span


@given(st.integers(-(2**63), 2**64 - 1), st.integers(1, 2**62))
def test_a_key_lies_in_the_range_of_its_quotient(key: int, span: int) -> None:
    quotient = abs(key) // span * (1 if key >= 0 else -1)
    first, last = key_range(quotient, span)
    assert first <= key <= last
    if quotient:
        assert key_range(quotient + 1, span)[0] == last + 1 and key_range(quotient - 1, span)[1] == first - 1


def test_the_span_is_steady_for_keys_without_gaps() -> None:
    assert {key_span(1_000_000, rows) for rows in range(510_000, 1_000_001, 10_000)} == {MYSQL_ROWS}
    assert key_span(10**18, 10**6) * 10**6 // 10**18 in range(MYSQL_ROWS // 2, MYSQL_ROWS * 4)
    assert key_span(2**64, 1) <= 2**63
