"""Presidio's analyzer with our recognizers, offline."""

import logging

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.predefined_recognizers import SpacyRecognizer

from privacy.detection.context import ChineseContextEnhancer
from privacy.detection.name_engine import ChineseNameEngine
from privacy.detection.recognizer import LANGUAGE
from privacy.detection.registry import load_recognizers

# Below this score a finding says no more than "a number of this length".
MINIMUM_SCORE = 0.4


def build_analyzer() -> AnalyzerEngine:
    """An analyzer for language "zh" that needs no download and no network.

    `analyze(text, "zh", context=[header])` gives every finding with at least `MINIMUM_SCORE`;
    findings may overlap until `overlap.resolve` has chosen.
    """
    # Presidio warns about every NLP engine it does not know by class, and traces texts at debug level.
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    names = ChineseNameEngine()
    registry = RecognizerRegistry(
        recognizers=[
            *load_recognizers(),
            SpacyRecognizer(supported_language=LANGUAGE, supported_entities=names.get_supported_entities()),
        ],
        supported_languages=[LANGUAGE],
    )
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=names,
        supported_languages=[LANGUAGE],
        context_aware_enhancer=ChineseContextEnhancer(),
        default_score_threshold=MINIMUM_SCORE,
    )
