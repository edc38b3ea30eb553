"""Memory of planning an erasure, for the same people to erase however many rows the tables have."""

import multiprocessing
import tempfile
from pathlib import Path

from benchmarks._erasure_data import GraphStore, duckdb_graph, graph_policy, plan_victims, stage_people
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

_SUBJECTS = 20_000


def main(n: int = 2_000_000) -> dict[str, object]:
    """Planning on `n` rows in ten tables of a DuckDB file, in a process of its own.

    `staged_mb` is its peak once every member is staged, as the limits need, of whom there are n ÷ 10;
    `peak_mb` is the peak in all, with the keys of the `rows` to go.
    """
    with tempfile.TemporaryDirectory(prefix="erasure-memory-") as place:
        graph = duckdb_graph(Path(place) / "graph.duckdb", n)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            opened, staged, peak, rows = pool.apply(_plan, (graph, min(_SUBJECTS, n // 10)))
    return {
        "name": "erasure_memory",
        "n": n,
        "rows": rows,
        "opened_mb": opened,
        "staged_mb": staged,
        "peak_mb": peak,
    }


def _plan(graph: GraphStore, subjects: int) -> tuple[float, float, float, int]:
    with open_session([graph.config]) as session:
        catalog = read_catalog(session.connection, [graph.config])
        opened = _peak_mb()
        stage_people(session.connection, graph.schema, subjects)
        staged = _peak_mb()
        victims = plan_victims(session.connection, catalog, graph_policy(graph.schema))
        rows = sum(keys.num_rows for parts in victims.values() for keys in parts)
        return opened, staged, _peak_mb(), rows


def _peak_mb() -> float:
    """Of this program alone: what getrusage says is handed on by the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)
