"""Which findings are the whole of their cell, and which count for nothing because the cell is masked."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privacy.detection import texts as arrays
from privacy.detection.cells import CellGroup
from privacy.detection.findings import Findings
from privacy.detection.verdict_rules import rule_for

# A cell is "nothing but" a value where the finding covers this share of it. Addresses begin the cell
# and may end in remarks ("放门口"), everything else stands alone or does not.
_WHOLE = 0.8
_WHOLE_ADDRESS = 0.5
# A form of address behind a name is still the name.
_HONORIFIC = r"\s*(?:先生|女士|小姐|太太|老师|师傅|[(（][^)）]{1,6}[)）])\s*\z"
# What masking leaves behind: no value, however much of a place or a surname is still to be read.
_MASKED = r"\*{2,}|＊{2,}|[×●•█■]{2,}|[0-9][xX]{3,}|\A\*|\A..?某"


def whole_values(group: CellGroup, findings: Findings, lengths: np.ndarray) -> np.ndarray:
    """Per finding, whether its cell is nothing but a value."""
    spanned = findings.ends - findings.starts
    result = spanned >= lengths[findings.texts]
    others = np.flatnonzero(~result)
    if not len(others):
        return result
    texts = pc.utf8_trim_whitespace(group.values.take(pa.array(findings.texts[others])))
    if "PERSON" in findings.entity_types:
        person = findings.types[others] == findings.entity_types.index("PERSON")
        bare = pc.replace_substring_regex(texts.filter(pa.array(person)), _HONORIFIC, "")
        texts = pc.replace_with_mask(texts, pa.array(person), bare)
    shares = spanned[others] / np.maximum(1, arrays.lengths(texts))
    result[others] = shares >= _WHOLE
    if "ADDRESS" in findings.entity_types:
        address = findings.types[others] == findings.entity_types.index("ADDRESS")
        candidates = np.flatnonzero(address & (shares >= _WHOLE_ADDRESS))
        starts = findings.starts[others[candidates]].tolist()
        heads = texts.take(pa.array(candidates)).to_pylist()
        result[others[address]] = False
        result[others[candidates]] = [
            not text[:start].strip() for text, start in zip(heads, starts, strict=True)
        ]
    return result


def without_masked(values: pa.Array, findings: Findings, lengths: np.ndarray) -> Findings:
    """The findings without those that take up half of a masked text: 上海市浦东新区 in 上海市浦东新区****."""
    half = np.flatnonzero(2 * (findings.ends - findings.starts) >= lengths[findings.texts])
    if not len(half):
        return findings
    is_masked = arrays.matching(values.take(pa.array(findings.texts[half])), _MASKED)
    if not is_masked.any():
        return findings
    kept = np.ones(len(findings), dtype=bool)
    kept[half[is_masked]] = False
    return Findings(
        findings.texts[kept],
        findings.types[kept],
        findings.starts[kept],
        findings.ends[kept],
        findings.scores[kept],
        findings.entity_types,
    )


def unsure(entity_type: str, texts: pa.Array) -> np.ndarray:
    """Per whole text of a type, whether its form is one that other things share (`verdict_rules.yaml`)."""
    expression = rule_for(entity_type).unsure
    return arrays.matching(texts, expression) if expression else np.zeros(len(texts), dtype=bool)
