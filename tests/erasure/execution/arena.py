"""Where executions over four kinds of store are killed: the stores built anew for each round."""

import importlib.util
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any


def neighbour(name: str) -> Any:
    """The module of that name beside this one; test folders are no packages."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ForkServer = neighbour("fork_client").ForkServer


class Arena:
    """Has a script, killed.py or masked.py, work on the stores, and compares with an execution that was not
    interrupted."""

    def __init__(self, root: Path, url: str, script: str) -> None:
        self.root = root
        self.url = url
        self.module = neighbour(script)
        self.server = ForkServer(self.module.__file__)
        self.rounds = 0
        root.mkdir(exist_ok=True)
        self.module.create_tables(url)
        self.module.build_template(root / "template")
        self.build()
        self.original = self.content()
        started = time.perf_counter()
        assert self.work() == "0"
        self.seconds = time.perf_counter() - started
        self.erased = self.content()
        self.counts = self.accounts()

    @property
    def place(self) -> Path:
        return self.root / str(self.rounds)

    def build(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        self.rounds += 1
        self.module.build(self.place, self.url, self.root / "template")

    def work(self, action: str = "execute", **job: Any) -> str:
        return self.server.work(root=str(self.place), url=self.url, action=action, **job)

    def content(self) -> dict[str, list[Any]]:
        return self.module.content(self.place, self.url)

    def accounts(self) -> list[Any]:
        """Rows acted on by table and rule."""
        with closing(sqlite3.connect(self.place / "control.sqlite")) as control:
            return control.execute(
                "SELECT store, table_name, rule_id, action, sum(r.acted) FROM erasure_batch_rules r "
                "JOIN erasure_batches USING (batch_id) "
                "GROUP BY store, table_name, rule_id, action ORDER BY 1, 2, 3, 4"
            ).fetchall()

    def check_ended(self, when: object) -> None:
        assert self.content() == self.erased, when
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
        assert skipped == self.module.SKIPPED, when
        left = [path for path in self.place.rglob("*") if ".erasure.new" in path.name]
        assert left == [], when
