"""The findings of an array of texts by what they add to a tally: few kinds, however many findings."""

import numpy as np
import pyarrow as pa

from privacy.detection.cells import CellGroup
from privacy.detection.findings import Findings
from privacy.detection.incremental.row_share import SCORE_UNITS, FindingKind
from privacy.detection.incremental.shape_classes import finding_shapes
from privacy.detection.name_engine import SCORE as MODEL_SCORE
from privacy.detection.whole_cells import unsure, whole_values

KindSet = tuple[FindingKind, ...]


def finding_kind_sets(
    group: CellGroup, findings: Findings, lengths: np.ndarray
) -> tuple[list[KindSet], np.ndarray]:
    """(sets of kinds, per value the number of the set of its findings' kinds)."""
    kinds, kind_of = _kinds(group, findings, lengths)
    counts = np.bincount(findings.texts, minlength=len(group.values))
    sets: dict[tuple[int, ...], int] = {(): 0}
    set_of = np.zeros(len(group.values), dtype=np.int64)
    single = counts[findings.texts] == 1
    alone, of_alone = np.unique(kind_of[single], return_inverse=True)
    named = np.array([sets.setdefault((kind,), len(sets)) for kind in alone.tolist()], dtype=np.int64)
    set_of[findings.texts[single]] = named[of_alone]
    several: dict[int, list[int]] = {}
    for text, kind in zip(findings.texts[~single].tolist(), kind_of[~single].tolist(), strict=True):
        several.setdefault(text, []).append(kind)
    for text, chosen in several.items():
        set_of[text] = sets.setdefault(tuple(sorted(chosen)), len(sets))
    return [tuple(kinds[kind] for kind in chosen) for chosen in sets], set_of


def _kinds(group: CellGroup, findings: Findings, lengths: np.ndarray) -> tuple[list[FindingKind], np.ndarray]:
    """(kinds, per finding the number of its kind)."""
    if not len(findings):
        return [], np.zeros(0, dtype=np.int64)
    shapes, shape_of = finding_shapes(group, findings)
    scores, score_of = np.unique(findings.scores, return_inverse=True)
    is_whole = whole_values(group, findings, lengths)
    flags = is_whole * 4 + _unsure(group, findings, is_whole) * 2
    flags = flags + (~is_whole & (findings.scores > MODEL_SCORE))
    sizes = (len(shapes), len(scores), len(findings.entity_types), 8)
    keys = np.ravel_multi_index((shape_of, score_of, findings.types.astype(np.int64), flags), sizes)
    known, kind_of = np.unique(keys, return_inverse=True)
    kinds = []
    for shape, score, entity_type, flag in zip(
        *(part.tolist() for part in np.unravel_index(known, sizes)), strict=True
    ):
        units = round(float(scores[score]) * SCORE_UNITS)
        name = findings.entity_types[entity_type]
        kinds.append(FindingKind(name, shapes[shape], units, flag >= 4, flag // 2 % 2 == 1, flag % 2 == 1))
    return kinds, kind_of


def _unsure(group: CellGroup, findings: Findings, is_whole: np.ndarray) -> np.ndarray:
    result = np.zeros(len(findings), dtype=bool)
    for code, name in enumerate(findings.entity_types):
        chosen = np.flatnonzero(is_whole & (findings.types == code))
        if len(chosen):
            result[chosen] = unsure(name, group.values.take(pa.array(findings.texts[chosen])))
    return result
