"""A sensitive column as the models see it: which values the people of each tuple have.

Someone who occurs in one tuple with one value only is *settled*: no grouping of tuples ever counts them
twice, so a number of people per tuple and value says all. Of everyone else each (tuple, subject, value) is
kept.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privacy.anonymization.distinct import Flags, Weights, counted, group, mixed_radix
from privacy.anonymization.hierarchy import Codes


@dataclass(frozen=True)
class SensitiveColumn:
    """Attributes:
    values: a bound above all value codes.
    tuples, value, people: settled people, one entry per tuple and value, ascending.
    other_tuples, other_subject, other_value: everyone else, distinct triples.
    """

    values: int
    tuples: Codes
    value: Codes
    people: Codes
    other_tuples: Codes
    other_subject: Codes
    other_value: Codes

    @staticmethod
    def of(tuples: Codes, subjects: Codes | None, value: Codes) -> "SensitiveColumn":
        """From one entry per row; without subjects each row is another person, and all are settled."""
        values = int(value.max(initial=-1)) + 1
        if subjects is None:
            return _counted(tuples, value, None, _NOBODY, values)
        members = int(subjects.max(initial=-1)) + 1
        key, bound = mixed_radix(
            [tuples, subjects, value], [int(tuples.max(initial=-1)) + 1, members, values]
        )
        first = group(key, bound).first
        tuples, subjects, value = tuples[first], subjects[first], value[first]
        settled = np.bincount(subjects, minlength=members)[subjects] == 1
        others = (tuples[~settled], subjects[~settled], value[~settled])
        return _counted(tuples[settled], value[settled], None, others, values)

    def rolled_up(self, class_of_tuple: Codes) -> "SensitiveColumn":
        """The same people with classes for tuples."""
        others = (class_of_tuple[self.other_tuples], self.other_subject, self.other_value)
        if len(self.other_subject):
            classes, members = int(class_of_tuple.max()) + 1, int(self.other_subject.max()) + 1
            first = group(*mixed_radix(others, [classes, members, self.values])).first
            others = (others[0][first], others[1][first], others[2][first])
        return _counted(class_of_tuple[self.tuples], self.value, self.people, others, self.values)

    def restricted(self, kept: Flags) -> "SensitiveColumn":
        """The people of the tuples kept, which are numbered anew in their order."""
        number = np.cumsum(kept) - 1
        mine, other = kept[self.tuples], kept[self.other_tuples]
        return SensitiveColumn(
            self.values,
            number[self.tuples[mine]],
            self.value[mine],
            self.people[mine],
            number[self.other_tuples[other]],
            self.other_subject[other],
            self.other_value[other],
        )

    def spread(self) -> tuple[Codes, Codes, Weights]:
        """How the people of each tuple spread over the values: tuple, value, people; distinct, ascending.

        A person counts as one in each tuple; one with several values there is divided equally among them.
        """
        if not len(self.other_subject):
            return self.tuples, self.value, self.people.astype(np.float64)
        members = int(self.other_subject.max()) + 1
        person = group(
            self.other_tuples * members + self.other_subject, (int(self.other_tuples.max()) + 1) * members
        )
        shares = 1.0 / np.bincount(person.of)[person.of]
        tuples = np.concatenate([self.tuples, self.other_tuples])
        value = np.concatenate([self.value, self.other_value])
        weights = np.concatenate([self.people.astype(np.float64), shares])
        keys, spread = counted(tuples * self.values + value, (int(tuples.max()) + 1) * self.values, weights)
        return keys // self.values, keys % self.values, spread


def sensitive_codes(column: pa.ChunkedArray | pa.Array) -> tuple[Codes, bool]:
    """A value code per row, and whether codes are ordered as their values are, as for numbers and dates.

    Missing values are one value more; among ordered values they come last.
    """
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array)
    # A dictionary may hold a value twice, or a missing one.
    merged = pc.dictionary_encode(encoded.dictionary)
    missing, kind = len(merged.dictionary), merged.dictionary.type
    code = np.arange(missing + 1)
    ordered = (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_temporal(kind)
    )
    if ordered:
        code[pc.sort_indices(merged.dictionary).to_numpy()] = np.arange(missing)
    entries = pc.fill_null(merged.indices.cast(pa.int64()), missing).to_numpy(zero_copy_only=False)
    of_entry = code[np.append(entries, missing)]
    indices = pc.fill_null(encoded.indices.cast(pa.int64()), len(entries)).to_numpy(zero_copy_only=False)
    return of_entry[indices], ordered


Others = tuple[Codes, Codes, Codes]
_EMPTY = np.zeros(0, np.int64)
_NOBODY: Others = (_EMPTY, _EMPTY, _EMPTY)


def _counted(
    tuples: Codes, value: Codes, people: Codes | None, others: Others, values: int
) -> SensitiveColumn:
    keys, found = counted(tuples * values + value, (int(tuples.max(initial=-1)) + 1) * values, people)
    return SensitiveColumn(
        values, keys // max(1, values), keys % max(1, values), found.astype(np.int64), *others
    )
