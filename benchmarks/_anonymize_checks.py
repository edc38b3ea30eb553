"""k, l and t of one release, measured by us and by pycanon."""

import math
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks._anonymize_ask import ask_peers, cpu
from benchmarks._anonymize_tables import LOW_RULES, low_cardinality
from privacy.anonymization.measure import measure
from privacy.anonymization.models import Closeness, DistinctDiversity, Model
from privacy.anonymization.one_file import anonymize_file, read_table, write_table

MODELS = {
    "k": Model(1),
    # Where each row is another person, l is counted exactly, whatever is asked for.
    "l": Model(1, {"complaint": DistinctDiversity(2)}),
    "t": Model(1, {"complaint": Closeness(1.0)}),
}


def beside_pycanon(n: int, folder: Path) -> dict[str, Any]:
    """`n` rows are released; each side has them in memory as it reads them: pycanon in pandas, we in Arrow.

    That gives us texts in dictionaries; `check_k_from_plain_texts_s` is the same without.
    """
    pq.write_table(low_cardinality(n), folder / "raw.parquet")
    anonymize_file(folder / "raw.parquet", folder / "released.parquet", LOW_RULES, folder)
    table = read_table(folder / "released.parquet")
    quasi, released = list(LOW_RULES.quasi), folder / "released.csv"
    write_table(table, released)
    plain = table.select(quasi).cast(pa.schema([(name, pa.string()) for name in quasi]))
    plain_s, _ = cpu(lambda: measure(plain, None, quasi=quasi, model=MODELS["k"]))
    job = {"do": "check", "table": str(released), "quasi": quasi, "sensitive": ["complaint"]}
    (theirs,) = ask_peers([{**job, "only": ["l", "t"]}])
    figures: dict[str, Any] = {
        "pycanon_n": n,
        "pycanon_agree": True,
        "check_k_from_plain_texts_s": round(plain_s, 3),
    }
    ours_s = theirs_s = 0.0
    for name, model in MODELS.items():
        seconds, reached = cpu(lambda: measure(table, None, quasi=quasi, model=model))  # noqa: B023
        found = {"k": reached.k, "l": reached.l.get("complaint"), "t": reached.t.get("complaint")}[name]
        expected = theirs[name] if name == "k" else theirs[name]["complaint"]
        figures["pycanon_agree"] &= math.isclose(found or 0, expected, abs_tol=1e-9)
        figures |= {
            f"check_{name}": found,
            f"check_{name}_s": round(seconds, 3),
            f"check_{name}_pycanon_s": round(theirs[f"{name}_s"], 3),
            f"check_{name}_ratio": round(theirs[f"{name}_s"] / seconds, 1),
        }
        ours_s += seconds
        theirs_s += theirs[f"{name}_s"]
    figures |= {"pycanon_classes": len(reached.rows), "pycanon_ratio": round(theirs_s / ours_s, 1)}
    return figures
