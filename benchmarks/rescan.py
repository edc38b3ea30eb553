"""A rescan beside a full scan: a Parquet table of whose row groups 1 % has changed since the last scan.

Both read the same files. The peer forgets what it knew, so it reads every row group; ours reads the changed
ones and merges their tallies with those it remembers. They agree when all verdicts are equal.
"""

import resource
import shutil
import tempfile
import time
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from presidio_analyzer import AnalyzerEngine

from benchmarks._scan_tables import mixed
from privacy.detection.engine import build_analyzer
from privacy.detection.incremental.chunk_scan import ScannedTable, scan_chunks
from privacy.detection.incremental.memory import Setting, open_memory
from privacy.detection.incremental.pace import Pace
from privacy.detection.incremental.sources import chunk_source
from privacy.detection.verdict import verdicts
from privacy.stores.config import ScanPace, StoreConfig
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

ROW_GROUPS = 100
FILES = 4


def main(n: int = 200_000) -> dict[str, object]:
    """CPU seconds of one process, from opening the store to the verdicts; `ratio` is peer ÷ ours.

    Args:
        n: rows, in 100 row groups of 4 files, one of which is written anew with one group changed.
    """
    folder = Path(tempfile.mkdtemp(prefix="rescan-"))
    try:
        return _measure(folder, n)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, n: int) -> dict[str, object]:
    lake = folder / "lake" / "orders"
    lake.mkdir(parents=True)
    rows = max(1, n // ROW_GROUPS)
    groups = [mixed(rows, seed) for seed in range(ROW_GROUPS)]
    for number in range(FILES):
        _write(lake / f"{number}.parquet", groups[number::FILES])
    analyzer = build_analyzer()
    store = StoreConfig(name="lake", kind="parquet", url=str(lake.parent))
    _scan(store, folder / "memory.sqlite", analyzer)
    groups[ROW_GROUPS // 2] = mixed(rows, ROW_GROUPS)
    _write(lake / "2.parquet", groups[2::FILES])
    ours_s, ours = _scan(store, folder / "memory.sqlite", analyzer)
    peer_s, peer = _scan(store, folder / "forgotten.sqlite", analyzer)
    return {
        "name": "rescan",
        "peer": "full-scan",
        "ours_s": round(ours_s, 3),
        "peer_s": round(peer_s, 3),
        "ratio": round(peer_s / ours_s, 3),
        "agree": verdicts(ours.tally, {}) == verdicts(peer.tally, {}) and ours.tally.rows == peer.tally.rows,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "n": ours.tally.rows,
        "share_of_full_scan": round(ours_s / peer_s, 4),
        "read": ours.coverage.read,
        "skipped": ours.coverage.skipped,
        "mb": round(sum(file.stat().st_size for file in lake.iterdir()) / 1e6, 1),
    }


def _write(path: Path, groups: list[pa.RecordBatch]) -> None:
    with pq.ParquetWriter(path, groups[0].schema) as writer:
        for group in groups:
            writer.write(group)


def _scan(store: StoreConfig, memory: Path, analyzer: AnalyzerEngine) -> tuple[float, ScannedTable]:
    start = time.process_time()
    with open_session([store]) as session, open_memory(memory) as opened:
        (table,) = read_catalog(session.connection, [store]).tables
        source = chunk_source(session.connection, store, table)
        pace = Pace(ScanPace(), datetime.now)
        scanned = scan_chunks(source, Setting.of(table), opened, analyzer, pace)
        verdicts(scanned.tally, {})
    return time.process_time() - start, scanned
