"""The rows of a release as weighted distinct tuples, and the people behind them.

A search looks at thousands of groupings; rows with equal quasi-identifiers always share a class, so all it
needs is one entry per distinct tuple. A grouping of tuples is a population again, with classes for tuples,
and a coarser grouping of it costs only as much as it has tuples left. Classes are counted in distinct
subjects: one person with k rows is no crowd of k.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from privacy.anonymization.distinct import (
    Flags,
    Groups,
    distinct_per_group,
    group,
    mixed_radix,
    sorted_distinct,
    sums,
)
from privacy.anonymization.hierarchy import Codes
from privacy.anonymization.ladder import Ladder
from privacy.anonymization.sensitive import SensitiveColumn


@dataclass(frozen=True)
class Population:
    """Rows in U distinct tuples of Q quasi-identifiers.

    Attributes:
        codes: per column the group of each tuple at the column's level, Q arrays of shape (U,).
        levels: the level of each column, 0 for leaves.
        rows: rows per tuple, shape (U,).
        settled: per tuple, subjects that occur in no other tuple, shape (U,).
        roaming_tuple, roaming_subject: distinct pairs of tuple and subject for all other subjects.
        sensitive: per sensitive column, which values the people of each tuple have.
        tuple_of_row: tuple of each input row, shape (N,); of the finest population only, else empty.
    """

    codes: tuple[Codes, ...]
    levels: tuple[int, ...]
    rows: Codes
    settled: Codes
    roaming_tuple: Codes
    roaming_subject: Codes
    sensitive: Mapping[str, SensitiveColumn]
    tuple_of_row: Codes

    def __len__(self) -> int:
        return len(self.rows)

    def crowd(self) -> Codes:
        """An upper bound of the people per tuple that can be added up: who roams counts in each tuple."""
        if not len(self.roaming_tuple):
            return self.settled
        return self.settled + np.bincount(self.roaming_tuple, minlength=len(self))

    def people(self) -> Codes:
        """Distinct subjects per tuple, shape (U,)."""
        if not len(self.roaming_tuple):
            return self.settled
        members = int(self.roaming_subject.max()) + 1
        return self.settled + distinct_per_group(self.roaming_tuple, self.roaming_subject, len(self), members)

    def classes_at(self, levels: Sequence[int], ladders: Sequence[Ladder]) -> Groups:
        """Which tuples look alike at levels no finer than this population's."""
        columns, sizes = [], []
        for codes, mine, level, ladder in zip(self.codes, self.levels, levels, ladders, strict=True):
            # At a level of one group all look alike.
            if ladder.size(level) > 1:
                columns.append(codes if level == mine else ladder.step(mine, level)[codes])
                sizes.append(ladder.size(level))
        if not columns:
            return Groups(np.zeros(len(self), np.int64), np.zeros(1, np.int64))
        return group(*mixed_radix(columns, sizes))

    def rolled_up(self, levels: Sequence[int], ladders: Sequence[Ladder]) -> "Population":
        """The population whose tuples are the classes at these levels."""
        return self.merged(self.classes_at(levels, ladders), levels, ladders)

    def merged(self, classes: Groups, levels: Sequence[int], ladders: Sequence[Ladder]) -> "Population":
        """The population whose tuples are classes that `classes_at` has found for these levels."""
        codes = (
            ladder.step(mine, level)[codes[classes.first]]
            for codes, mine, level, ladder in zip(self.codes, self.levels, levels, ladders, strict=True)
        )
        return replace(self.counted(classes), codes=tuple(codes), levels=tuple(levels))

    def counted(self, classes: Groups) -> "Population":
        """People and rows by any grouping of the tuples; the codes are those of one tuple of each class."""
        roaming_tuple, roaming_subject = classes.of[self.roaming_tuple], self.roaming_subject
        if len(roaming_tuple):
            members = int(roaming_subject.max()) + 1
            pairs = sorted_distinct(roaming_tuple * members + roaming_subject)
            roaming_tuple, roaming_subject = pairs // members, pairs % members
        rows = sums(self.rows, classes)
        return Population(
            tuple(codes[classes.first] for codes in self.codes),
            self.levels,
            rows,
            # Where each row is another person, the two are one array, summed once.
            rows if self.settled is self.rows else sums(self.settled, classes),
            roaming_tuple,
            roaming_subject,
            {name: column.rolled_up(classes.of) for name, column in self.sensitive.items()},
            _NONE,
        )

    def restricted(self, kept: Flags) -> "Population":
        """Some of the tuples, numbered anew in their order."""
        number = np.cumsum(kept) - 1
        rows = self.rows[kept]
        roaming = kept[self.roaming_tuple]
        return replace(
            self,
            codes=tuple(codes[kept] for codes in self.codes),
            rows=rows,
            settled=rows if self.settled is self.rows else self.settled[kept],
            roaming_tuple=number[self.roaming_tuple[roaming]],
            roaming_subject=self.roaming_subject[roaming],
            sensitive={name: column.restricted(kept) for name, column in self.sensitive.items()},
            tuple_of_row=_NONE,
        )


def population_of(
    codes: Sequence[Codes],
    subjects: Codes | None,
    sensitive: Mapping[str, Codes],
    domain_sizes: Sequence[int],
) -> Population:
    """Group rows.

    Args:
        codes: per column the leaf code of each row, Q arrays of shape (N,).
        subjects: code of the person per row, shape (N,); None where each row is another person.
        sensitive: column -> value code per row.
        domain_sizes: number of leaves per column.
    """
    groups = group(*mixed_radix(codes, domain_sizes))
    rows = np.bincount(groups.of, minlength=len(groups))
    settled, roaming_tuple, roaming_subject = rows, _NONE, _NONE
    if subjects is not None:
        members = int(subjects.max(initial=-1)) + 1
        pairs = sorted_distinct(groups.of * members + subjects)
        pair_tuple, pair_subject = pairs // members, pairs % members
        alone = np.bincount(pair_subject, minlength=members)[pair_subject] == 1
        settled = np.bincount(pair_tuple[alone], minlength=len(groups))
        roaming_tuple, roaming_subject = pair_tuple[~alone], pair_subject[~alone]
    return Population(
        codes=tuple(column[groups.first] for column in codes),
        levels=(0,) * len(codes),
        rows=rows,
        settled=settled,
        roaming_tuple=roaming_tuple,
        roaming_subject=roaming_subject,
        sensitive={
            name: SensitiveColumn.of(groups.of, subjects, values) for name, values in sensitive.items()
        },
        tuple_of_row=groups.of,
    )


_NONE = np.zeros(0, np.int64)
