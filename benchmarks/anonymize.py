"""Anonymisation beside anjana and pycanon on the same tables, and beside reading and writing alone.

`anjana` generalises the column with most values until k is reached, so its levels cost as much as the optimum
or more; both sides agree where our count of the rows suppressed at its levels is its own, and our loss is no
more. `pycanon` measures k, l and t of one release; both sides agree where all figures are equal. `io-only`
reads and writes the file of the release without a look at it. ARX needs a JVM and is not run here; its optima
on Adult are in docs/anonymisation-quality.md; AnonymizeArx.java repeats them where a JDK and ARX are at hand.
"""

import resource
import tempfile
from pathlib import Path
from typing import Any

from benchmarks._anonymize_checks import beside_pycanon
from benchmarks._anonymize_large import beside_io, high_cardinality
from benchmarks._anonymize_redaction import redaction
from benchmarks._anonymize_small import beside_anjana, local_recoding
from benchmarks._anonymize_tables import adult, made_like_adult

MOST_ROWS_CHECKED = 1_000_000


def main(n: int = 5_000_000, data: Path | None = None) -> dict[str, object]:
    """CPU seconds; every ratio is peer ÷ ours, above 1 we are faster.

    Args:
        n: rows of the large tables.
        data: folder with Adult as ARX ships it; without, a table made in its likeness is used.
    """
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="anonymize-") as name:
        folder = Path(name)
        small = adult(data) if data is not None else made_like_adult(folder)
        figures |= beside_io(n, folder) | high_cardinality(n)
        peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        figures |= beside_anjana(small) | local_recoding(small)
        figures |= beside_pycanon(min(n, MOST_ROWS_CHECKED), folder)
        figures |= redaction()
    return {
        "name": "anonymize",
        "peer": "anjana",
        "ours_s": round(figures["anjana_ours_s"], 3),
        "peer_s": round(figures["anjana_s"], 3),
        "ratio": figures["anjana_ratio"],
        "agree": figures["anjana_agree"] and figures["pycanon_agree"],
        "peak_mb": round(peak_kib / 1024, 1),
        "n": n,
        "small_table": "Adult" if data is not None else "made in Adult's likeness",
        **figures,
    }
