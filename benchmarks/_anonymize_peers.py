# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["anjana==1.2.3", "pycanon==1.3.5"]
# ///
"""anjana and pycanon at work, in an environment of their own: they pin numpy and pandas below ours.

`uv run --script benchmarks/_anonymize_peers.py < jobs.json` prints one result a job. Times are CPU seconds of
the call alone, without imports and reading.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import pandas as pd
from anjana.anonymity import k_anonymity  # type: ignore[import-not-found]
from anjana.anonymity.utils import utils  # type: ignore[import-not-found]
from pycanon import anonymity  # type: ignore[import-not-found]

Job = dict[str, Any]


def check(job: Job) -> Job:
    """k of the CSV file `table`, and per sensitive column l, entropy l rounded down and t.

    `only` names which of the three.
    """
    # Labels are texts even where they look like numbers; sensitive numbers are numbers.
    texts = dict.fromkeys(job["quasi"], str)
    table = pd.read_csv(job["table"], dtype=texts, keep_default_na=False)
    quasi, found = job["quasi"], {}
    measures: dict[str, Callable[..., Any]] = {
        "l": anonymity.l_diversity,
        "entropy_l": anonymity.entropy_l_diversity,
        "t": anonymity.t_closeness,
    }
    found["k"], found["k_s"] = _timed(anonymity.k_anonymity, table, quasi)
    for name in job.get("only", measures):
        found[name], found[f"{name}_s"] = {}, 0.0
        for column in job["sensitive"]:
            found[name][column], seconds = _timed(measures[name], table, quasi, [column])
            found[f"{name}_s"] += seconds
    return found


def anonymise(job: Job) -> Job:
    """Level per quasi-identifier and rows suppressed; table and hierarchies are files in ARX's form."""
    table = pd.read_csv(job["table"], sep=";", dtype=str, keep_default_na=False)[job["quasi"]]
    hierarchies = {
        column: dict(pd.read_csv(path, sep=";", header=None, dtype=str, keep_default_na=False))
        for column, path in job["hierarchies"].items()
    }
    done, seconds = _timed(
        k_anonymity, table, [], job["quasi"], job["k"], job["suppression_limit"] * 100, hierarchies
    )
    levels = utils.get_transformation(done, job["quasi"], hierarchies)
    return {"levels": levels, "suppressed": len(table) - len(done), "seconds": seconds}


def _timed(function: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    start = time.process_time()
    result = function(*arguments)
    return (result if isinstance(result, pd.DataFrame) else float(result)), time.process_time() - start


if __name__ == "__main__":
    # anjana prints remarks of its own.
    answers, sys.stdout = sys.stdout, sys.stderr
    work = {"check": check, "anonymise": anonymise}
    json.dump([work[job["do"]](job) for job in json.load(sys.stdin)], answers)
