"""Which cells of published counts must be hidden, as a function that a model's SQL calls.

`hidden_cells(cells, least)` takes the list of one component's cells, structs of
(id BIGINT, "row" VARCHAR, "column" VARCHAR, complaints BIGINT, people BIGINT), and gives the list of the ids
to hide. Row and column name the two sums that the cell is part of, and that a reader may know.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import numpy as np

from privacy.anonymization.counts import exposed, suppress

NAME = "hidden_cells"
_CELLS = 'STRUCT(id BIGINT, "row" VARCHAR, "column" VARCHAR, complaints BIGINT, people BIGINT)[]'

Cell = Mapping[str, Any]


def hidden_cells(cells: Sequence[Cell], least: int) -> list[int]:
    """Ids of the cells of fewer than `least` people and of those that protect them; all where nothing can."""
    rows = {name: place for place, name in enumerate(sorted({cell["row"] for cell in cells}))}
    columns = {name: place for place, name in enumerate(sorted({cell["column"] for cell in cells}))}
    counts = np.zeros((len(rows), len(columns)), np.int64)
    people = np.zeros_like(counts)
    for cell in cells:
        place = rows[cell["row"]], columns[cell["column"]]
        counts[place], people[place] = cell["complaints"], cell["people"]
    done = suppress(counts, people, least)
    if done is None or exposed(done.hidden).any():
        return [cell["id"] for cell in cells]
    return [cell["id"] for cell in cells if done.hidden[rows[cell["row"]], columns[cell["column"]]]]


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the function known to a connection that does not know it yet; not inside a transaction.

    One that is rolled back forgets the function, while the connection goes on refusing its name.
    """
    known = connection.execute(
        "SELECT count(*) FROM duckdb_functions() WHERE function_name = ?", [NAME]
    ).fetchone()
    if known == (0,):
        connection.create_function(
            NAME, hidden_cells, [duckdb.sqltype(_CELLS), duckdb.sqltype("BIGINT")], duckdb.sqltype("BIGINT[]")
        )
