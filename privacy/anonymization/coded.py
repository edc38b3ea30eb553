"""The quasi-identifiers of a table as leaf codes of their hierarchies."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from policy.anonymization import Rules
from policy.text import Text
from privacy.anonymization import reasons
from privacy.anonymization.columns import text_codes
from privacy.anonymization.hierarchies import build_hierarchy
from privacy.anonymization.hierarchy import Codes, Hierarchy


@dataclass(frozen=True)
class Coded:
    """Per quasi-identifier its leaf code a row and its hierarchy, and what does not fit."""

    codes: list[Codes]
    hierarchies: list[Hierarchy]
    objections: list[Text]


def coded(table: pa.Table, rules: Rules, folder: Path) -> Coded:
    """Raises PolicyError: a hierarchy file is no use."""
    result = Coded([], [], [])
    for column, spec in rules.quasi.items():
        row_codes, values = text_codes(table, column)
        hierarchy, leaves = build_hierarchy(spec, values, folder)
        code_of = {leaf: code for code, leaf in enumerate(leaves)}
        unknown = sum(value not in code_of for value in values)
        if unknown:
            result.objections.append(reasons.outside_hierarchy(column, unknown))
            continue
        result.codes.append(np.array([code_of[value] for value in values], np.int64)[row_codes])
        result.hierarchies.append(hierarchy)
    return result


def plain_values(rules: Rules, found: Coded) -> dict[str, pa.DictionaryArray]:
    """Per quasi-identifier the value of each row in one spelling, for finding the same row in another table.

    Level 1 of a built-in hierarchy spells every form of a value alike (a date with and without its time); a
    category and a CSV file have no such level.
    """
    spelled = {}
    for (column, spec), codes, hierarchy in zip(
        rules.quasi.items(), found.codes, found.hierarchies, strict=True
    ):
        level = 0 if spec == "category" or spec.endswith(".csv") else 1
        labels = pa.array(hierarchy.labels[level], pa.string())
        groups = pa.array(hierarchy.groups[level][codes].astype(np.int32))
        spelled[column] = pa.DictionaryArray.from_arrays(groups, labels)
    return spelled
