"""A scan keeps to its rate and its window, and goes on where it stopped."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from privacy.detection import parallel
from privacy.detection.incremental.pace import Pace
from privacy.detection.verdict import verdicts
from privacy.stores.config import ScanSettings, StoreConfig


class Clock:
    """Seconds that pass only by sleeping or by `passed`."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def passed(self, seconds: float) -> None:
        self.seconds += seconds

    def __call__(self) -> float:
        return self.seconds


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-16 {moment}")


def test_the_rate_is_kept_and_time_that_work_took_counts() -> None:
    clock = Clock()
    pace = Pace(ScanSettings(rows_per_second=1_000), datetime.now, sleep=clock.passed, clock=clock)
    pace.spend(5_000)
    assert clock.seconds == 5
    clock.passed(3)
    pace.spend(5_000)
    assert clock.seconds == 13 - 3
    clock.passed(100)
    pace.spend(1_000)
    assert clock.seconds == 110
    pace.spend(1_000)
    assert clock.seconds == 111, "idle time is not saved up for a burst"


def test_without_a_rate_nothing_waits() -> None:
    clock = Clock()
    Pace(ScanSettings(), datetime.now, sleep=clock.passed, clock=clock).spend(10**9)
    assert clock.seconds == 0


@pytest.mark.parametrize(
    ("window", "moment", "is_open"),
    [
        (None, "12:00", True),
        ("01:00-06:00", "01:00", True),
        ("01:00-06:00", "05:59:59", True),
        ("01:00-06:00", "06:00", False),
        ("01:00-06:00", "00:59", False),
        ("22:00-05:00", "23:30", True),
        ("22:00-05:00", "04:59", True),
        ("22:00-05:00", "05:00", False),
        ("22:00-05:00", "12:00", False),
    ],
)
def test_windows(window: str | None, moment: str, is_open: bool) -> None:
    assert Pace(ScanSettings(window=window), lambda: at(moment)).is_open() == is_open


@pytest.mark.parametrize(
    "scan", [{"window": "1:00-6:00"}, {"window": "24:00-01:00"}, {"rows_per_second": 0}, {"x": 1}]
)
def test_a_malformed_pace_is_refused(scan: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        StoreConfig(name="a", kind="csv", url="x", scan=scan)


def lake(folder: Path) -> StoreConfig:
    table = pa.table({"phone": [f"1380013{row:04d}" for row in range(100)]})
    pq.write_table(table, folder / "events.parquet", row_group_size=10)
    return StoreConfig(name="lake", kind="parquet", url=str(folder))


def test_a_window_that_closes_leaves_the_rest_for_the_next(tmp_path: Path, scan, memory) -> None:
    store = lake(tmp_path)
    moments = iter(["05:59"] * 7)
    closing = Pace(ScanSettings(window="01:00-06:00"), lambda: at(next(moments, "06:00")))
    paused = scan(store, memory, pace=closing)
    # Asked before the listing, before each chunk and before each batch.
    assert (paused.coverage.read, paused.coverage.left, paused.tally.rows) == (3, 7, 30)
    outside = scan(store, memory, pace=Pace(ScanSettings(window="01:00-06:00"), lambda: at("12:00")))
    assert outside.coverage.left >= 1 and outside.coverage.read == 0
    resumed = scan(store, memory)
    assert (resumed.coverage.read, resumed.coverage.skipped, resumed.coverage.left) == (7, 3, 0)
    assert [(v.findings, v.rows) for v in verdicts(resumed.tally, {})] == [(100, 100)]


def test_a_scan_that_broke_off_goes_on(tmp_path: Path, scan, memory, monkeypatch) -> None:
    store = lake(tmp_path)
    left = iter(range(4))

    def interrupted(batch, analyzer, headers):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return analyse(batch, analyzer, headers)

    analyse = parallel.analyse_batch
    monkeypatch.setattr(parallel, "analyse_batch", interrupted)
    with pytest.raises(KeyboardInterrupt):
        scan(store, memory)
    monkeypatch.setattr(parallel, "analyse_batch", analyse)
    resumed = scan(store, memory)
    assert (resumed.coverage.read, resumed.coverage.skipped, resumed.tally.rows) == (6, 4, 100)
