"""Two live releases looked at together: how few people remain where their classes meet.

Who knows a person finds a class in each table. Rows that both tables can be linked by then leave only the
people in both classes; and where one table's columns are all in the other, taking one from the other leaves
those whose row in a class here has no row there (the differencing attack). Each such cell must be empty or
hold at least k people.
"""

import numpy as np

from privacy.anonymization.hierarchy import Codes
from privacy.anonymization.memberships import Membership, shared_keys


def linkable(one: Membership, other: Membership) -> bool:
    return bool(one.links & other.links)


def smallest_cell(one: Membership, other: Membership) -> int | None:
    """Fewest people in a cell that an attacker can single out; None where there is no such cell.

    Raises:
        ValueError: one of them names no subjects, so nobody can tell.
    """
    if not linkable(one, other):
        return None
    if one.subjects is None or other.subjects is None:
        raise ValueError("a release without subjects cannot be judged with another")
    mine, theirs = shared_keys(one, other.subjects, other.values)
    who = one.subjects.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    their_who = other.subjects.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    cells = _meeting(mine, one.classes, who, theirs, other.classes, other.count)
    if one.quasi <= other.links or other.quasi <= one.links:
        cells = np.concatenate(
            [
                cells,
                _left_over(mine, one.classes, who, theirs),
                _left_over(theirs, other.classes, their_who, mine),
            ]
        )
    return int(cells.min()) if len(cells) else None


def _meeting(
    mine: Codes, classes: Codes, who: Codes, theirs: Codes, their_classes: Codes, their_count: int
) -> Codes:
    """People in each pair of classes that a row here and a row there are in together."""
    order = np.argsort(theirs, kind="stable")
    start = np.searchsorted(theirs[order], mine, side="left")
    length = np.searchsorted(theirs[order], mine, side="right") - start
    row = np.repeat(np.arange(len(mine)), length)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    cell = classes[row] * their_count + their_classes[order[start[row] + nth]]
    return _people(cell, who[row])


def _left_over(mine: Codes, classes: Codes, who: Codes, theirs: Codes) -> Codes:
    """People in each class here whose row there is none."""
    absent = ~np.isin(mine, theirs)
    return _people(classes[absent], who[absent])


def _people(cell: Codes, who: Codes) -> Codes:
    """Distinct people per cell that is not empty."""
    pairs = np.unique(np.stack([cell, who], axis=1), axis=0)
    return np.unique(pairs[:, 0], return_counts=True)[1].astype(np.int64)
