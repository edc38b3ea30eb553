"""The rows of a release as weighted distinct tuples, and how many people stand behind any grouping of them.

A search looks at thousands of groupings; rows with equal quasi-identifiers always share a class, so all it
needs is one entry per distinct tuple. Classes are counted in distinct subjects: one person with k rows is
no crowd of k.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from privacy.anonymization.distinct import distinct_per_group, sorted_distinct
from privacy.anonymization.diversity import SensitiveColumn, diverse_classes
from privacy.anonymization.hierarchy import Codes

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Population:
    """N rows in U distinct tuples of Q quasi-identifiers.

    Attributes:
        tuples: leaf codes, shape (U, Q).
        rows: rows per tuple, shape (U,).
        tuple_of_row: shape (N,).
        settled: per tuple, subjects that occur in no other tuple, shape (U,).
        roaming_tuple, roaming_subject: distinct pairs of tuple and subject for all other subjects.
        sensitive: per sensitive column its l and values beside tuple and subject.
    """

    tuples: Codes
    rows: Codes
    tuple_of_row: Codes
    settled: Codes
    roaming_tuple: Codes
    roaming_subject: Codes
    sensitive: tuple[tuple[int, SensitiveColumn], ...]

    def passing(self, class_of_tuple: Codes, classes: int, k: int) -> Flags:
        """Which classes hold at least k distinct subjects and the diversity asked for; shape (classes,)."""
        subjects = np.bincount(class_of_tuple, weights=self.settled, minlength=classes)
        if len(self.roaming_tuple):
            subject_count = int(self.roaming_subject.max()) + 1
            subjects += distinct_per_group(
                class_of_tuple[self.roaming_tuple], self.roaming_subject, classes, subject_count
            )
        passing: Flags = subjects >= k
        for least, column in self.sensitive:
            passing &= diverse_classes(column, class_of_tuple[column.group], classes, least)
        return passing


def population_of(
    codes: Codes, subjects: Codes, sensitive: Mapping[str, tuple[int, Codes]], domain_sizes: Sequence[int]
) -> Population:
    """Group rows.

    Args:
        codes: leaf codes per row, shape (N, Q); domain_sizes: number of leaves per column.
        subjects: code of the person per row, shape (N,).
        sensitive: column -> (l, value code per row).
    """
    key, _ = mixed_radix([codes[:, column] for column in range(codes.shape[1])], domain_sizes)
    _, first, tuple_of_row, rows = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    subject_count = int(subjects.max(initial=-1)) + 1
    pairs = sorted_distinct(tuple_of_row * subject_count + subjects)
    pair_tuple, pair_subject = pairs // subject_count, pairs % subject_count
    settled = np.bincount(pair_subject, minlength=subject_count)[pair_subject] == 1
    return Population(
        tuples=codes[first],
        rows=rows.astype(np.int64),
        tuple_of_row=tuple_of_row.astype(np.int64),
        settled=np.bincount(pair_tuple[settled], minlength=len(first)).astype(np.int64),
        roaming_tuple=pair_tuple[~settled],
        roaming_subject=pair_subject[~settled],
        sensitive=tuple(
            (least, SensitiveColumn.of(tuple_of_row, subjects, values))
            for least, values in sensitive.values()
        ),
    )


def mixed_radix(columns: Sequence[Codes], sizes: Sequence[int]) -> tuple[Codes, int]:
    """One key per row for the combination of its codes, and a bound above all keys.

    Keys are made dense on the way where the product of the sizes would leave 64 bits.
    """
    key = np.zeros(len(columns[0]), np.int64)
    bound = 1
    for codes, size in zip(columns, sizes, strict=True):
        if size <= 1:
            continue
        if bound * size > 2**62:
            distinct, inverse = np.unique(key, return_inverse=True)
            key, bound = inverse.astype(np.int64), len(distinct)
        key = key * size + codes
        bound *= size
    return key, bound
