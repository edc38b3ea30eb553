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
