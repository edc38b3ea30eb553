"""A rescan beside a full scan: a table of which 1 % has changed since the last scan.

In Parquet one row group of a hundred changed, in CSV one file of a hundred, in PostgreSQL and MariaDB one row
of a hundred, drawn at random, under an indexed change mark. Both sides read the same table. The peer forgets
what it knew, so it reads everything; ours reads what changed. They agree when the answers are equal.
"""

import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

from presidio_analyzer import AnalyzerEngine

from benchmarks import _rescan_tables as tables
from privacy.detection.engine import build_analyzer
from privacy.detection.incremental.chunk_scan import scan_chunks
from privacy.detection.incremental.memory import Setting, open_memory
from privacy.detection.incremental.pace import Pace
from privacy.detection.incremental.scanned_table import ScannedTable
from privacy.detection.incremental.sources import chunk_source
from privacy.detection.verdict import verdicts
from privacy.stores.config import StoreConfig
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

_CASES: dict[str, Callable[[Path, int], AbstractContextManager[tables.Case]]] = {
    "parquet": lambda folder, n: nullcontext(tables.Parquet(folder, n)),
    "files": lambda folder, n: nullcontext(tables.Files(folder, n)),
    "postgresql": tables.postgresql,
    "mysql": tables.mysql,
}


def main(n: int = 500_000) -> dict[str, object]:
    """CPU seconds of our process and of the database's server, from the open session to the verdicts.

    `ours_s` and `peer_s` are sums over the cases, `ratio` is peer ÷ ours, `share_of_full_scan` the largest.
    MariaDB is left out where `mariadbd` is not installed.

    Args:
        n: rows of each table.
    """
    analyzer = build_analyzer()
    figures: dict[str, object] = {}
    ours_s, peer_s, shares, agree = 0.0, 0.0, [], True
    for name, case in _CASES.items():
        if name == "mysql" and shutil.which("mariadbd") is None:
            figures["mysql"] = "mariadbd is not installed"
            continue
        folder = Path(tempfile.mkdtemp(prefix=f"rescan-{name}-"))
        try:
            with case(folder, n) as opened:
                measured = _Measured.of(opened, folder, analyzer)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        ours_s, peer_s = ours_s + measured.ours_s, peer_s + measured.peer_s
        shares.append(measured.ours_s / measured.peer_s)
        agree &= measured.agree
        figures |= measured.figures(name)
    return {
        "name": "rescan",
        "peer": "full-scan",
        "ours_s": round(ours_s, 3),
        "peer_s": round(peer_s, 3),
        "ratio": round(peer_s / ours_s, 3),
        "agree": agree,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "n": n,
        "share_of_full_scan": round(max(shares), 4),
        **figures,
    }


class _Measured:
    """One case: scanned, changed, scanned again by both."""

    def __init__(
        self, ours_s: float, peer_s: float, ours: ScannedTable, agree: bool, memory_mb: float
    ) -> None:
        self.ours_s = ours_s
        self.peer_s = peer_s
        self.ours = ours
        self.agree = agree
        self.memory_mb = memory_mb

    @staticmethod
    def of(case: tables.Case, folder: Path, analyzer: AnalyzerEngine) -> "_Measured":
        _scan(case, folder / "memory.sqlite", analyzer)
        memory_mb = (folder / "memory.sqlite").stat().st_size / 1e6
        case.change()
        ours_s, ours = _scan(case, folder / "memory.sqlite", analyzer)
        peer_s, peer = _scan(case, folder / "forgotten.sqlite", analyzer)
        agree = verdicts(ours.tally, {}) == verdicts(peer.tally, {}) and ours.tally.rows == peer.tally.rows
        if ours.coverage.rows is not None:
            agree &= ours.tally.groups == peer.tally.groups
        return _Measured(ours_s, peer_s, ours, agree, memory_mb)

    def figures(self, name: str) -> dict[str, object]:
        return {
            f"{name}_ours_s": round(self.ours_s, 3),
            f"{name}_peer_s": round(self.peer_s, 3),
            f"{name}_share_of_full_scan": round(self.ours_s / self.peer_s, 4),
            f"{name}_rows_read": self.ours.coverage.rows_read,
            f"{name}_memory_mb": round(self.memory_mb, 1),
            f"{name}_agree": self.agree,
        }


def _scan(case: tables.Case, memory: Path, analyzer: AnalyzerEngine) -> tuple[float, ScannedTable]:
    store: StoreConfig = case.store
    with open_session([store]) as session, open_memory(memory) as opened:
        # Opening a store and listing its tables is done once a night, whether or not anything is scanned.
        (table,) = read_catalog(session.connection, [store]).tables
        start = time.process_time() + case.server_s()
        source = chunk_source(session.connection, store, table)
        scanned = scan_chunks(source, Setting.of(table), opened, analyzer, Pace(store.scan, datetime.now))
        verdicts(scanned.tally, {})
        return time.process_time() + case.server_s() - start, scanned
