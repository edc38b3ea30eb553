"""Scans batches on several cores: the same tallies in the same order as on one."""

import os
import pickle
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

import pyarrow as pa
from presidio_analyzer import AnalyzerEngine

from privacy.detection.scan import analyse_batch
from privacy.detection.scan_worker import to_bytes
from privacy.detection.tally import ColumnTally

# A process is ready after about 3 seconds and takes 0.4 GB: only a scan that goes on is worth them.
START_AFTER_SECONDS = 20.0
MOST_PROCESSES = 4
# Batches that wait, per process: enough that none runs dry, few enough to bound memory.
_WAITING = 2

Tag = TypeVar("Tag")


class ScanProcesses:
    """Scans batches in this process at first, and in several once that has taken long.

    Where a process cannot start, or dies, its batches are scanned here. To be used in a `with` statement,
    which ends the processes.

    Args:
        processes: how many; by default one per available core, `MOST_PROCESSES` at most.
        start_after: seconds of scanning here before they are started.
        headers: column -> words that describe it better than its name.
    """

    def __init__(
        self,
        analyzer: AnalyzerEngine,
        *,
        processes: int | None = None,
        start_after: float = START_AFTER_SECONDS,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._analyzer = analyzer
        self._headers = dict(headers or {})
        self._count = min(available_cores(), MOST_PROCESSES) if processes is None else processes
        self._left = start_after
        self._threads: ThreadPoolExecutor | None = None
        self._of_thread = threading.local()
        self._workers: list[_Worker] = []
        self._here = threading.Lock()
        self._closed = False

    def in_order(
        self, steps: Iterable[tuple[Tag, pa.RecordBatch | None]]
    ) -> Iterator[tuple[Tag, ColumnTally | None]]:
        """Each step with the tally of its batch; a step without a batch comes back in its turn."""
        pending: deque[tuple[Tag, Future[ColumnTally] | None]] = deque()
        unfinished = 0
        for tag, batch in steps:
            pending.append((tag, None if batch is None else self._submit(batch)))
            unfinished += batch is not None
            while pending and (unfinished > _WAITING * self._count or _is_done(pending[0][1])):
                tag, tally = pending.popleft()
                unfinished -= tally is not None
                yield tag, None if tally is None else tally.result()
        for tag, tally in pending:
            yield tag, None if tally is None else tally.result()

    def __enter__(self) -> "ScanProcesses":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        if self._threads is not None:
            self._end_workers()
            self._threads.shutdown(cancel_futures=True)
            # One that was just being started.
            self._end_workers()

    def _end_workers(self) -> None:
        for worker in self._workers:
            worker.end()

    def _submit(self, batch: pa.RecordBatch) -> "Future[ColumnTally]":
        if self._count > 1 and self._left <= 0:
            if self._threads is None:
                self._threads = ThreadPoolExecutor(self._count)
            return self._threads.submit(self._scan_there, batch)
        start = time.monotonic()
        done: Future[ColumnTally] = Future()
        done.set_result(self._scan_here(batch))
        self._left -= time.monotonic() - start
        return done

    def _scan_here(self, batch: pa.RecordBatch) -> ColumnTally:
        tally = ColumnTally("")
        with self._here:
            tally.add(batch.num_rows, analyse_batch(batch, self._analyzer, self._headers))
        return tally

    def _scan_there(self, batch: pa.RecordBatch) -> ColumnTally:
        """In the process of this thread."""
        try:
            if not hasattr(self._of_thread, "worker"):
                self._of_thread.worker = _Worker()
                self._workers.append(self._of_thread.worker)
                self._of_thread.worker.send((self._analyzer, self._headers))
            if self._closed:
                raise CancelledError
            return self._of_thread.worker.tally(batch)
        except (OSError, EOFError, pickle.UnpicklingError):
            if self._closed:
                raise CancelledError from None
            return self._scan_here(batch)


class _Worker:
    """One running `scan_worker`.

    Its error output is dropped: a traceback there could show what a cell holds.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "privacy.detection.scan_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def send(self, request: object) -> None:
        assert self._process.stdin is not None
        pickle.dump(request, self._process.stdin)
        self._process.stdin.flush()

    def tally(self, batch: pa.RecordBatch) -> ColumnTally:
        """Raises OSError or EOFError where the process is gone."""
        assert self._process.stdout is not None
        self.send(to_bytes(batch))
        answer: ColumnTally = pickle.load(self._process.stdout)
        return answer

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


def available_cores() -> int:
    """The cores this process may run on."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def _is_done(tally: "Future[ColumnTally] | None") -> bool:
    return tally is None or tally.done()
