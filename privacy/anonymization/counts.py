"""Tables of counts with totals: small cells suppressed, and others with them so that no total gives one away.

A suppressed cell can be computed exactly from the totals if and only if it lies on no cycle of suppressed
cells, in the graph whose nodes are the table's rows and columns and whose edges are suppressed cells
(Gusfield 1988). Totals are a row and a column of the table like any other, for they can be suppressed too.
Every cell that is suppressed for another's sake counts at least 1, so that along the cycle each could be one
more or one less, and an attacker who knows that counts are not negative still cannot tell.
"""

import heapq
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Suppressed:
    """A table with totals as last row and column, shape (R + 1, C + 1).

    Attributes:
        counts: the true counts.
        primary: cells of too few people; complementary: cells suppressed to protect them.
    """

    counts: Counts
    primary: Flags
    complementary: Flags

    @property
    def hidden(self) -> Flags:
        return self.primary | self.complementary


def suppress(counts: Counts, people: Counts, k: int) -> Suppressed | None:
    """Suppress every cell and total of 1 to k − 1 people, and what protects them; None where nothing can.

    Args:
        counts: rows per cell with totals, shape (R + 1, C + 1); an empty cell is shown.
        people: distinct subjects per cell and total, of the same shape.
    """
    primary = (people > 0) & (people < k)
    hidden = primary.copy()
    for row, column in np.argwhere(primary).tolist():
        # A cell made safe by an earlier path needs nothing; any other gets the cheapest cycle through it.
        if _on_cycle(hidden, row, column):
            continue
        path = _cheapest_path(counts, hidden, row, column)
        if path is None:
            return None
        for cell in path:
            hidden[cell] = True
    return Suppressed(counts, primary, hidden & ~primary)


def with_totals(cells: Counts) -> Counts:
    """The cells with the sums of rows and columns, and of all, behind them."""
    rows = np.vstack([cells, cells.sum(axis=0)])
    return np.hstack([rows, rows.sum(axis=1, keepdims=True)]).astype(np.int64)


def exposed(hidden: Flags) -> Flags:
    """Suppressed cells that totals give away: those on no cycle."""
    result = np.zeros_like(hidden)
    for row, column in np.argwhere(hidden).tolist():
        result[row, column] = not _on_cycle(hidden, row, column)
    return result


def _on_cycle(hidden: Flags, row: int, column: int) -> bool:
    """Whether row and column stay connected by suppressed cells without the one where they meet."""
    rows, columns, frontier = {row}, set[int](), [row]
    while frontier:
        at = frontier.pop()
        for across in np.flatnonzero(hidden[at]).tolist():
            if (at, across) == (row, column) or across in columns:
                continue
            if across == column:
                return True
            columns.add(across)
            new = set(np.flatnonzero(hidden[:, across]).tolist()) - rows
            rows |= new
            frontier += new
    return False


def _cheapest_path(counts: Counts, hidden: Flags, row: int, column: int) -> list[tuple[int, int]] | None:
    """Cells that close a cycle through (row, column), of the least counts not yet suppressed (Dijkstra)."""
    rows = counts.shape[0]
    start, goal = row, rows + column
    best = {start: 0.0}
    came: dict[int, tuple[int, tuple[int, int]]] = {}
    queue = [(0.0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == goal:
            break
        if cost > best[node]:
            continue
        line = counts[node] if node < rows else counts[:, node - rows]
        for other in np.flatnonzero(line).tolist():
            cell = (node, other) if node < rows else (other, node - rows)
            if cell == (row, column):
                continue
            neighbour = rows + other if node < rows else other
            # A hair for each cell, so that of equal losses the shorter cycle wins.
            reached = cost + (0.0 if hidden[cell] else float(counts[cell])) + 1e-6
            if reached < best.get(neighbour, np.inf):
                best[neighbour] = reached
                came[neighbour] = (node, cell)
                heapq.heappush(queue, (reached, neighbour))
    if goal not in came:
        return None
    path, node = [], goal
    while node != start:
        node, cell = came[node]
        path.append(cell)
    return path
