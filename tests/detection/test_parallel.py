"""Several processes give the tallies of one, in order, and leave nothing behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry

from privacy.detection import parallel
from privacy.detection.engine import build_analyzer
from privacy.detection.parallel import ScanProcesses
from privacy.detection.scan import analyse_batch
from privacy.detection.tally import ColumnTally

NOWHERE = "/nowhere/python"
Step = tuple[str, pa.RecordBatch | None]


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    """Batches that are slices, of sizes that finish out of order, with steps between that hold none."""
    texts = [
        "打13800138000",
        None,
        "收件人王小伟",
        '{"mail": "a.b@qq.com"}',
        "杭州市西湖区文三路90号3单元201室",
    ]
    rows = pa.record_batch({"note": pa.array(texts * 400), "qq": pa.array(range(10**6, 10**6 + 2000))})
    sizes = (1500, 3, 700, 1, 1, 900)
    found: list[Step] = [("begin", None)]
    for number, size in enumerate(sizes):
        found.append((f"batch {number}", rows.slice(number * 50, size)))
        found.append((f"after {number}", None))
    return found


def plain(steps: list[Step], analyzer: AnalyzerEngine) -> list[tuple[str, Any]]:
    expected: list[tuple[str, Any]] = []
    for tag, batch in steps:
        tally = ColumnTally("")
        if batch is not None:
            tally.add(batch.num_rows, analyse_batch(batch, analyzer, {"note": "备注"}))
        expected.append((tag, None if batch is None else (tally.rows, tally.groups)))
    return expected


def with_processes(
    steps: list[Step], analyzer: AnalyzerEngine, processes: int, start_after: float
) -> list[tuple[str, Any]]:
    with ScanProcesses(
        analyzer, processes=processes, start_after=start_after, headers={"note": "备注"}
    ) as scan:
        found = [
            (tag, None if tally is None else (tally.rows, tally.groups))
            for tag, tally in scan.in_order(steps)
        ]
        assert len(scan._workers) == (0 if processes == 1 or start_after else processes)
    assert all(worker._process.returncode is not None for worker in scan._workers)
    return found


@pytest.mark.parametrize(
    ("processes", "start_after"), [(2, 0.0), (1, 0.0), (2, 3600.0)], ids=["two", "one", "not started"]
)
def test_the_tallies_of_one_process_in_order(
    analyzer: AnalyzerEngine, steps: list[Step], processes: int, start_after: float
) -> None:
    assert with_processes(steps, analyzer, processes, start_after) == plain(steps, analyzer)


def test_processes_start_once_scanning_here_has_taken_long(
    analyzer: AnalyzerEngine, steps: list[Step], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", NOWHERE)
    clock = iter(range(0, 1000, 5))
    monkeypatch.setattr(parallel.time, "monotonic", lambda: float(next(clock)))
    with ScanProcesses(analyzer, processes=2, start_after=8.0) as scan:
        list(scan.in_order(steps[:3]))
        list(scan.in_order(steps[3:5]))
        assert scan._threads is None
        list(scan.in_order(steps[5:7]))
        assert scan._threads is not None


def test_a_process_that_dies_is_made_up_for(analyzer: AnalyzerEngine, steps: list[Step]) -> None:
    def killing() -> Iterator[Step]:
        yield from steps[:2]
        while not scan._workers:
            time.sleep(0.01)
        for worker in scan._workers:
            worker._process.kill()
        yield from steps[2:]

    with ScanProcesses(analyzer, processes=2, start_after=0.0, headers={"note": "备注"}) as scan:
        found = [
            (t, None if tally is None else (tally.rows, tally.groups))
            for t, tally in scan.in_order(killing())
        ]
    assert found == plain(steps, analyzer)


def test_one_that_cannot_start_is_made_up_for(
    analyzer: AnalyzerEngine, steps: list[Step], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", NOWHERE)
    with ScanProcesses(analyzer, processes=2, start_after=0.0, headers={"note": "备注"}) as scan:
        found = [
            (t, None if tally is None else (tally.rows, tally.groups)) for t, tally in scan.in_order(steps)
        ]
    assert found == plain(steps, analyzer)


def test_what_waits_is_bounded(
    analyzer: AnalyzerEngine, steps: list[Step], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", NOWHERE)
    batch = steps[1][1]
    taken = 0

    def endless() -> Iterator[Step]:
        nonlocal taken
        while True:
            taken += 1
            yield "", batch

    with ScanProcesses(analyzer, processes=2, start_after=0.0) as scan:
        for number, _ in enumerate(scan.in_order(endless()), 1):
            assert taken <= number + 4
            if number == 6:
                break


def test_an_error_of_the_analysis_is_seen(steps: list[Step]) -> None:
    analyzer = build_analyzer()
    foreign = PatternRecognizer("X", patterns=[Pattern("x", "x", 0.5)], supported_language="zh")
    analyzer.registry = RecognizerRegistry(recognizers=[foreign], supported_languages=["zh"])
    with (
        pytest.raises(TypeError, match="PatternRecognizer"),
        ScanProcesses(analyzer, processes=2, start_after=0.0) as scan,
    ):
        list(scan.in_order(steps[:3]))


_INTERRUPTED = """
import pyarrow as pa
from privacy.detection.engine import build_analyzer
from privacy.detection.parallel import ScanProcesses

def steps():
    for number in range(10**6):
        yield number, pa.record_batch({"note": ["打13800138000给王小伟"] * 2000})

with ScanProcesses(build_analyzer(), processes=2, start_after=0.0) as scan:
    for number, _ in scan.in_order(steps()):
        if number == 2:
            print(*[worker._process.pid for worker in scan._workers], flush=True)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["interrupt", "kill"])
def test_nothing_outlives_an_interrupted_scan(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTED],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as scan:
        assert scan.stdout is not None and scan.stderr is not None
        guard = threading.Timer(120, scan.kill)
        guard.start()
        workers = [int(number) for number in scan.stdout.readline().split()]
        assert len(workers) == 2
        # As a terminal does on Ctrl-C: to the whole group.
        os.killpg(scan.pid, how) if how is signal.SIGINT else scan.kill()
        errors = scan.stderr.read()
        scan.wait()
        guard.cancel()
    assert errors.count("Traceback") == (how is signal.SIGINT) and ("KeyboardInterrupt" in errors) == (
        how is signal.SIGINT
    )
    for _ in range(500):
        if not any(os.path.exists(f"/proc/{worker}/exe") for worker in workers):
            break
        time.sleep(0.05)
    assert not any(_runs(worker) for worker in workers)


def _runs(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as stat:
            return stat.read().split()[2] != "Z"
    except FileNotFoundError:
        return False
