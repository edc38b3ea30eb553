"""What the cells of a column say without its header: a header may be wrong, or hint too hard."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from presidio_analyzer import AnalyzerEngine

from privacy.detection import cell_forms
from privacy.detection import texts as arrays
from privacy.detection.cells import CellGroup
from privacy.detection.findings import Findings
from privacy.detection.name_engine import SCORE
from privacy.detection.names.lexicon import ENGLISH_NAME
from privacy.detection.recognizer import DeclaredRecognizer
from privacy.detection.value_scanner import ValueScanner
from privacy.detection.verdict_rules import entity_name, header_hint, rule_for
from privacy.detection.whole_cells import unsure, whole_values, without_masked

# Distinct values of a batch that are looked at again, evenly spread: enough to tell a share of .3 from .6.
_SAMPLE = 400
# Smallest share of cells for cells to overrule their header.
_MOST = 0.5


class Forms(NamedTuple):
    """Cells by form of a sample, all and per entity type those that are nothing but a value."""

    cells: dict[int, int]
    types: dict[str, dict[int, int]]


class AnalysedGroup(NamedTuple):
    """A group with the findings in its values, and what a sample says without the header.

    unprompted: None where the header changes nothing.
    """

    group: CellGroup
    findings: Findings
    unprompted: Forms | None


def analysed(group: CellGroup, analyzer: AnalyzerEngine) -> AnalysedGroup:
    """The findings under the header, or without it where the cells plainly contradict it."""
    scanner = ValueScanner.of(analyzer)
    effects = header_effects(analyzer, group.header)
    header: str | None = prompted(analyzer, group.header)
    if not any(effects.values()):
        return AnalysedGroup(group, scanner.findings(group.values, header), None)
    forms = _sample_forms(group, scanner)
    for entity_type, effect in effects.items():
        if (effect < 0 or header_hint(entity_type, group.header) < 0) and overrules(entity_type, forms):
            header = None
    return AnalysedGroup(group, scanner.findings(group.values, header), forms)


def header_effects(analyzer: AnalyzerEngine, header: str) -> Mapping[str, int]:
    """Entity type -> what the header does to its findings; the worst for a type of several recognizers."""
    return _effects(analyzer, header)[0]


def prompted(analyzer: AnalyzerEngine, header: str) -> str:
    """The header as recognizers understand it.

    `headers.yaml` knows more words for a type than its recognizer: then the type's own name is added.
    """
    return _effects(analyzer, header)[1]


@lru_cache(maxsize=10_000)
def _effects(analyzer: AnalyzerEngine, header: str) -> tuple[Mapping[str, int], str]:
    effects: dict[str, int] = {}
    for recognizer in analyzer.registry.recognizers:
        if isinstance(recognizer, DeclaredRecognizer):
            effect = recognizer.context_words.header_effect(header)
            effects[recognizer.ENTITY] = min(effect, effects.get(recognizer.ENTITY, effect))
    unheard = [name for name, effect in effects.items() if not effect and header_hint(name, header) > 0]
    words = " ".join((header, *(entity_name(name).zh for name in unheard)))
    return effects | dict.fromkeys(unheard, 1), words


def unprompted_findings(values: pa.Array, scanner: ValueScanner) -> Findings:
    """The findings without a header, and English names, which no recognizer tells from other words."""
    findings = scanner.findings(values, None)
    likely = np.flatnonzero(arrays.matching(values, r"\A[A-Z][a-z]+ [A-Z]"))
    names = [text for text in likely.tolist() if ENGLISH_NAME.match(values[text].as_py())]
    if not names:
        return findings
    types = findings.entity_types if "PERSON" in findings.entity_types else (*findings.entity_types, "PERSON")
    more = np.array(names)
    texts = np.concatenate([findings.texts, more])
    codes = np.full(len(more), types.index("PERSON"), findings.types.dtype)
    order = np.argsort(texts, kind="stable")
    return Findings(
        texts[order],
        np.concatenate([findings.types, codes])[order],
        np.concatenate([findings.starts, np.zeros(len(more), findings.starts.dtype)])[order],
        np.concatenate([findings.ends, arrays.lengths(values)[more].astype(findings.ends.dtype)])[order],
        np.concatenate([findings.scores, np.full(len(more), SCORE)])[order],
        types,
    )


def _sample_forms(group: CellGroup, scanner: ValueScanner) -> Forms:
    chosen = np.unique(np.linspace(0, len(group.values) - 1, _SAMPLE).astype(np.int64))
    values = group.values.take(pa.array(chosen))
    times = np.bincount(group.codes, minlength=len(group.values))[chosen]
    lengths = arrays.lengths(values)
    forms = cell_forms.forms(values, lengths, cell_forms.are_numbers(values))
    findings = without_masked(values, unprompted_findings(values, scanner), lengths)
    is_whole = whole_values(replace(group, values=values), findings, lengths)
    types = {}
    for code, entity_type in enumerate(findings.entity_types):
        texts = np.unique(findings.texts[is_whole & (findings.types == code)])
        texts = texts[~unsure(entity_type, values.take(pa.array(texts)))]
        types[entity_type] = cell_forms.counts(forms[texts], times[texts])
    return Forms(cell_forms.counts(forms, times), types)


def overrules(entity_type: str, forms: Forms) -> bool:
    """Whether the cells are of a type so plainly that a header that speaks of something else is wrong."""
    needed, own = rule_for(entity_type).despite_header, forms.types.get(entity_type)
    if needed is None or not own:
        return False
    count = sum(own.values())
    alike = sum(forms.cells[form] for form in own)
    return count >= _MOST * sum(forms.cells.values()) and count >= needed * alike
