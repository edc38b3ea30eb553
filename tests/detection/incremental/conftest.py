from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from presidio_analyzer import AnalyzerEngine

from privacy.detection.incremental.chunk_scan import ScannedTable, scan_chunks
from privacy.detection.incremental.memory import ScanMemory, Setting, open_memory
from privacy.detection.incremental.pace import Pace
from privacy.detection.incremental.sources import chunk_source
from privacy.stores.config import ScanSettings, StoreConfig
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

Scan = Callable[..., ScannedTable]


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[ScanMemory]:
    with open_memory(tmp_path / "memory.sqlite") as opened:
        yield opened


@pytest.fixture(scope="session")
def scan(analyzer: AnalyzerEngine) -> Scan:
    """Scans one table of a store as a run does: its first unless it is named."""

    def run(
        store: StoreConfig,
        memory: ScanMemory,
        *,
        table: str | None = None,
        full: bool = False,
        pace: Pace | None = None,
    ) -> ScannedTable:
        with open_session([store]) as session:
            assert session.failed == {}
            catalog = read_catalog(session.connection, [store])
            found = next(t for t in catalog.tables if table in (None, t.name))
            return scan_chunks(
                chunk_source(session.connection, store, found),
                Setting.of(found),
                memory,
                analyzer,
                pace or Pace(ScanSettings(), datetime.now),
                full=full,
            )

    return run
