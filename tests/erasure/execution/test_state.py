import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from privacy.erasure.errors import ApprovalSpentError
from privacy.erasure.state import BatchResult, ErasureState, NewBatch, Order

NOW = datetime(2026, 3, 16, 12)


def order(name: str) -> Order:
    return Order(name, "plan", {("app", "t"): 10}, datetime(2026, 3, 23))


def test_an_approval_starts_one_execution_and_both_or_neither_are_noted(bench: Any) -> None:
    state = bench.state()
    state.start(order("e1"), ["a1", "a2"], NOW)
    with pytest.raises(ApprovalSpentError):
        bench.state().start(order("e2"), ["a3", "a2"], NOW)
    assert state.execution("e2") is None
    # a3 was not used up by the failed start.
    state.start(order("e2"), ["a3"], NOW)
    with pytest.raises(ApprovalSpentError):
        state.start(order("e1"), ["a4"], NOW)
    execution = state.execution("e1")
    assert execution is not None and (execution.order, execution.state) == (order("e1"), "started")


def test_states_follow_each_other(bench: Any) -> None:
    state = bench.state()
    state.start(order("e1"), [], NOW)
    assert not state.move("e1", "done", "destroyed", NOW)
    assert state.move("e1", "started", "done", NOW)
    assert not state.move("e1", "started", "undone", NOW)
    assert state.execution("e1").state == "done"


def test_counts_add_up_and_expiring_rows_go(bench: Any) -> None:
    state = bench.state()
    state.start(order("e1"), [], NOW)
    first, second = state.add_wave("e1", 3, 2, [NewBatch("app", "t", 5), NewBatch("app", "t", 4)], NOW)
    state.begin_batch(first)
    state.end_batch("e1", first, BatchResult({("r", "delete"): 3, ("r", "clear"): 1}, 1, 0, 0.5, 0.25), 7)
    assert state.unfinished("e1") == [(second, "app", 4)]
    (table,) = state.tables("e1")
    assert (table.expected, table.acted, table.missing, table.superseded) == (9, 4, 1, 0)
    assert [(rule.action, rule.rows) for rule in state.rules("e1")] == [("clear", 1), ("delete", 3)]
    assert (state.seconds("e1"), state.sealed_frames("e1")) == ((0.5, 0.25), (7, 2))
    state.skip("e1", {"k1.a": "logged_in"}, datetime(2026, 3, 20))
    state.expire(datetime(2026, 3, 20))
    assert state.skipped("e1") == {"k1.a": "logged_in"}
    state.expire(datetime(2026, 3, 21))
    assert state.skipped("e1") == {}


def test_a_batch_whose_noting_fails_is_not_half_noted(bench: Any) -> None:
    state = bench.state()
    state.start(order("e1"), [], NOW)
    (batch,) = state.add_wave("e1", 1, 1, [NewBatch("app", "t", 5)], NOW)
    state.end_batch("e1", batch, BatchResult({("r", "delete"): 5}), 1)
    with pytest.raises(sqlite3.IntegrityError):
        state.end_batch("e1", batch, BatchResult({("r", "delete"): 5}, missing=9), 9)
    assert (state.tables("e1")[0].missing, state.sealed_frames("e1")[0]) == (0, 1)


def test_opening_twice_keeps_what_is_there(tmp_path: Path) -> None:
    for _ in range(2):
        connection = sqlite3.connect(tmp_path / "control.sqlite")
        state = ErasureState(connection)
        if state.execution("e1") is None:
            state.start(order("e1"), [], NOW)
        connection.close()
    assert state is not None
