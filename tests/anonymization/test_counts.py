from itertools import product

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.anonymization import CountTable
from privacy.anonymization.count_release import judge_counts
from privacy.anonymization.counts import exposed, suppress, with_totals

RULES = {
    "name": "by_city", "title": {"zh": "计数", "en": "Counts"}, "purpose": "analytics", "audience": "all",
    "sql": "x.sql", "subject": "who", "rows": "city", "columns": "kind", "k": 3,
}  # fmt: skip


def possible_values(counts: np.ndarray, hidden: np.ndarray) -> dict[tuple[int, int], set[int]]:
    """Every value up to 5 that each hidden cell can have, seeing all others and all sums: by trying all."""
    inside = np.argwhere(hidden[:-1, :-1])
    guesses = np.array(list(product(range(6), repeat=len(inside))), np.int64).reshape(
        6 ** len(inside), len(inside)
    )
    tables = np.repeat(counts[None, :-1, :-1], len(guesses), axis=0)
    tables[:, inside[:, 0], inside[:, 1]] = guesses
    tables = np.concatenate([tables, tables.sum(axis=1, keepdims=True)], axis=1)
    tables = np.concatenate([tables, tables.sum(axis=2, keepdims=True)], axis=2)
    fits = tables[(tables == counts)[:, ~hidden].all(axis=1)]
    return {(row, column): set(fits[:, row, column].tolist()) for row, column in np.argwhere(hidden).tolist()}


@settings(max_examples=60, deadline=None)
@given(cells=st.lists(st.integers(0, 4), min_size=6, max_size=6), k=st.integers(2, 3))
def test_no_suppressed_cell_can_be_computed(cells: list[int], k: int) -> None:
    counts = with_totals(np.array(cells).reshape(2, 3))
    done = suppress(counts, counts, k)
    if done is None:
        return
    assert done.hidden[(counts > 0) & (counts < k)].all() and not exposed(done.hidden).any()
    assert (counts[done.complementary] > 0).all()
    assert all(len(values) >= 2 for values in possible_values(counts, done.hidden).values())


def test_primary_suppression_alone_is_undone_by_a_subtraction() -> None:
    counts = with_totals(np.array([[9, 2, 8], [7, 6, 9], [8, 8, 7]]))
    naive = (counts > 0) & (counts < 5)
    row, column = np.argwhere(naive)[0]
    assert counts[row, -1] - counts[row, :-1][~naive[row, :-1]].sum() == counts[row, column]
    assert exposed(naive).any()
    done = suppress(counts, counts, 5)
    assert done is not None and not exposed(done.hidden).any()
    # The cheapest rectangle: the 2 with 8, 6 and 9 or 7, 8 and 8, whichever adds least.
    assert done.complementary.sum() == 3 and counts[done.complementary].sum() == 22


def test_a_table_that_nothing_can_protect_is_refused() -> None:
    # Zeros show that the small cell is all there is of its row and column; with both totals it is hidden,
    # and the total of all would give it away but for the other cell, which must go too.
    lonely = with_totals(np.array([[2, 0], [0, 9]]))
    done = suppress(lonely, lonely, 3)
    assert done is not None and all(len(v) >= 2 for v in possible_values(lonely, done.hidden).values())
    counts = np.array([[2, 0, 2], [0, 0, 0], [2, 0, 2]])
    assert suppress(counts, counts, 3) is not None
    alone = np.array([[2, 9], [0, 9]])
    assert suppress(alone, alone, 3) is None


def rows(*groups: tuple[str, str, int]) -> pa.Table:
    made = [(city, kind) for city, kind, times in groups for _ in range(times)]
    return pa.table(
        {
            "who": [f"S{number}" for number in range(len(made))],
            "city": [city for city, _ in made],
            "kind": [kind for _, kind in made],
        }
    )


def judged(table: pa.Table, tmp_path, **change: object):
    return judge_counts(table, CountTable.model_validate(RULES | change), folder=tmp_path)


def test_a_published_table_shows_totals_and_hides_small_cells(tmp_path) -> None:
    table = rows(
        ("京", "a", 9), ("京", "b", 2), ("沪", "a", 6), ("沪", "b", 7), ("穗", "a", 5), ("穗", "b", 8)
    )
    result = judged(table, tmp_path)
    shown = {(row["city"], row["kind"]): row["count"] for row in result.table.to_pylist()}
    assert result.status == "passed" and shown["京", "b"] is None and shown["total", "total"] == 37
    assert sum(value is None for value in shown.values()) == result.facts["suppressed"] == 4
    assert result.facts["complementary"] == 3 and result.facts["k_reached"] >= 3


def test_few_people_with_many_rows_are_few(tmp_path) -> None:
    table = rows(("京", "a", 9), ("京", "b", 9), ("沪", "a", 9), ("沪", "b", 9))
    one = pa.array(
        ["same" if c == "京" and k == "b" else w for w, c, k in zip(*table.to_pydict().values(), strict=True)]
    )
    result = judged(table.set_column(0, "who", one), tmp_path)
    assert next(r["count"] for r in result.table.to_pylist() if (r["city"], r["kind"]) == ("京", "b")) is None


def test_a_rare_value_is_counted_under_other(tmp_path) -> None:
    result = judged(
        rows(("京", "a", 9), ("京", "b", 9), ("沪", "a", 9), ("沪", "b", 9), ("小村", "a", 2)), tmp_path
    )
    assert "小村" not in result.table["city"].to_pylist() and "other" in result.table["city"].to_pylist()


def test_a_count_table_fails_closed(tmp_path) -> None:
    table = rows(("京", "a", 9))
    assert "not classified" in judged(table.append_column("name", table["who"]), tmp_path).reasons[0].en
    assert "does not return" in judged(table.drop_columns(["kind"]), tmp_path).reasons[0].en
    assert "no rows" in judged(table.slice(0, 0), tmp_path).reasons[0].en
