import pytest

from privacy.detection.context import ContextWords

WORDS = ContextWords(("手机", "phone", "tel"), ("订单", "order"))


@pytest.mark.parametrize(
    ("header", "effect"),
    [
        ("phone", 1), ("userPhone", 1), ("user_phone", 1), ("收货手机", 1), ("order_phone", 1),
        ("phone_order", -1), ("hotel", 0), ("telephone", 0), ("order_no", -1), ("id", 0), ("", 0), (None, 0),
    ],
)  # fmt: skip
def test_header_effect(header: str | None, effect: int) -> None:
    assert WORDS.header_effect(header) == effect


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("手机VALUE", 0.8),
        ("VALUE是我手机", 0.8),
        ("订单VALUE", 0.1),
        ("手机订单VALUE", 0.1),
        ("订单手机VALUE", 0.8),
        ("手机。VALUE", 0.1),  # another sentence
        ("手机在很远很远很远很远很远的地方VALUE", 0.1),
        ("hotelVALUE", 0.1),
        ("PHONE: VALUE", 0.8),
    ],
)
def test_words_around_a_weak_finding(text: str, score: float) -> None:
    start = text.index("VALUE")
    assert WORDS.adjusted(text, start, start + 5, 0.1, 0) == score


def test_the_text_outweighs_the_header() -> None:
    assert WORDS.adjusted("订单VALUE", 2, 7, 0.5, 1) == 0.2
    assert WORDS.adjusted("手机VALUE", 2, 7, 0.5, -1) == 0.9
    assert WORDS.adjusted("VALUE", 0, 5, 0.5, -1) == 0.2


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("phone number is VALUE", 0.8),  # ASCII characters count half
        ("phone, as the customer told us again: VALUE", 0.1),
        ("order of the phone: VALUE", 0.8),
        ('"userPhone":"VALUE"', 0.8),
        ("iPhone: VALUE", 0.1),
    ],
)
def test_words_in_english_text(text: str, score: float) -> None:
    start = text.index("VALUE")
    assert WORDS.adjusted(text, start, start + 5, 0.1, 0) == score


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("手机：12-345678901、12-345678902和12-345678903", 0.9),
        ("订单：12-345678901\n12-345678902\n12-345678903", 0.2),
        ("手机：12-345678901、1-2345678902和12-345678903", 0.5),  # not written alike
        ("phone 12-345678901 order 12-345678903", 0.2),
        ("手机：12-345678901比12-345678902大、12-345678903", 0.5),  # no list
    ],
)
def test_a_list_shares_the_words_in_front_of_it(text: str, score: float) -> None:
    start = text.index("12-345678903")
    assert WORDS.adjusted(text, start, start + 12, 0.5, 0) == score


def test_a_word_in_front_is_no_item_of_a_list() -> None:
    assert WORDS.effect_around("phone abcde", 6, 11) == 1


def test_a_word_that_contradicts_is_looked_for_nearby_only() -> None:
    assert WORDS.effect_around("order: VALUE", 7, 12) == -1
    assert WORDS.effect_around("order for Mr Smith: VALUE", 20, 25) == 0
    assert WORDS.effect_around("phone of Mr Smith: VALUE", 19, 24) == 1


def test_a_space_in_a_word_is_any_joint() -> None:
    words = ContextWords(("id no",))
    assert [words.header_effect(header) for header in ("id_no", "idNo", "id-no", "ID NO", "idea no")] == [
        1, 1, 1, 1, 0,
    ]  # fmt: skip
    assert words.effect_around("id_no=VALUE", 6, 11) == 1


def test_of_two_words_that_end_together_the_longer_decides() -> None:
    words = ContextWords(("card", "bank card"), ("id card",))
    assert [words.header_effect(header) for header in ("card", "id_card", "bank_card")] == [1, -1, 1]
