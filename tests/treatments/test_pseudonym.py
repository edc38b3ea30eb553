import pyarrow as pa
import pytest

from privacy.treatments.pseudonym import Pseudonymiser

ONE = Pseudonymiser(b"1" * 32)
OTHER = Pseudonymiser(b"2" * 32)


@pytest.mark.parametrize(
    ("domain", "left", "right"),
    [
        ("phone", "13800138000", "+86 138-0013-8000"),
        ("phone", "13800138000", "１３８００１３８０００"),
        ("phone", "13800138000", "008613800138000"),
        ("id_number", "11010519491231002x", " 11010519491231002X"),
        ("email", "A@QQ.com", "a@qq.com"),
        ("user", " 42 ", "42"),
    ],
)
def test_spellings_of_one_identifier_share_a_pseudonym(domain: str, left: str, right: str) -> None:
    assert ONE.one(domain, left) == ONE.one(domain, right)


def test_key_and_domain_separate_pseudonyms() -> None:
    pseudonyms = {ONE.one("user", "42"), OTHER.one("user", "42"), ONE.one("account", "42")}
    assert len(pseudonyms) == 3


def test_user_ids_keep_their_case_and_leading_digits() -> None:
    assert ONE.one("user", "8613800138000") != ONE.one("user", "13800138000")
    assert ONE.one("user", "a") != ONE.one("user", "A")


def test_blank_and_null_have_no_pseudonym() -> None:
    values = pa.array(["42", None, "  ", "42"])
    first, missing, blank, again = ONE.array("user", values).to_pylist()
    assert (missing, blank) == (None, None)
    assert first == again == ONE.one("user", "42")
