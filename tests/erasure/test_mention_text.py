"""A mention goes, however it is written; nothing else of the text does, and JSON stays JSON."""

import json
import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.erasure.identifiers import DOMAINS, spellings
from privacy.erasure.mention_text import UNCERTAIN, Mentions

PEOPLE = {
    "PHONE_NUMBER": "138 0013 8000",
    "EMAIL_ADDRESS": "Li.Lei@qq.com",
    "CN_ID_CARD": "11010119900307123x",
    "CREDIT_CARD": "6222 0212 3456 7890",
    "CN_LICENSE_PLATE": "京A·12345",
    "CN_PASSPORT": "E12345678",
    "MAC_ADDRESS": "00:1A:2B:3C:4D:5E",
    "WECHAT_ID": "sunny_day",
    "QQ_NUMBER": "2345678",
}
FORMS = [
    (DOMAINS[entity_type], spelling)
    for entity_type, value in PEOPLE.items()
    for spelling in spellings(entity_type, value)
]
MENTIONS = Mentions([*FORMS, (UNCERTAIN, "13900139000")])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("请打13800138000，谢谢", "请打〔已删除〕，谢谢"),
        ("call 13800138000 now", "call [erased] now"),
        ("１３８－００１３－８０００转告", "〔已删除〕转告"),
        ("手机 +86 138.0013.8000。", "手机 〔已删除〕。"),
        ("008613800138000或13800138000或", "〔已删除〕或〔已删除〕或"),
        ("订单 7 138 0013 8000", "订单 7 〔已删除〕"),
        ("发LI.LEI@QQ.COM，", "发〔已删除〕，"),
        ("证件１１０１０１１９９００３０７１２３Ｘ号", "证件〔已删除〕号"),
        ("6222-0212-3456-7890", "[erased]"),
        ("车牌京a12345 abc", "车牌〔已删除〕 abc"),
        ("护照e12345678。", "护照〔已删除〕。"),
        ("00-1a-2b-3c-4d-5e up", "[erased] up"),
        ("我的微信：sunny_day", "我的微信：〔已删除〕"),
        ("WeChat sunny_day ok", "WeChat [erased] ok"),
        ("QQ号是2345678吗", "QQ号是〔已删除〕吗"),
        ("QQ 2345678", "QQ *******"),
    ],
)
def test_a_mention_is_masked_however_it_is_written(text: str, left: str) -> None:
    assert MENTIONS.redacted(text) == left
    assert MENTIONS.certain(text)
    assert not MENTIONS.certain(left)


@pytest.mark.parametrize(
    "text",
    [
        "113800138000",
        "1380013800",
        "138001380001",
        "x.li.lei@qq.com",
        "li.lei@qq.com.cn",
        "京A123456",
        "e123456789",
        "what a sunny_day it was",
        "价格2345678元",
        "微信支付，订单号2345678",
        "李雷说 13900139000 是店里的",
    ],
)
def test_what_only_resembles_one_or_may_be_somebody_elses_stays(text: str) -> None:
    assert MENTIONS.redacted(text) == text
    assert not MENTIONS.certain(text)


@pytest.mark.parametrize("text", ["sunny_day", "价格2345678元", "打13900139000"])
def test_what_stays_though_it_may_be_one_is_told(text: str) -> None:
    assert MENTIONS.in_text(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{"a": ["13800138000", 1.50 ],"b":null}', '{"a": ["[erased]", 1.50 ],"b":null}'),
        (
            '{"note":"\\u6253 138\\t00138000", "n": 13800138000}',
            '{"note":"\\u6253 138\\t00138000", "n": 13800138000}',
        ),
        ('{"note":"\\u6253１３８００138000"}', '{"note":"\\u6253\\u3014\\u5df2\\u5220\\u9664\\u3015"}'),
        ('{"13800138000": "x"}', '{"13800138000": "x"}'),
        ('{"wechat": "sunny_day", "mood": "sunny_day"}', '{"wechat": "[erased]", "mood": "sunny_day"}'),
        ('{"in": "{\\"p\\": \\"13800138000\\"}"}', '{"in": "{\\"p\\": \\"[erased]\\"}"}'),
        ('[1] 请打13800138000 {"', '[1] 请打〔已删除〕 {"'),
    ],
)
def test_in_json_only_strings_change(text: str, left: str) -> None:
    assert MENTIONS.redacted(text) == left


def test_an_escaped_spelling_in_json_is_found() -> None:
    assert MENTIONS.in_text('{"a": "\\uff11\\uff13\\uff18\\uff10\\uff10138000"}') == {"13800138000"}


WRITTEN = st.sampled_from(
    [
        "13800138000",
        "138-0013-8000",
        "１３８ ００１３ ８０００",
        "li.lei@qq.com",
        "11010119900307123X",
        "京A12345",
    ]
)
# Between identifiers: whatever cannot become a part of one.
BETWEEN = st.text(st.characters(codec="utf-8", exclude_characters="+@"), max_size=20).map(
    lambda text: f"，{re.sub('[0-9０-９]', '数', text)}，"
)
PARTS = st.lists(st.tuples(BETWEEN, WRITTEN), min_size=1, max_size=4)


@settings(deadline=None)
@given(PARTS, BETWEEN)
def test_nothing_but_the_mentions_changes(parts: list[tuple[str, str]], end: str) -> None:
    text = "".join(before + written for before, written in parts) + end
    expected = "".join(before + "〔已删除〕" for before, _ in parts) + end
    assert MENTIONS.redacted(text) == expected
    whole = {"k": [text, 1, None, {"13800138000": True}], "n": 13800138000}
    for ascii_only in (True, False):
        left = MENTIONS.redacted(json.dumps(whole, ensure_ascii=ascii_only))
        assert json.loads(left) == {**whole, "k": [expected, *whole["k"][1:]]}  # type: ignore[index]


@settings(deadline=None)
@given(st.text(st.sampled_from('0138 -.·京aA１３８Xx@qq.com_e2345678{}[]",:\\'), max_size=40))
def test_what_is_masked_is_found_and_then_gone(text: str) -> None:
    left = MENTIONS.redacted(text)
    assert (left != text) == bool(MENTIONS.certain(text))
    assert not MENTIONS.certain(left)
    assert len(left) <= len(text)
    assert MENTIONS.certain(text) <= MENTIONS.in_text(text)


@settings(deadline=None)
@given(st.lists(st.tuples(BETWEEN, WRITTEN | st.sampled_from(["e12345678", "sunny_day"])), max_size=3))
def test_the_quick_look_passes_every_cell_with_a_mention(parts: list[tuple[str, str]]) -> None:
    text = "".join(before + written for before, written in parts)
    (passes,) = duckdb.execute("SELECT regexp_matches(?, ?)", [text, MENTIONS.pattern()]).fetchone() or (
        None,
    )
    assert passes or not MENTIONS.in_text(text)
