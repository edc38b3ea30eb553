"""The release gate: the one way from raw rows to a table that may be published, or to the reasons why not.

It fails closed. A column without a role, a direct identifier that stays, a value no hierarchy knows, or a k
or l that cannot be reached within the suppression limit refuse the release as a whole. What it lets through
it has measured on the finished table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from policy.anonymization import Release
from policy.text import Text
from privacy.anonymization import reasons
from privacy.anonymization.classification import objections
from privacy.anonymization.columns import recode, subject_codes, text_codes
from privacy.anonymization.finish import finish
from privacy.anonymization.hierarchies import build_hierarchy
from privacy.anonymization.hierarchy import Codes, Hierarchy
from privacy.anonymization.measure import Measures, measure
from privacy.anonymization.population import Population, population_of
from privacy.anonymization.search import best_generalisation
from privacy.treatments.pseudonym import Pseudonymiser

Label = Literal["anonymised", "de_identified"]


@dataclass(frozen=True)
class GateResult:
    """The gate's judgement of one release.

    Attributes:
        label: `de_identified` when a stable pseudonym is kept, for such a table is not anonymous.
        k_reached, l_reached: least over the classes of the finished table; None when refused.
        subjects: distinct people in the input; `rows` and `suppressed` count rows.
        ncp: normalised certainty penalty, 0 (nothing lost) to 1, suppressed rows counting 1.
        levels: per quasi-identifier the level of its hierarchy.
        table: what may be published, and `subjects_of_rows` who stands behind its rows; never shown.
    """

    release: Release
    status: Literal["passed", "refused"]
    label: Label
    k_reached: int | None
    l_reached: Mapping[str, int] | None
    subjects: int
    rows: int
    suppressed: int
    ncp: float | None
    levels: Mapping[str, int] | None
    reasons: tuple[Text, ...]
    table: pa.Table | None = field(default=None, repr=False, compare=False)
    subjects_of_rows: Codes | None = field(default=None, repr=False, compare=False)

    def entity_row(self, judged_at: datetime) -> dict[str, Any]:
        """One row of the entity `releases`; a passed release counts as published."""
        return {
            "dataset": self.release.name,
            "status": "published" if self.status == "passed" else "refused",
            "label": self.label,
            "k_required": self.release.k,
            "k_reached": self.k_reached,
            "subjects": self.subjects,
            "suppressed": self.suppressed,
            "released_at": judged_at,
        }


def judge(
    table: pa.Table, release: Release, *, folder: Path, pseudonymiser: Pseudonymiser | None = None
) -> GateResult:
    """Anonymise raw rows under a release's rules, or refuse.

    Args:
        table: the raw columns, as the release's SQL returns them.
        folder: where the release's CSV hierarchies lie.
        pseudonymiser: needed when the release keeps a pseudonym; its domain is the release's own, so that
            the pseudonym leads to no other table.

    Raises:
        PolicyError: a hierarchy file is no use, or the lattice is too large.
        MappingError: a column holds lists or records.
        ValueError: a pseudonym is asked for and no pseudonymiser given.
    """
    found = objections(table, release)
    if found:
        return _refused(release, table, found)
    hierarchies: dict[str, Hierarchy] = {}
    codes: dict[str, Codes] = {}
    for column, spec in release.quasi.items():
        row_codes, values = text_codes(table, column)
        hierarchy, leaves = build_hierarchy(spec, values, folder)
        code_of = {leaf: code for code, leaf in enumerate(leaves)}
        unknown = sum(value not in code_of for value in values)
        if unknown:
            found.append(reasons.outside_hierarchy(column, unknown))
            continue
        codes[column] = np.array([code_of[value] for value in values], np.int64)[row_codes]
        hierarchies[column] = hierarchy
    if found:
        return _refused(release, table, found)
    subjects = subject_codes(table, release.subject)
    population = _population(table, release, hierarchies, codes, subjects)
    solution = best_generalisation(
        population, list(hierarchies.values()), k=release.k, suppression_limit=release.suppression_limit
    )
    if solution is None:
        people = len(np.unique(subjects))
        unreached = reasons.not_reached(release.k, diversity(release), release.suppression_limit, people)
        return _refused(release, table, [unreached])
    kept = solution.kept[population.tuple_of_row]
    levels = dict(zip(release.quasi, solution.levels, strict=True))
    generalised = {
        column: recode(
            hierarchy.groups[levels[column]][codes[column][kept]], hierarchy.labels[levels[column]]
        )
        for column, hierarchy in hierarchies.items()
    }
    finished, order = finish(table.filter(pa.array(kept)), release, generalised, pseudonymiser)
    subjects_of_rows = subjects[kept][order]
    measures = measured(finished, subjects_of_rows, release)
    if not satisfies(measures, release):
        raise AssertionError("the search accepted a table that does not pass")
    return GateResult(
        release=release,
        status="passed",
        label=label_of(release),
        k_reached=measures.k,
        l_reached=measures.l,
        subjects=len(np.unique(subjects)),
        rows=table.num_rows,
        suppressed=solution.suppressed,
        ncp=solution.loss,
        levels=levels,
        reasons=(),
        table=finished,
        subjects_of_rows=subjects_of_rows,
    )


def label_of(release: Release) -> Label:
    return "de_identified" if "pseudonym" in release.direct.values() else "anonymised"


def diversity(release: Release) -> dict[str, int]:
    return {column: rule.l for column, rule in release.sensitive.items()}


def measured(table: pa.Table, subjects: Codes, release: Release) -> Measures:
    return measure(table, subjects, quasi=list(release.quasi), diversity=diversity(release))


def satisfies(measures: Measures, release: Release) -> bool:
    return measures.k >= release.k and all(
        measures.l[column] >= least for column, least in diversity(release).items()
    )


def _population(
    table: pa.Table, release: Release, hierarchies: Mapping[str, Hierarchy], codes: Mapping[str, Codes],
    subjects: Codes,
) -> Population:  # fmt: skip
    return population_of(
        np.stack([codes[column] for column in release.quasi], axis=1),
        subjects,
        {column: (rule.l, text_codes(table, column)[0]) for column, rule in release.sensitive.items()},
        [hierarchies[column].size(0) for column in release.quasi],
    )


def _refused(release: Release, table: pa.Table, why: list[Text]) -> GateResult:
    known = release.subject is None or release.subject in table.column_names
    subjects = len(np.unique(subject_codes(table, release.subject))) if known else 0
    return GateResult(
        release, "refused", label_of(release), None, None, subjects, table.num_rows, 0, None, None, tuple(why)
    )
