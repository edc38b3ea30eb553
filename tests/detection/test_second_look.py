"""What a header does to findings, and when the cells overrule it."""

import numpy as np
import pyarrow as pa
import pytest
from presidio_analyzer import AnalyzerEngine

from privacy.detection.cells import CellGroup
from privacy.detection.second_look import analysed, header_effects, prompted, unprompted_findings
from privacy.detection.value_scanner import ValueScanner

PHONES = [f"138{number:08d}" for number in range(50)]


def group(header: str, values: list[str]) -> CellGroup:
    rows = np.arange(len(values))
    return CellGroup(header, None, header, pa.array(values), rows, rows)


def types_found(analyzer: AnalyzerEngine, header: str, values: list[str]) -> set[str]:
    findings = analysed(group(header, values), analyzer).findings
    return {findings.entity_types[code] for code in findings.types.tolist()}


@pytest.mark.parametrize(
    ("header", "effect", "words"),
    [
        ("mobile", 1, "mobile"),
        ("order_no", -1, "order_no"),
        ("c1", 0, "c1"),
        # `headers.yaml` knows the word, the recognizer does not.
        ("座机号", 1, "座机号"),
    ],
)
def test_effect_on_telephone_numbers(analyzer: AnalyzerEngine, header: str, effect: int, words: str) -> None:
    assert header_effects(analyzer, header)["PHONE_NUMBER"] == effect
    assert prompted(analyzer, header) == words


def test_a_word_that_no_recognizer_knows_is_translated(analyzer: AnalyzerEngine) -> None:
    assert prompted(analyzer, "names") == "names 姓名"
    assert header_effects(analyzer, "names")["PERSON"] == 1


def test_plain_cells_overrule_the_header(analyzer: AnalyzerEngine) -> None:
    assert types_found(analyzer, "order_no", PHONES) == {"PHONE_NUMBER"}


def test_mixed_cells_do_not(analyzer: AnalyzerEngine) -> None:
    mixed = [value if number % 2 else f"9{value[1:]}" for number, value in enumerate(PHONES)]
    assert types_found(analyzer, "order_no", mixed) == set()


def test_a_version_is_believed(analyzer: AnalyzerEngine) -> None:
    assert types_found(analyzer, "app_version", [f"10.1.2.{number}" for number in range(50)]) == set()


def test_nothing_is_looked_at_twice_without_need(analyzer: AnalyzerEngine) -> None:
    assert analysed(group("c1", PHONES), analyzer).unprompted is None
    sample = analysed(group("mobile", PHONES), analyzer).unprompted
    assert sample is not None and sample.types["PHONE_NUMBER"] == sample.cells == {11: 50}


def test_english_names_are_seen_in_the_sample_only(analyzer: AnalyzerEngine) -> None:
    values = pa.array(["Summer Sale", "Mary Smith", "13800138000"])
    findings = unprompted_findings(values, ValueScanner.of(analyzer))
    assert findings.texts.tolist() == [1, 2]
    assert [findings.entity_types[code] for code in findings.types] == ["PERSON", "PHONE_NUMBER"]
