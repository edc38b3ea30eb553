"""Large tables: from file to file beside reading and writing alone, and the solving by itself."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import _anonymize_tables as tables
from benchmarks._anonymize_ask import cpu
from policy.anonymization import Rules
from privacy.anonymization.coded import coded
from privacy.anonymization.local import solve_local
from privacy.anonymization.models import DistinctDiversity, Model
from privacy.anonymization.one_file import anonymize_file, read_table, write_table
from privacy.anonymization.population import population_of
from privacy.anonymization.search import solve_global
from privacy.anonymization.sensitive import sensitive_codes


def beside_io(n: int, folder: Path) -> dict[str, Any]:
    """From one Parquet file to another, beside reading and writing it; and solving once it is read."""
    source, target = folder / "low.parquet", folder / "low.out.parquet"
    pq.write_table(tables.low_cardinality(n), source)
    io_s, _ = cpu(lambda: pq.write_table(pq.read_table(source), target))
    # The same with texts left as the file has them, in dictionaries: as the product reads and writes.
    encoded_s, _ = cpu(lambda: write_table(read_table(source), target))
    ours_s, report = cpu(lambda: anonymize_file(source, target, tables.LOW_RULES, folder))
    table = read_table(source)
    solve_s, solved = cpu(lambda: _solved(table, tables.LOW_RULES, folder))
    return {
        "io_only_s": round(io_s, 3),
        "io_only_in_dictionaries_s": round(encoded_s, 3),
        "io_only_ours_s": round(ours_s, 3),
        "ours_per_io_only": round(ours_s / io_s, 2),
        "ours_per_io_only_in_dictionaries": round(ours_s / encoded_s, 2),
        "low_cardinality_solved_s": round(solve_s, 3),
        "low_cardinality_tuples": solved,
        "low_cardinality_ncp": round(report["ncp"], 4),
        "low_cardinality_suppressed": report["suppressed"],
    }


def high_cardinality(n: int) -> dict[str, Any]:
    table = tables.high_cardinality(n)
    rules = Rules.model_validate({"k": 5, "suppression_limit": 0.05, "quasi": tables.HIGH_QUASI})
    seconds, tuples = cpu(lambda: _solved(table, rules, Path()), 1)
    return {
        "high_cardinality_solved_s": round(seconds, 3),
        "high_cardinality_tuples": tuples,
        **_recoded_locally("low", tables.low_cardinality(n), tables.LOW_RULES),
        **_recoded_locally("high", table, rules),
    }


def _recoded_locally(name: str, table: pa.Table, rules: Rules) -> dict[str, Any]:
    """Local recoding for k alone, once the rows are tuples."""
    quasi = coded(table, rules, Path())
    sizes = [hierarchy.size(0) for hierarchy in quasi.hierarchies]
    population = population_of(quasi.codes, None, {}, sizes)
    seconds, solution = cpu(
        lambda: solve_local(population, quasi.hierarchies, Model(rules.k, {}), rules.suppression_limit), 1
    )
    assert solution is not None
    return {f"{name}_cardinality_local_s": round(seconds, 3), f"{name}_cardinality_local_ncp": solution.loss}


def _solved(table: pa.Table, rules: Rules, folder: Path) -> int:
    """Everything from columns of texts to the best levels; the number of distinct tuples."""
    quasi = coded(table, rules, folder)
    population = population_of(
        quasi.codes,
        None,
        {column: sensitive_codes(table[column])[0] for column in rules.sensitive},
        [hierarchy.size(0) for hierarchy in quasi.hierarchies],
    )
    wanted = {column: DistinctDiversity(rule.l or 0) for column, rule in rules.sensitive.items()}
    assert solve_global(population, quasi.hierarchies, Model(rules.k, wanted), rules.suppression_limit)
    return len(population)
