"""Hierarchies in the form ARX reads and writes: one line a value, `value;level 1;…;*`."""

import csv
from pathlib import Path

from policy.errors import PolicyError
from policy.text import Text
from privacy.anonymization.hierarchy import hierarchy_of


def read(path: Path) -> list[tuple[str | None, ...]]:
    """One row per value, its label at each level.

    Raises:
        PolicyError: the file is missing, empty, not UTF-8, or its levels do not nest.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows: list[tuple[str | None, ...]] = [
                tuple(row) for row in csv.reader(file, delimiter=";") if row
            ]
        if not rows:
            raise ValueError("it is empty")
        hierarchy_of(rows)
    except (OSError, ValueError, csv.Error) as problem:
        why = problem.strerror if isinstance(problem, OSError) else str(problem)
        raise PolicyError(
            Text(
                zh=f"泛化层级文件 {path.name} 不能使用：{why}",
                en=f"Hierarchy file {path.name} is no use: {why}",
            ),
            Text(
                zh="每行一个取值，写作 值;一级;…;*，逐级变粗。",
                en="Write one value a line as value;level 1;…;*, each level coarser than the last.",
            ),
        ) from None
    return rows
