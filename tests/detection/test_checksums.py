import pytest

from privacy.detection import checksums


@pytest.mark.parametrize(
    "number",
    # The first is the specimen of GB 11643-1999 itself, the second the one of the ministry's leaflets.
    ["11010519491231002X", "440524188001010014", "11010519491231002x", "810000199408230021"],
)
def test_valid_citizen_ids(number: str) -> None:
    assert checksums.is_citizen_id(number)


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",  # wrong check character
        "00010519491231002X",  # no such region
        "110105194902300023",  # 30 February
        "11010519491231002",  # too short
        "１１０１０５19491231002X",  # not half-width
        "",
    ],
)
def test_invalid_citizen_ids(number: str) -> None:
    assert not checksums.is_citizen_id(number)


def test_every_wrong_check_character_is_refused() -> None:
    accepted = [check for check in "0123456789X" if checksums.is_citizen_id("11010519491231002" + check)]
    assert accepted == ["X"]


def test_legacy_citizen_id_needs_region_and_date() -> None:
    assert checksums.is_legacy_citizen_id("110105491231002")
    assert not checksums.is_legacy_citizen_id("110105491331002")
    assert not checksums.is_legacy_citizen_id("990105491231002")


@pytest.mark.parametrize("digits", ["79927398713", "4111111111111111", "490154203237518"])
def test_luhn_accepts_published_examples(digits: str) -> None:
    assert checksums.is_luhn(digits)


def test_luhn_finds_every_single_wrong_digit() -> None:
    for position in range(11):
        for digit in "0123456789":
            changed = "79927398713"[:position] + digit + "79927398713"[position + 1 :]
            assert checksums.is_luhn(changed) == (changed == "79927398713")


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91350100M000100Y43", True),  # the example of GB 32100-2015
        ("91350100m000100y43", True),
        ("91350100M000100Y44", False),
        ("91350100M000100I43", False),  # I is not in the alphabet
        ("91350100M000100Y4", False),
    ],
)
def test_uscc(code: str, valid: bool) -> None:
    assert checksums.is_uscc(code) is valid


@pytest.mark.parametrize(
    ("digits", "network"),
    [
        ("6222021234567890123", "UnionPay"),
        ("4111111111111111", "Visa"),
        ("5555555555554444", "Mastercard"),
        ("2221000000000009", "Mastercard"),
        ("378282246310005", "American Express"),
        ("3530111333300000", "JCB"),
        ("6011111111111117", "Discover"),
        ("4563515792134271751", "UnionPay"),
        ("456351579213427175", None),
        ("60142800000000000", "UnionPay"),
        ("1234567890123456", None),
        ("41111111111111111", None),
    ],
)
def test_card_network(digits: str, network: str | None) -> None:
    assert checksums.card_network(digits) == network


def test_a_card_is_no_identity_number() -> None:
    # Gansu's code 62 is also UnionPay's: this number passes region, date, both checks and Luhn.
    number = _identity_number_that_passes_luhn()
    assert checksums.is_luhn(number)
    assert checksums.card_network(number) == "UnionPay"
    assert not checksums.is_bank_card(number)


def _identity_number_that_passes_luhn() -> str:
    for order in range(1000):
        body = f"62010219900101{order:03d}"
        number = body + checksums.gb11643_check_character(body)
        if number.isdigit() and checksums.is_luhn(number):
            return number
    raise AssertionError("no such number")
