"""What a finished table reaches, measured on the table itself and not on how it was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from privacy.anonymization.columns import text_codes
from privacy.anonymization.distinct import distinct_per_group
from privacy.anonymization.diversity import SensitiveColumn, class_diversity
from privacy.anonymization.hierarchy import Codes
from privacy.anonymization.population import mixed_radix


@dataclass(frozen=True)
class Measures:
    """Least over all classes; `l` per sensitive column, at least the given figure where it passes."""

    k: int
    l: Mapping[str, int]  # noqa: E741 - the model's own name in the literature


def measure(
    table: pa.Table, subjects: Codes, *, quasi: Sequence[str], diversity: Mapping[str, int]
) -> Measures:
    """k in distinct subjects and l of a table as it would be published; both 0 for a table without rows."""
    if not table.num_rows:
        return Measures(0, dict.fromkeys(diversity, 0))
    columns = [text_codes(table, column) for column in quasi]
    key, _ = mixed_radix([codes for codes, _ in columns], [len(texts) for _, texts in columns])
    distinct, inverse = np.unique(key, return_inverse=True)
    class_of_row = inverse.astype(np.int64)
    people = distinct_per_group(class_of_row, subjects, len(distinct), int(subjects.max()) + 1)
    k = int(people.min())
    reached = {}
    for column, least in diversity.items():
        sensitive = SensitiveColumn.of(class_of_row, subjects, text_codes(table, column)[0])
        reached[column] = int(class_diversity(sensitive, sensitive.group, len(distinct), least).min())
    return Measures(k, reached)
