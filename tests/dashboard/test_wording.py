"""Words: complete in both languages, all used; numbers: written as a reader of that language expects."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest

from dashboard import wording
from dashboard.data import SUPPRESSED, WITHHELD, ClauseStatus, Unit
from dashboard.render import PAGES
from dashboard.wording import Wording, strings

SOURCES = [
    *Path(wording.__file__).parent.glob("*.py"),
    *Path(wording.__file__).parent.glob("templates/*.html"),
]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_both_languages_are_filled_and_take_the_same_placeholders() -> None:
    for key, text in strings().items():
        assert text.zh.strip() and text.en.strip(), key
        assert placeholders(text.zh) == placeholders(text.en), key
        assert not re.search(r"[\u4e00-\u9fff]", text.en) or key == "html.language", key


def test_chinese_sentences_use_chinese_punctuation() -> None:
    for key, text in strings().items():
        assert not re.search(r"[\u4e00-\u9fff][,;:!?(]|[,;:!?)][\u4e00-\u9fff]", text.zh), key


def used_families() -> Iterator[str]:
    """Keys named in full, and families whose last part is put together (`'status.' ~ status`)."""
    for source in SOURCES:
        text = source.read_text("utf-8")
        yield from re.findall(r"""(?:\bt|words|other_wording|wording|self)\(\s*f?['"]([\w.{-]+)['"]?""", text)
        yield from re.findall(r"""['"]([\w-]+\.\w*)['"] ~""", text)
        yield from (f"{family}." for family in re.findall(r"""\bt\.name\('(\w+)'""", text))


def test_every_string_is_used_and_every_used_string_exists() -> None:
    used = set(used_families())
    pages = {f"{page}.{part}" for page in PAGES for part in ("title", "nav", "standfirst")}
    families = {key for key in used if key.endswith((".", "_")) or "{" in key} | {"unit."}
    for key in strings():
        if key not in used and key not in pages:
            assert any(key.startswith(family.split("{")[0]) for family in families), f"{key} is never shown"
    for key in used - families:
        assert key in strings(), key


def test_every_status_and_unit_has_a_word() -> None:
    for language in get_args(wording.Language):
        words = Wording(language)
        assert all(words(f"status.{status}") for status in get_args(ClauseStatus))
        assert all(isinstance(words.unit(unit), str) for unit in get_args(Unit))


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (0.9724, "share", "97.2%", "97.2%"),
        (21.44, "hours", "21.4 小时", "21.4 h"),
        (1234567, "count", "1,234,567", "1,234,567"),
        (182000.4, "money", "¥182,000", "¥182,000"),
        (None, "days", "–", "–"),
        (SUPPRESSED, "count", "<5", "<5"),
        (WITHHELD, "score", "n<30", "n<30"),
    ],
)
def test_numbers(value: object, unit: Unit, zh: str, en: str) -> None:
    assert Wording("zh").number(value, unit) == zh
    assert Wording("en").number(value, unit) == en


@pytest.mark.parametrize(
    ("now", "before", "unit", "text"),
    [
        (12, 15, "count", "−3"),
        (3.14, 2.0, "days", "+1.1 d"),
        (900.0, 1000.0, "money", "−¥100"),
        (5.01, 5.0, "hours", ""),
    ],
)
def test_differences(now: float, before: float, unit: Unit, text: str) -> None:
    assert Wording("en").difference(now, before, unit) == text


def test_a_code_without_a_word_is_shown_as_it_is() -> None:
    assert Wording("zh").name("legal_basis", "consent") == "同意"
    assert Wording("zh").name("legal_basis", "custom") == "custom"


def test_times_are_local_and_without_seconds() -> None:
    assert Wording("en").cell(datetime(2026, 3, 16, 23, 0, 59), "time") == "2026-03-16 23:00"
