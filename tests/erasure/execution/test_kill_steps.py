"""An execution over four kinds of store, killed at any step, ends as if it had not been."""

from typing import Any


def test_the_uninterrupted_execution_does_what_it_should(arena: Any) -> None:
    """What the others are compared with."""
    assert {row[:2] + row[3:] for row in arena.counts} == {
        ("files", "log", "pseudonymise", 12), ("files", "log", "delete", 6),
        ("lake", "main.event", "delete", 9), ("lake", "main.trace", "pseudonymise", 12),
        ("app", "note", "pseudonymise", 9), ("app", "visit", "delete", 12),
        ("pg", "public.orders", "delete", 8), ("pg", "public.person", "delete", 2),
        ("pg", "public.person", "change", 1),
    }  # fmt: skip
    gone = str(arena.erased)
    assert "'note 1'" not in gone and "'note 4'" in gone and "'name 2'" not in gone and "'name 4'" in gone


def test_a_kill_at_any_step_leaves_an_execution_that_goes_on(arena: Any) -> None:
    step = 0
    while True:
        step += 1
        arena.build()
        if arena.work(kill_step=step) != "killed":
            break
        assert arena.work() == "0", step
        arena.check_ended(step)
    assert step > 60, "the steps were counted"
