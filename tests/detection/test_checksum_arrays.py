"""The array forms answer what the functions on single texts answer."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy.detection import checksum_arrays, checksums
from privacy.detection.checksums import gb11643_check_character
from privacy.detection.recognizer import DeclaredRecognizer
from privacy.detection.registry import load_recognizers

NUMBERS = st.one_of(
    st.text("0123456789", max_size=20),
    st.text("0123456789xX", min_size=15, max_size=18),
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXYabcIO -é", min_size=16, max_size=19),
    st.builds(
        lambda region, birth, order: (body := region + birth + order) + gb11643_check_character(body),
        st.sampled_from(["110105", "911234", "620102", "000000", "830000"]),
        st.from_regex(r"(17|18|19|20|21)[0-9]{2}[01][0-9][0-3][0-9]", fullmatch=True),
        st.from_regex(r"[0-9]{3}", fullmatch=True),
    ),
    st.from_regex(r"(62|4|5[1-5]|35|9558|2[2-7]|6011|37)[0-9]{13,17}", fullmatch=True),
    st.from_regex(r"(436742|456351|601382|405512|601428|966666)[0-9]{9,13}", fullmatch=True),
    st.from_regex(r"[159][1-3](11|10|99|4[0-9])[0-9]{4}[0-9A-HJ-NPQRTUWXY]{10}", fullmatch=True),
    st.sampled_from(["91350100M000100Y43", "11010519491231002X", "6222021234567890128", "4111111111111111"]),
)
PAIRS: list[tuple[Callable[[pa.Array], np.ndarray], Callable[[str], bool]]] = [
    (checksum_arrays.are_citizen_ids, checksums.is_citizen_id),
    (checksum_arrays.are_legacy_citizen_ids, checksums.is_legacy_citizen_id),
    (checksum_arrays.are_luhn, checksums.is_luhn),
    (checksum_arrays.are_uscc, checksums.is_uscc),
    (checksum_arrays.are_bank_cards, checksums.is_bank_card),
]
FASTER = [
    recognizer
    for recognizer in load_recognizers()
    if type(recognizer).are_valid is not DeclaredRecognizer.are_valid
]


@pytest.mark.parametrize(("of_array", "of_text"), PAIRS, ids=lambda function: function.__name__)
@settings(deadline=None)
@given(texts=st.lists(NUMBERS, max_size=12))
def test_arrays_answer_like_texts(
    of_array: Callable[[pa.Array], np.ndarray], of_text: Callable[[str], bool], texts: list[str]
) -> None:
    assert of_array(pa.array(texts, pa.string())).tolist() == [of_text(text) for text in texts]


@given(
    st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32)), min_size=1, max_size=50)
)
def test_real_dates(dates: list[tuple[int, int, int]]) -> None:
    years, months, days = (np.array(column) for column in zip(*dates, strict=True))
    expected = [checksums.is_real_date(*date) for date in dates]
    assert checksum_arrays.are_real_dates(years, months, days).tolist() == expected


@pytest.mark.parametrize("recognizer", FASTER, ids=lambda recognizer: recognizer.ENTITY)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_are_valid_answers_like_is_valid(recognizer: DeclaredRecognizer, data: st.DataObject) -> None:
    """On what its shapes match, whole or narrowed to the value."""
    shape = st.sampled_from([shape.core for shape in recognizer.SHAPES if "(?P<value>" not in shape.core])
    texts = data.draw(st.lists(shape.flatmap(lambda core: st.from_regex(core, fullmatch=True)), max_size=6))
    expected = [recognizer.is_valid(text) for text in texts]
    assert recognizer.are_valid(pa.array(texts, pa.string())).tolist() == expected
