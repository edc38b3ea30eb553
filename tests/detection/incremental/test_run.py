"""What a run makes of an unfinished scan: its findings do not count until all chunks are known."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from presidio_analyzer import AnalyzerEngine

from assets import scan as scan_asset
from assets.run import Run, open_run
from privacy.detection import parallel
from privacy.stores.read_catalog import read_catalog
from warehouse.database import input_states
from warehouse.workspace import Workspace

AS_OF = datetime(2026, 3, 16, 23)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """A run on a lake of 100 rows in ten row groups that may be scanned from 01:00 to 06:00."""
    (tmp_path / "lake").mkdir()
    table = pa.table({"phone": [f"1380013{row:04d}" for row in range(100)]})
    pq.write_table(table, tmp_path / "lake" / "events.parquet", row_group_size=10)
    store = {"name": "lake", "kind": "parquet", "url": "lake", "scan": {"window": "01:00-06:00"}}
    config = {"organisation": {"zh": "某公司", "en": "Some Company"}, "stores": [store]}
    path = tmp_path / "quanyi.yaml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    with open_run(Workspace.open(path), "run", AS_OF, "test") as opened:
        yield opened


def tables(run: Run) -> tuple:
    return read_catalog(run.session.connection, run.workspace.config.stores).tables


def at(monkeypatch: pytest.MonkeyPatch, *moments: str) -> None:
    """The clock shows these times in turn, and the last from then on."""
    shown = iter(moments)
    monkeypatch.setattr(
        scan_asset, "_now", lambda: datetime.fromisoformat(f"2026-03-16 {next(shown, moments[-1])}")
    )


def test_a_closed_window_is_said_with_how_far_the_scan_is(
    run: Run, analyzer: AnalyzerEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, *["05:00"] * 7, "06:00")
    paused = scan_asset.scan_stores(run, analyzer, tables(run))
    assert paused.unfinished is not None
    assert "30 of 100 rows" in paused.unfinished.en and "lake (01:00-06:00)" in paused.unfinished.en
    assert "30 / 100 行" in paused.unfinished.zh
    at(monkeypatch, "02:00")
    resumed = scan_asset.scan_stores(run, analyzer, tables(run))
    assert resumed.unfinished is None and [row["findings"] for row in resumed.rows] == [100]
    assert (resumed.coverage[0].read, resumed.coverage[0].skipped) == (7, 3)
    assert scan_asset.scan_coverage(run.workspace, "run") == list(resumed.coverage)
    assert scan_asset.scan_stores(run, analyzer, tables(run), full=True).coverage[0].read == 10


def test_findings_of_a_scan_that_broke_off_are_not_fresh(
    run: Run, analyzer: AnalyzerEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "02:00")
    scan_asset.record_findings(run, scan_asset.scan_stores(run, analyzer, tables(run)).rows)
    assert input_states(run.warehouse)["pii_findings"].status == "fresh"
    left = iter(range(4))

    def interrupted(batch, analyzer, headers):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return analyse(batch, analyzer, headers)

    analyse = parallel.analyse_batch
    monkeypatch.setattr(parallel, "analyse_batch", interrupted)
    with pytest.raises(KeyboardInterrupt):
        scan_asset.scan_stores(run, analyzer, tables(run), full=True)
    state = input_states(run.warehouse)["pii_findings"]
    assert state.status == "failed" and state.detail is not None
    assert "(40 / 100 rows done)" in state.detail.en and "已扫 40 / 100 行" in state.detail.zh


def test_a_dropped_table_is_forgotten(run: Run, analyzer: AnalyzerEngine, monkeypatch) -> None:
    at(monkeypatch, "02:00")
    found = tables(run)
    scan_asset.scan_stores(run, analyzer, found)
    scan_asset.forget_dropped_tables(run, found)
    assert len(scan_asset.scan_coverage(run.workspace, "run")) == 1
    scan_asset.forget_dropped_tables(run, [])
    assert scan_asset.scan_coverage(run.workspace, "run") == []
