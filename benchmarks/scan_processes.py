"""The scan on several cores beside the scan on one: the same batches, with the name model, by the wall clock.

The time until a process is ready is left out of both: it is paid once a table, and only by long scans.
"""

import resource
import time
from statistics import median

import pyarrow as pa

from benchmarks import _scan_tables as tables
from privacy.detection.engine import build_analyzer
from privacy.detection.parallel import MOST_PROCESSES, ScanProcesses, available_cores
from privacy.detection.tally import ColumnTally

_BATCHES = 8
_PAIRS = 3


def main(n: int = 65_536) -> dict[str, object]:
    """Seconds for `n` rows of each set; the ratio is one process ÷ several, median of pairs in turn."""
    count = min(available_cores(), MOST_PROCESSES)
    figures: dict[str, object] = {}
    agree, ratios, several_s, one_s = True, [], 0.0, 0.0
    for name, make in (("mixed", tables.mixed), ("remarks", tables.remarks)):
        batches = [make(max(1, n // _BATCHES), number) for number in range(_BATCHES)]
        pairs = [(_timed(batches, 1), _timed(batches, count)) for _ in range(_PAIRS)]
        agree &= all(one[1] == several[1] for one, several in pairs)
        ratio = median(one[0] / several[0] for one, several in pairs)
        one_s, several_s = min(one[0] for one, _ in pairs), min(several[0] for _, several in pairs)
        ratios.append(ratio)
        figures |= {
            f"{name}_one_process_s": round(one_s, 2),
            f"{name}_several_s": round(several_s, 2),
            f"{name}_one_process_ratio": round(ratio, 2),
        }
    return {
        "name": "scan_processes",
        "peer": "one process",
        "ours_s": round(several_s, 2),
        "peer_s": round(one_s, 2),
        "ratio": round(min(ratios), 2),
        "agree": agree,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "peak_mb_a_process": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1),
        "n": n,
        "processes": count,
        **figures,
    }


def _timed(batches: list[pa.RecordBatch], processes: int) -> tuple[float, list[object]]:
    # A new analyzer: what the name model remembers of clauses would be a gift to the second run.
    with ScanProcesses(build_analyzer(), processes=processes, start_after=0.0) as scan:
        warm_up = [(0, batches[0].slice(0, 100))] * (2 * processes)
        list(scan.in_order(warm_up))
        start = time.perf_counter()
        found = [_content(tally) for _, tally in scan.in_order(enumerate(batches))]
        return time.perf_counter() - start, found


def _content(tally: ColumnTally | None) -> object:
    return None if tally is None else (tally.rows, tally.groups)
