"""Forgetting rows: what is erased in a store must leave nothing in the scan's memory either."""

from collections.abc import Sequence

import numpy as np

from privacy.detection.incremental.marked_table import MarkedTable
from privacy.detection.incremental.memory import ScanMemory, Setting
from privacy.detection.incremental.row_compare import positions_of


def forget_rows(
    source: MarkedTable, setting: Setting, memory: ScanMemory, keys: Sequence[Sequence[object]]
) -> int:
    """Forget the rows with these primary keys, hashes and contributions alike; how many were known.

    The store need not have them any more: it only computes the hashes of the keys. Of tables that are not
    compared row by row no single row is remembered; their next scan forgets what is gone.

    Args:
        keys: a value for each column of the primary key, in its order: numbers, or the store's texts.
    """
    rows = memory.rows(setting)
    if rows.state is None or not keys:
        return 0
    if rows.state.identity != source.identity_under(setting.version):
        # Other keys or columns than those remembered: nothing of it will be used again.
        forgotten = rows.totals.rows
        rows.forget()
    else:
        wanted = np.sort(source.key_hashes(keys))
        forgotten = rows.remove(lambda known: positions_of(known.keys, wanted))
        rows.save()
    memory.shed()
    return forgotten
