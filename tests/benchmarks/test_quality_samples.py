"""The labels of the benchmark are right: each labelled span is a value that was spelled, and nothing else."""

import re
from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest

from benchmarks import _quality_samples
from benchmarks._quality_grammar import spell
from benchmarks._quality_samples import PARTS, Finding, Part, Sample, set_of
from privacy.detection import checksums

# Computed by other code than the values are made with.
CHECKED: dict[str, Callable[[str], bool]] = {
    "CN_ID_CARD": checksums.is_citizen_id,
    "CN_ID_CARD_15": checksums.is_legacy_citizen_id,
    "CREDIT_CARD": checksums.is_bank_card,
    "IMEI": checksums.is_luhn,
    "CN_USCC": checksums.is_uscc,
}
LENGTHS = {"MAC_ADDRESS": {12}, "DATE_OF_BIRTH": {8}, "IMEI": {15}, "CN_USCC": {18}, "CN_ID_CARD_15": {15}}


def half_width(text: str) -> str:
    return "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in text)


def compact(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", half_width(text))


@pytest.fixture(params=PARTS)
def labelled(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Sample], set[str]]:
    """(samples of a part, every value that was spelled for them)."""
    values: set[str] = set()

    def recorded(rng: Random, pattern: str) -> str:
        piece = spell(rng, pattern)
        values.add(piece.partition("«")[2].partition("»")[0] if "«" in piece else piece)
        return piece

    monkeypatch.setattr(_quality_samples, "spell", recorded)
    return list(Part(request.param).samples(12, seed=3)), values


def test_each_label_is_a_value_and_each_value_of_a_type_is_labelled(
    labelled: tuple[list[Sample], set[str]],
) -> None:
    samples, values = labelled
    assert samples
    for sample in samples:
        assert not re.search("[«»]", sample.text)
        spans = sorted(sample.truth, key=lambda finding: finding.start)
        assert bool(spans) or sample.kind != _quality_samples.OWN
        for finding in spans:
            assert sample.text[finding.start : finding.end] in values
        assert all(one.end <= other.start for one, other in pairwise(spans))


def test_labelled_numbers_have_their_check_digits(labelled: tuple[list[Sample], set[str]]) -> None:
    for sample in labelled[0]:
        for finding in sample.truth:
            number = compact(sample.text[finding.start : finding.end])
            kind = set_of_label(sample, finding)
            assert CHECKED.get(kind, len)(number), (kind, sample.text)
            assert len(number) in LENGTHS.get(kind, {len(number)}), (kind, sample.text)


def set_of_label(sample: Sample, finding: Finding) -> str:
    return sample.about if sample.kind == _quality_samples.OWN else set_of(finding)


def test_what_has_a_wrong_check_digit_is_none(labelled: tuple[list[Sample], set[str]]) -> None:
    wrong = re.compile("wrong_(id|card|imei)|with_wrong_check|off_by_one|(id|card|imei)_typo")
    seen = [sample for sample in labelled[0] if wrong.search(sample.kind) and sample.setting == "cell"]
    assert seen
    for sample in seen:
        assert not CHECKED[sample.about](compact(sample.text)), (sample.kind, sample.text)
