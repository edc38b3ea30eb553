"""Every recognizer on its table of cases, through the analyzer and the overlap rule."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from presidio_analyzer import AnalyzerEngine

from privacy.detection.overlap import PRECEDENCE, resolve
from privacy.detection.registry import recognizer_classes
from privacy.detection.spans import Span

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases/recognizers.yaml").read_text("utf-8"))


def _found(analyzer: AnalyzerEngine, entity_type: str, text: str, header: str | None) -> list[str]:
    results = analyzer.analyze(text, "zh", context=[header] if header else None)
    spans = resolve(Span(r.entity_type, r.start, r.end, r.score, "") for r in results)
    return [text[span.start : span.end] for span in spans if span.entity_type == entity_type]


def _positive() -> list[tuple[str, str, str | None, list[str]]]:
    return [
        (entity, case["text"], case.get("header"), case["is"])
        for entity, cases in CASES.items()
        for case in cases["finds"]
    ]


def _negative() -> list[tuple[str, str, str | None]]:
    return [
        (entity, *((str(case[0]), case[1]) if isinstance(case, list) else (str(case), None)))
        for entity, cases in CASES.items()
        for case in cases["ignores"]
    ]


@pytest.mark.parametrize(("entity", "text", "header", "expected"), _positive())
def test_finds(
    analyzer: AnalyzerEngine, entity: str, text: str, header: str | None, expected: list[str]
) -> None:
    assert _found(analyzer, entity, text, header) == expected


@pytest.mark.parametrize(("entity", "text", "header"), _negative())
def test_ignores(analyzer: AnalyzerEngine, entity: str, text: str, header: str | None) -> None:
    assert _found(analyzer, entity, text, header) == []


def test_every_recognizer_has_cases_and_a_place_in_the_overlap_rule() -> None:
    declared = {recognizer.ENTITY for recognizer in recognizer_classes()}
    assert declared == set(CASES)
    assert declared <= set(PRECEDENCE)


def test_a_match_beside_chinese_is_the_match_alone(analyzer: AnalyzerEngine) -> None:
    for entity in ("EMAIL_ADDRESS", "CN_ID_CARD", "IP_ADDRESS", "MAC_ADDRESS", "CN_LICENSE_PLATE"):
        for case in CASES[entity]["finds"]:
            for value in case["is"]:
                if case.get("header") is None and _found(analyzer, entity, value, None):
                    assert _found(analyzer, entity, f"这是{value}的", None) == [value]
