"""The optimum on Adult, five times over, beside anjana on the same tables."""

from typing import Any

from benchmarks._anonymize_ask import ask_peers, cpu
from benchmarks._anonymize_tables import EIGHT, SIX, Coded
from privacy.anonymization.hierarchy import Hierarchy
from privacy.anonymization.ladder import ladders_of
from privacy.anonymization.lattice import loss_of
from privacy.anonymization.local import solve_local
from privacy.anonymization.models import Model
from privacy.anonymization.population import Population, population_of
from privacy.anonymization.search import solve_global

# Name -> quasi-identifiers, k, suppression limit: those for which ARX's optima are known.
CONFIGURATIONS = {
    "8qi_k5": (EIGHT, 5, 0.05),
    "8qi_k10": (EIGHT, 10, 0.05),
    "8qi_k5_none_suppressed": (EIGHT, 5, 0.0),
    "6qi_k5": (SIX, 5, 0.05),
    "6qi_k10": (SIX, 10, 0.05),
}


def beside_anjana(small: Coded) -> dict[str, Any]:
    """Levels, loss, rows suppressed and seconds of each configuration; ours include the grouping of rows."""
    figures: dict[str, Any] = {"anjana_ours_s": 0.0, "anjana_s": 0.0, "anjana_agree": True}
    answers = ask_peers([_job(small, name) for name in CONFIGURATIONS])
    for (name, (quasi, k, limit)), theirs in zip(CONFIGURATIONS.items(), answers, strict=True):
        hierarchies = [small.hierarchies[column] for column in quasi]

        def solved() -> Any:
            return solve_global(_grouped(small, quasi, hierarchies), hierarchies, Model(k), limit)  # noqa: B023

        seconds, found = cpu(solved)
        classes = _grouped(small, quasi, hierarchies).rolled_up(theirs["levels"], ladders_of(hierarchies))
        kept = classes.people() >= k
        their_loss = loss_of(classes, kept, ladders_of(hierarchies))
        same_count = int(classes.rows[~kept].sum()) == theirs["suppressed"]
        figures["anjana_agree"] &= same_count and found.loss <= their_loss
        figures["anjana_ours_s"] += seconds
        figures["anjana_s"] += theirs["seconds"]
        figures |= {
            f"{name}_levels": found.levels,
            f"{name}_ncp": round(found.loss, 4),
            f"{name}_suppressed": found.suppressed,
            f"{name}_s": round(seconds, 3),
            f"{name}_anjana_levels": tuple(theirs["levels"]),
            f"{name}_anjana_ncp": round(their_loss, 4),
            f"{name}_anjana_suppressed": theirs["suppressed"],
            f"{name}_anjana_ratio": round(theirs["seconds"] / seconds, 1),
        }
    figures["anjana_ratio"] = round(figures["anjana_s"] / figures["anjana_ours_s"], 1)
    return figures


def local_recoding(small: Coded) -> dict[str, Any]:
    """Loss and seconds of local recoding, for each set of quasi-identifiers at k = 5."""
    figures: dict[str, Any] = {}
    for name, quasi in {"8qi_k5": EIGHT, "6qi_k5": SIX}.items():
        hierarchies = [small.hierarchies[column] for column in quasi]

        def solved() -> Any:
            return solve_local(_grouped(small, quasi, hierarchies), hierarchies, Model(5), 0.05)  # noqa: B023

        seconds, found = cpu(solved)
        figures |= {
            f"{name}_local_ncp": round(found.loss, 4),
            f"{name}_local_suppressed": found.suppressed,
            f"{name}_local_s": round(seconds, 3),
        }
    return figures


def _grouped(small: Coded, quasi: tuple[str, ...], hierarchies: list[Hierarchy]) -> Population:
    sizes = [hierarchy.size(0) for hierarchy in hierarchies]
    return population_of([small.codes[column] for column in quasi], None, {}, sizes)


def _job(small: Coded, name: str) -> dict[str, Any]:
    quasi, k, limit = CONFIGURATIONS[name]
    return {
        "do": "anonymise",
        "table": str(small.table),
        "quasi": list(quasi),
        "hierarchies": {column: str(small.hierarchy_files[column]) for column in quasi},
        "k": k,
        "suppression_limit": limit,
    }
