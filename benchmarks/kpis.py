"""KPI tables beside pandas and polars: complaints and their steps to figures by day, week, month and quarter.

Each runs in a process of its own, from columns on disk to four tables on disk: ours from the entities of the
warehouse by its models, the peers from Parquet files of the same rows by the same definitions.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from benchmarks._kpis_data import make

PERIODS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"}
POLARS = "polars>=1.30"
TOLERANCE = 1e-9


def main(n: int = 10_000_000) -> dict[str, object]:
    """CPU seconds on two threads, wall seconds and peak memory, each of its own process.

    `ours_s`, `peer_s` and `ratio` (polars ÷ ours, above 1 we are faster) are CPU seconds; pandas beside.

    `agree`: every figure that all three computed is equal (to one part in 10⁹) in every period.

    Args:
        n: complaints.
    """
    folder = Path(tempfile.mkdtemp(prefix="kpis-"))
    try:
        return _measure(folder, n)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, n: int) -> dict[str, object]:
    warehouse = folder / "warehouse.duckdb"
    complaints, events = folder / "complaints.parquet", folder / "events.parquet"
    steps = make(warehouse, complaints, events, n)
    inputs = [str(complaints), str(events)]
    commands = {
        "ours": [sys.executable, "-m", "benchmarks._kpis_ours", str(warehouse)],
        "polars": ["uv", "run", "--with", POLARS, "python", "-m", "benchmarks._kpis_polars", *inputs],
        "pandas": [sys.executable, "-m", "benchmarks._kpis_pandas", *inputs],
    }
    spent = {}
    for name, command in commands.items():
        (folder / name).mkdir()
        spent[name] = _run([*command, str(folder / name)])
    agree = {peer: _equal(folder / "ours", folder / peer) for peer in ("polars", "pandas")}
    return {
        "name": "kpis",
        "peer": "polars",
        "ours_s": round(spent["ours"]["cpu_s"], 3),
        "peer_s": round(spent["polars"]["cpu_s"], 3),
        "ratio": round(spent["polars"]["cpu_s"] / spent["ours"]["cpu_s"], 3),
        "ratio_pandas": round(spent["pandas"]["cpu_s"] / spent["ours"]["cpu_s"], 3),
        "agree": all(agree.values()),
        "peak_mb": round(spent["ours"]["peak_mb"], 1),
        "n": n,
        "events": steps,
        **{
            f"{name}_{what}": round(value, 3)
            for name, figures in spent.items()
            for what, value in figures.items()
        },
        **{f"{peer}_agree": equal for peer, equal in agree.items()},
    }


def _run(command: list[str]) -> dict[str, float]:
    environment = os.environ | {"POLARS_MAX_THREADS": "2"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _equal(ours: Path, peer: Path) -> bool:
    """Whether the tables hold the same periods, and the same value wherever both have the column."""
    with duckdb.connect() as connection:
        for suffix, period in PERIODS.items():
            files = [folder / f"kpi_complaints_{suffix}.parquet" for folder in (ours, peer)]
            here, there = (
                {row[0] for row in connection.execute(f"DESCRIBE FROM '{file}'").fetchall()} for file in files
            )
            unequal = " OR ".join(_unequal(name) for name in sorted(here & there - {period}))
            differing = connection.execute(
                f"SELECT count(*) FROM '{files[0]}' AS a FULL JOIN '{files[1]}' AS b "
                f"ON a.{period} = CAST(b.{period} AS DATE) "
                f"WHERE a.{period} IS NULL OR b.{period} IS NULL OR {unequal}"
            ).fetchone()
            if differing != (0,):
                return False
    return True


def _unequal(column: str) -> str:
    ours, peer = (
        f"coalesce(CAST(a.{column} AS DOUBLE), 0)",
        f"coalesce(nullif(CAST(b.{column} AS DOUBLE), 'nan'), 0)",
    )
    return f"abs({ours} - {peer}) > {TOLERANCE} * greatest(1, abs({ours}))"
