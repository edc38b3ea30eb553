"""Erasure beside the SQL an engineer would write by hand: the plan, and the deletion that follows it.

`raw-delete` knows the keys and sends batched keyed deletes to the same PostgreSQL; no log, no undo, no proof.
`join` reads the keys of all rows to go by one hand-written join a table, from the same attached store.
"""

import resource
import tempfile
from pathlib import Path

from benchmarks._erasure_data import Planned, compare_planning, duckdb_graph, postgresql_graph
from benchmarks._erasure_execution import Timing, time_execution
from benchmarks._servers import postgresql

_SUBJECT_EVERY = 100  # rows of the graph for one person to be erased
_ROUNDS = 5


def main(n: int = 2_000_000) -> dict[str, object]:
    """Planning on `n` rows in ten tables for n ÷ 100 people, then deleting a tenth of n ÷ 2 rows in two.

    `ours_s`, `peer_s` and `ratio` are wall seconds of the delete phase, for the server does its work; sealing
    (`log`), cleaning up (`finish`) and the whole stand beside them. Every `ratio` is peer ÷ ours, above 1 we
    are faster; `…_times_join` is ours ÷ peer. CPU seconds include the server's. Both sides take turns, and of
    each the least of all rounds counts, for the delete phase and for the whole apart. `peak_mb` is of this
    process, with what both sides read for the comparison.
    """
    with (
        tempfile.TemporaryDirectory(prefix="erasure-") as place,
        postgresql(Path(place) / "server") as server,
    ):
        graph = duckdb_graph(Path(place) / "graph.duckdb", n)
        subjects = n // _SUBJECT_EVERY
        in_file = compare_planning(graph, subjects=subjects, server_cpu=None)
        peak_planning = _peak_mb()
        copied = postgresql_graph(server.url, graph)
        in_server = compare_planning(copied, subjects=subjects, server_cpu=server.cpu_s)
        rounds = [time_execution(server.url, n // 2, server.cpu_s) for _ in range(_ROUNDS)]
    every_ours, every_peer = [ours for ours, _, _ in rounds], [peer for _, peer, _ in rounds]
    ours, peer = _least(every_ours), _least(every_peer)
    ours_s, peer_s = (min(timing.delete_s for timing in every) for every in (every_ours, every_peer))
    ours_cpu, peer_cpu = (min(timing.delete_cpu_s for timing in every) for every in (every_ours, every_peer))
    same = all(left_same and mine.rows == theirs.rows for mine, theirs, left_same in rounds)
    return {
        "name": "erasure",
        "peer": "raw-delete",
        "ours_s": round(ours_s, 3),
        "peer_s": round(peer_s, 3),
        "ratio": round(peer_s / ours_s, 3),
        "ours_cpu_s": round(ours_cpu, 3),
        "peer_cpu_s": round(peer_cpu, 3),
        "cpu_ratio": round(peer_cpu / ours_cpu, 3),
        "agree": same and in_file.agree and in_server.agree,
        "peak_mb": round(_peak_mb(), 1),
        "n": n,
        "rows_deleted": ours.rows,
        "log_s": round(ours.log_s, 3),
        "finish_s": round(ours.finish_s, 3),
        "whole_s": round(ours.whole_s, 3),
        "whole_ratio": round(peer.whole_s / ours.whole_s, 3),
        **_planning("plan_duckdb", in_file),
        "plan_duckdb_peak_mb": round(peak_planning, 1),
        **_planning("plan_postgresql", in_server),
    }


def _planning(name: str, planned: Planned) -> dict[str, object]:
    return {
        f"{name}_rows": planned.rows,
        f"{name}_ours_s": round(planned.ours_s, 3),
        f"{name}_join_s": round(planned.hand_s, 3),
        f"{name}_times_join": round(planned.ours_s / planned.hand_s, 2),
        f"{name}_ours_cpu_s": round(planned.ours_cpu_s, 3),
        f"{name}_join_cpu_s": round(planned.hand_cpu_s, 3),
        f"{name}_cpu_times_join": round(planned.ours_cpu_s / planned.hand_cpu_s, 2),
    }


def _least(timings: list[Timing]) -> Timing:
    """The round that took least in all, so that its parts belong together."""
    return min(timings, key=lambda timing: timing.whole_s)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
