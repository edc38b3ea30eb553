"""An execution over four kinds of store, killed anywhere, ends as if it had not been."""

import importlib.util
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

RANDOM_KILLS = 100
_spec = importlib.util.spec_from_file_location("killed", Path(__file__).with_name("killed.py"))
assert _spec is not None and _spec.loader is not None
killed = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(killed)


class Arena:
    """Builds the stores anew for each round, and has the server of killed.py work on them."""

    def __init__(self, root: Path, url: str) -> None:
        self.root = root
        self.url = url
        self.server = subprocess.Popen(
            [sys.executable, killed.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.rounds = 0
        self.build()
        self.original = killed.content(self.place, url)
        started = time.perf_counter()
        assert self.work() == "0"
        self.seconds = time.perf_counter() - started
        self.erased = killed.content(self.place, url)
        self.counts = self.accounts()

    @property
    def place(self) -> Path:
        return self.root / str(self.rounds)

    def build(self) -> None:
        """The same stores as ever, and the same key, so that pseudonyms are equal too."""
        shutil.rmtree(self.place, ignore_errors=True)
        self.rounds += 1
        killed.build(self.place, self.url)
        keys = self.place / "keys"
        keys.mkdir(mode=0o700)
        (keys / "erasure-e1.key").touch(mode=0o600)
        (keys / "erasure-e1.key").write_bytes(bytes(range(32)))

    def work(self, action: str = "execute", **job: Any) -> str:
        assert self.server.stdin is not None and self.server.stdout is not None
        self.server.stdin.write(
            json.dumps({"root": str(self.place), "url": self.url, "action": action, **job}) + "\n"
        )
        self.server.stdin.flush()
        return self.server.stdout.readline().strip()

    def accounts(self) -> list[Any]:
        """Rows acted on by table and rule."""
        with closing(sqlite3.connect(self.place / "control.sqlite")) as control:
            return control.execute(
                "SELECT store, table_name, rule_id, action, sum(r.acted) FROM erasure_batch_rules r "
                "JOIN erasure_batches USING (batch_id) "
                "GROUP BY store, table_name, rule_id, action ORDER BY 1, 2, 3, 4"
            ).fetchall()

    def check_ended(self, when: object) -> None:
        assert killed.content(self.place, self.url) == self.erased, when
        assert self.accounts() == self.counts, when
        with closing(sqlite3.connect(self.place / "control.sqlite")) as control:
            (wrong,) = control.execute(
                "SELECT count(*) FROM erasure_batches "
                "WHERE state <> 'done' OR missing OR expected <> acted + superseded"
            ).fetchone()
            state = control.execute("SELECT state FROM erasure_executions").fetchall()
            approvals = control.execute("SELECT * FROM erasure_approvals_used").fetchall()
            skipped = control.execute("SELECT subject_id, reason FROM erasure_skipped").fetchall()
        assert (wrong, state, approvals) == (0, [("done",)], [("approval", "e1")]), when
        assert skipped == [("4", "logged_in")], when
        left = [path for path in self.place.rglob("*") if ".erasure.new" in path.name]
        assert left == [], when


@pytest.fixture(scope="module")
def arena(postgresql: str) -> Iterator[Arena]:
    """In memory where there is room for it: a kill takes no page from the kernel, so waiting for a device
    would only take time."""
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS killed WITH (FORCE)")
        connection.execute("CREATE DATABASE killed")
        connection.execute("ALTER DATABASE killed SET synchronous_commit = off")
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="quanyi-killed-", dir=memory if memory.is_dir() else None
    ) as root:
        arena = Arena(Path(root), postgresql.replace("/postgres?", "/killed?"))
        yield arena
        assert arena.server.stdin is not None
        arena.server.stdin.close()
        arena.server.wait(timeout=30)


def test_the_uninterrupted_execution_does_what_it_should(arena: Arena) -> None:
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


def test_a_kill_at_any_step_leaves_an_execution_that_goes_on(arena: Arena) -> None:
    step = 0
    while True:
        step += 1
        arena.build()
        if arena.work(kill_step=step) != "killed":
            break
        assert arena.work() == "0", step
        arena.check_ended(step)
    assert step > 60, "the steps were counted"


def test_a_kill_at_a_random_moment_leaves_an_execution_that_goes_on(arena: Arena) -> None:
    chance = random.Random(20260316)
    kills = 0
    while kills < RANDOM_KILLS:
        arena.build()
        # Several kills in a row, as often as the execution lasts.
        for _ in range(5):
            moment = chance.uniform(0, arena.seconds)
            outcome = arena.work(kill_after=moment, wave_subjects=2)
            kills += outcome == "killed"
            if outcome != "killed":
                break
        assert arena.work(wave_subjects=2) == "0", (kills, moment)
        arena.check_ended(kills)


def test_undoing_killed_at_any_step_gives_back_equal_rows(arena: Arena) -> None:
    step = 0
    while True:
        step += 1
        arena.build()
        assert arena.work(kill_step=arena_middle(step)) in ("0", "killed")
        if arena.work("undo", kill_step=step) != "killed":
            break
        assert arena.work("undo") == "0", step
        assert killed.content(arena.place, arena.url) == arena.original, step
    assert killed.content(arena.place, arena.url) == arena.original
    assert step > 20, "the steps were counted"


def arena_middle(step: int) -> int | None:
    """Every other execution is itself unfinished when it is undone."""
    return 30 + step if step % 2 else None
