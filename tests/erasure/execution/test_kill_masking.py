"""An execution that is killed while it masks mentions, at any step or moment, ends as if it had not been, and
can be taken back."""

import random
import time
from typing import Any

RANDOM_KILLS = 30


def test_the_uninterrupted_execution_masks_what_it_should(masking_arena: Any) -> None:
    """What the others are compared with: m1 and m2 are masked, m3 is under a hold."""
    assert set(masking_arena.counts) == {
        ("app", "member", "member", "clear", 2), ("app", "note", "app-note-mentions", "redact", 9),
        ("lake", "main.note", "lake-note-mentions", "redact", 9),
        ("pg", "public.note", "pg-note-mentions", "redact", 9),
        ("files", "note", "files-note-mentions", "redact", 9),
    }  # fmt: skip
    left = masking_arena.erased
    assert {store for store, rows in left.items() if "13800138001" in str(rows[1:])} == set()
    # In its own row the held member keeps everything, those who are erased included.
    assert all("13800138001" in str(left[store][0]) for store in ("app", "lake", "pg", "0.parquet"))
    assert "13700137003" in str(left["pg"][2:])


def test_a_kill_at_any_step_of_masking_leaves_an_execution_that_goes_on(masking_arena: Any) -> None:
    step = 0
    while True:
        step += 1
        masking_arena.build()
        if masking_arena.work(kill_step=step) != "killed":
            break
        assert masking_arena.work() == "0", step
        masking_arena.check_ended(step)
        assert masking_arena.work("undo") == "0", step
        assert masking_arena.content() == masking_arena.original, step
    assert step > 40, "the steps were counted"


def test_a_kill_at_a_random_moment_of_masking_leaves_an_execution_that_goes_on(masking_arena: Any) -> None:
    chance = random.Random(20260316)
    masking_arena.build()
    marker = masking_arena.place / "masking"
    assert masking_arena.work() == "0"
    seconds = time.time() - marker.stat().st_mtime
    kills = 0
    while kills < RANDOM_KILLS:
        masking_arena.build()
        # Several kills in a row, as often as the execution lasts.
        for _ in range(4):
            place = masking_arena.place / "masking"
            place.unlink(missing_ok=True)
            outcome = masking_arena.work(kill_from=str(place), kill_after=chance.uniform(0, seconds))
            kills += outcome == "killed"
            if outcome != "killed":
                break
        assert masking_arena.work() == "0", kills
        masking_arena.check_ended(kills)
