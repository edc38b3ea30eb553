"""Undoing over four kinds of store, killed at any step, gives back equal rows."""

from typing import Any


def test_undoing_killed_at_any_step_gives_back_equal_rows(arena: Any) -> None:
    step = 0
    while True:
        step += 1
        arena.build()
        # Every other execution is itself unfinished when it is undone.
        assert arena.work(kill_step=30 + step if step % 2 else None) in ("0", "killed")
        if arena.work("undo", kill_step=step) != "killed":
            break
        assert arena.work("undo") == "0", step
        assert arena.content() == arena.original, step
    assert arena.content() == arena.original
    assert step > 20, "the steps were counted"
