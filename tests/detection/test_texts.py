"""String arrays answer as the strings themselves would."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.detection.texts import character_table, may_end_in

ALPHABET = ((ord("0"), ord("9")), (ord("é"), ord("é")), (0x4E00, 0x9FA5), (0xFF10, 0xFF19))


@settings(max_examples=300, deadline=None)
@given(
    texts=st.lists(
        st.one_of(st.text(max_size=3), st.sampled_from(["é", "x9", "9x", "一", "，", "０", "😀", "", "𠀀一"]))
    ),
    skipped=st.integers(0, 2),
)
def test_may_end_in(texts: list[str], skipped: int) -> None:
    array = pa.array(texts, pa.string()).slice(skipped)
    found = may_end_in(array, character_table(ALPHABET)).tolist()
    for text, answer in zip(texts[skipped:], found, strict=True):
        last = ord(text[-1]) if text else None
        inside = last is not None and any(first <= last <= final for first, final in ALPHABET)
        # Characters beyond the basic plane are not told apart: they may be anything.
        assert answer == (inside or (last is not None and last > 0xFFFF))
