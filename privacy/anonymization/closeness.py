"""t-closeness over subjects (Li et al. 2007): the earth mover's distance from each tuple to the whole.

With equal distances, moving people from any value to any other costs 1, and the distance is
½ Σ |p − q|. With ordered distances, moving from the i-th to the j-th of m values costs |i − j| / (m − 1), and
the distance is Σ |P − Q| / (m − 1) over the running sums P of p and Q of q. Both are computed from the values
that occur in a tuple, without a table of tuples × values.
"""

import numpy as np

from privacy.anonymization.distinct import Flags
from privacy.anonymization.hierarchy import Codes
from privacy.anonymization.sensitive import SensitiveColumn, Weights


def distances(
    column: SensitiveColumn, kept: Flags, *, ordered: bool, whole: Weights | None = None
) -> Weights:
    """Per tuple kept the distance to the distribution over all of them; 0 for the others. Shape (tuples,).

    Args:
        whole: people per value to compare with instead; none may be 0 where a tuple kept has people.
    """
    people = column.restricted(kept)
    whole = people_per_value(people) if whole is None else whole
    present = np.flatnonzero(whole)
    q = whole[present] / whole.sum()
    where, value, weight = people.spread()
    value = (np.cumsum(whole > 0) - 1)[value]
    tuples = int(kept.sum())
    p = weight / np.bincount(where, weights=weight, minlength=tuples)[where]
    found = np.zeros(len(kept))
    found[kept] = _ordered(where, value, p, q, tuples) if ordered else _equal(where, value, p, q, tuples)
    return found


def people_per_value(people: SensitiveColumn) -> Weights:
    """People per value over all tuples together; someone with several values is divided among them."""
    tuples = 1 + max(int(people.tuples.max(initial=0)), int(people.other_tuples.max(initial=0)))
    _, value, weight = people.rolled_up(np.zeros(tuples, np.int64)).spread()
    return np.bincount(value, weights=weight, minlength=people.values).astype(np.float64)


def _equal(where: Codes, value: Codes, p: Weights, q: Weights, tuples: int) -> Weights:
    # What p has in excess of q somewhere it lacks elsewhere, so the excess alone is half of all differences.
    return np.bincount(where, weights=np.maximum(p - q[value], 0), minlength=tuples).astype(np.float64)


def _ordered(where: Codes, value: Codes, p: Weights, q: Weights, tuples: int) -> Weights:
    """Between two values that occur, P stands still and Q only rises: each such stretch is summed at once."""
    values = len(q)
    if values < 2:
        return np.zeros(tuples)
    last = np.append(where[1:] != where[:-1], True)
    starts = np.append(0, np.flatnonzero(last)[:-1] + 1)
    running = np.cumsum(p)
    running -= np.repeat(np.append(0, running[last][:-1]), np.diff(np.append(starts, len(where))))
    ends = np.where(last, values, np.append(value[1:], values))
    stretches = np.bincount(where, weights=_stretch(running, value, ends, q), minlength=tuples)
    before = _stretch(np.zeros(tuples), np.zeros(tuples, np.int64), value[starts], q)
    found: Weights = (stretches + before) / (values - 1)
    return found


def _stretch(level: Weights, begin: Codes, end: Codes, q: Weights) -> Weights:
    """Σ |level − Q| over the values from `begin` to before `end`."""
    running = np.cumsum(q)
    area = np.append(0, np.cumsum(running))
    middle = np.clip(np.searchsorted(running, level), begin, end)
    below = level * (middle - begin) - (area[middle] - area[begin])
    above = (area[end] - area[middle]) - level * (end - middle)
    result: Weights = below + above
    return result
