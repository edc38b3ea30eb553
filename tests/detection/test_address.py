"""Addresses that differ only in which digits they hold have the same findings."""

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy.detection.recognizers.address import Address

ADDRESS = Address()
# Pieces that make and break addresses; "8" stands for digits, drawn anew for each side.
PIECES = [
    "浙江省", "杭州市", "西湖区", "文三路", "8", "88", "888", "88888", "号", "幢", "单元", "室", "-8", "#8",
    "小区", "大厦", "长江路", "8路", "8号线", "8号院", "社区", "村", "组", "8楼", "A8", "8A", "地址为", "为",
    "，", " ", "、", "线", "店", "管委会主任王伟", "人民政府", "公安局8", "银行", "8月8日", "8.8元",
    "12 Baker Street", "88-8 Long Road", "（8）", "十八", "在", "我住在", "1", "0", "9",
]  # fmt: skip


# Addresses in the surroundings that the rules behind the shapes look at.
WRITTEN = st.builds(
    lambda *parts: "".join(parts),
    st.sampled_from(["", "地址为", "为", "我住在", "8"]),
    st.sampled_from(["", "杭州市", "浙江省杭州市西湖区", "市"]),
    st.sampled_from(["", "文三路", "8路", "长江村", "阳光小区"]),
    st.sampled_from(["", "8号", "88号8幢", "8", "十8号"]),
    st.sampled_from(["", "公司", "公安局", "银行", "管委会主任王伟", "，", " ", "店", "线", "A8"]),
)


def with_digits(text: str, seed: int) -> str:
    rng = random.Random(seed)
    return re.sub("[0-9]", lambda _: rng.choice("0123456789"), text)


@pytest.mark.parametrize("number", range(len(Address.SHAPES)), ids=[shape.name for shape in Address.SHAPES])
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    text=st.one_of(
        WRITTEN,
        st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=2)), max_size=9).map("".join),
    ),
    seeds=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)),
)
def test_digits_are_alike(number: int, text: str, seeds: tuple[int, int]) -> None:
    one, other = (with_digits(text, seed) for seed in seeds)
    assert ADDRESS.find_shape(number, one) == ADDRESS.find_shape(number, other)


@pytest.mark.parametrize("number", range(len(Address.SHAPES)), ids=[shape.name for shape in Address.SHAPES])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), seeds=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)))
def test_digits_are_alike_in_what_the_shape_matches(
    number: int, data: st.DataObject, seeds: tuple[int, int]
) -> None:
    text = data.draw(st.from_regex(Address.SHAPES[number].core, fullmatch=True))
    one, other = (with_digits(text, seed) for seed in seeds)
    assert ADDRESS.find_shape(number, one) == ADDRESS.find_shape(number, other)
