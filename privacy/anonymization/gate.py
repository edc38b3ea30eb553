"""The release gate: the one way from raw rows to a table that may be published, or to the reasons why not.

It fails closed. A column without a role, a direct identifier that stays, a value no hierarchy knows, or a
model that cannot be reached within the suppression limit refuse the release as a whole. So do the classes of
another live release where the two together would leave fewer than k people. What it lets through it has
measured on the finished table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policy.anonymization import Release, Rules
from policy.text import Text
from privacy.anonymization import reasons
from privacy.anonymization.classification import objections
from privacy.anonymization.coded import coded, plain_values
from privacy.anonymization.columns import text_codes
from privacy.anonymization.finish import finish
from privacy.anonymization.gate_result import GateResult, label_of
from privacy.anonymization.hierarchy import Codes, Hierarchy, hierarchy_of
from privacy.anonymization.local import LocalSolution, solve_local
from privacy.anonymization.measure import measure
from privacy.anonymization.memberships import signatures
from privacy.anonymization.models import Model
from privacy.anonymization.others import OtherReleases
from privacy.anonymization.population import Population, population_of
from privacy.anonymization.prepare import transformed, without_rare
from privacy.anonymization.recoding import kept_rows, recoded
from privacy.anonymization.requirements import model_of
from privacy.anonymization.risk import published_classes, risk
from privacy.anonymization.rules_hash import hash_of
from privacy.anonymization.search import Solution, solve_global
from privacy.anonymization.sensitive import sensitive_codes
from privacy.anonymization.utility import utility
from privacy.treatments.pseudonym import Pseudonymiser


@dataclass(frozen=True)
class _Case:
    """Everything the judgement of one table needs, row by row where it is an array."""

    table: pa.Table
    rules: Rules
    rules_hash: str
    names: pa.Array | None  # distinct subjects
    subjects: Codes | None  # index in `names`; None: each row another person

    @property
    def people(self) -> int:
        return self.table.num_rows if self.names is None else len(self.names)

    @property
    def subject_of_row(self) -> Codes:
        return np.arange(self.table.num_rows, dtype=np.int64) if self.subjects is None else self.subjects

    def refused(self, *why: Text) -> GateResult:
        return GateResult(
            self.rules,
            "refused",
            label_of(self.rules),
            self.rules_hash,
            self.people,
            self.table.num_rows,
            why,
        )


def judge(
    table: pa.Table,
    rules: Rules,
    *,
    folder: Path,
    sql: str = "",
    pseudonymiser: Pseudonymiser | None = None,
    others: OtherReleases | None = None,
) -> GateResult:
    """Anonymise raw rows under a release's rules, or refuse.

    Args:
        table: the raw columns, as the release's SQL returns them.
        folder: where the release's CSV hierarchies lie.
        sql: the text that gave the rows; part of what the result is bound to.
        pseudonymiser: the release set's; needed for pseudonyms and shifted dates.
        others: the live releases under other names, which the new classes must not cut too fine.

    Raises:
        PolicyError: a hierarchy file is no use, or the lattice is too large.
        MappingError: a column holds lists or records, or not what its transform needs.
        ValueError: a key is needed and none given.
    """
    case = _case(table, rules, hash_of(rules, sql=sql, folder=folder))
    found = objections(table, rules)
    if found:
        return case.refused(*found)
    columns = transformed(table, rules, folder, pseudonymiser)
    prepared = without_rare(columns, rules, case.subjects)
    found_codes = coded(table, rules, folder)
    found = found_codes.objections
    linked = others.linkable_with(rules) if others is not None else ()
    if linked and (case.names is None or any(member.subjects is None for member in linked)):
        found.append(reasons.not_comparable([member.name for member in linked]))
    if found:
        return case.refused(*found)
    codes, hierarchies = list(found_codes.codes), list(found_codes.hierarchies)
    raw_values = plain_values(rules, found_codes) if isinstance(rules, Release) else {}
    if others is not None and linked and case.names is not None:
        subjects = others.subjects(case.names, case.subject_of_row)
        signature = signatures(linked, subjects, others.values(rules, raw_values))
        codes.append(signature)
        hierarchies.append(_as_it_is(int(signature.max()) + 1))
    values = {column: sensitive_codes(prepared.columns[column]) for column in rules.sensitive}
    model = model_of(rules, frozenset(column for column, (_, ordered) in values.items() if ordered))
    population = population_of(
        codes,
        case.subjects,
        {column: code for column, (code, _) in values.items()},
        [hierarchy.size(0) for hierarchy in hierarchies],
    )
    solve = solve_local if rules.recoding == "local" else solve_global
    solution = solve(population, hierarchies, model, rules.suppression_limit)
    if solution is None:
        joined = [member.name for member in linked]
        return case.refused(reasons.not_reached(rules, case.people, joined))
    return _finished(case, columns, raw_values, population, hierarchies, solution, model)


def still_passes(result: GateResult) -> bool:
    """Whether the result's table, measured again as it stands, reaches what its rules demand."""
    table, subjects, rules = result.table, result.subjects_of_rows, result.release
    if result.status != "passed" or table is None or subjects is None or len(subjects) != table.num_rows:
        return False
    if set(table.column_names) != rules.published_columns:
        return False
    ordered = frozenset(column for column in rules.sensitive if sensitive_codes(table[column])[1])
    model = model_of(rules, ordered)
    return measure(table, subjects, quasi=list(rules.quasi), model=model).satisfies(model)


def class_of_rows(table: pa.Table, rules: Rules) -> Codes:
    """Class per row of a finished table."""
    stacked = np.stack([text_codes(table, column)[0] for column in rules.quasi], axis=1)
    return np.unique(stacked, axis=0, return_inverse=True)[1].astype(np.int64).ravel()


def _case(table: pa.Table, rules: Rules, rules_hash: str) -> _Case:
    if rules.subject is None or rules.subject not in table.column_names:
        return _Case(table, rules, rules_hash, None, None)
    codes, names = text_codes(table, rules.subject)
    return _Case(table, rules, rules_hash, pa.array(names, pa.string()), codes)


def _as_it_is(values: int) -> Hierarchy:
    """A hierarchy of one level: its column tells classes apart and is never generalised."""
    return hierarchy_of([(str(value),) for value in range(values)])


def _finished(
    case: _Case,
    columns: Mapping[str, pa.Array],
    raw_values: Mapping[str, pa.DictionaryArray],
    population: Population,
    hierarchies: list[Hierarchy],
    solution: Solution | LocalSolution,
    model: Model,
) -> GateResult:
    rules, quasi = case.rules, list(case.rules.quasi)
    fixed = len(hierarchies) - len(quasi)
    kept = kept_rows(population, solution)
    subjects = case.subject_of_row[kept]
    mask = pa.array(kept)
    # Suppression may have made values rare that were not.
    prepared = without_rare(
        {column: pc.filter(values, mask) for column, values in columns.items()},
        rules,
        None if case.subjects is None else subjects,
    )
    generalised = dict(zip(quasi, recoded(population, hierarchies, solution), strict=False))
    finished, order = finish(case.table.column_names, {**prepared.columns, **generalised})
    subjects = subjects[order]
    measures = measure(finished, None if case.subjects is None else subjects, quasi=quasi, model=model)
    if not measures.satisfies(model):
        return case.refused(reasons.not_reached(rules, case.people, []))
    levels = None
    if isinstance(solution, Solution):
        levels = dict(zip(quasi, solution.levels, strict=False))
    return GateResult(
        release=rules,
        status="passed",
        label=label_of(rules),
        rules_hash=case.rules_hash,
        subjects=case.people,
        rows=case.table.num_rows,
        k_reached=measures.k,
        l_reached=measures.l,
        t_reached=measures.t,
        linked_k=_linked_k(rules, finished, subjects) if rules.keeps_link else None,
        suppressed=solution.suppressed,
        masked=prepared.masked,
        ncp=_loss_without(fixed, solution, len(quasi), case.table.num_rows),
        levels=levels,
        # Classes of the fixed column are not published; whom a label covers is then not known from them.
        risks=risk(measures.people) if fixed else risk(*published_classes(population, hierarchies, solution)),
        utility=None if fixed else utility(population, hierarchies, solution),
        table=finished,
        subjects_of_rows=subjects,
        subject_names=case.names,
        raw_values={
            column: values.filter(mask).take(pa.array(order)) for column, values in raw_values.items()
        },
    )


def _loss_without(fixed: int, solution: Solution | LocalSolution, quasi: int, rows: int) -> float:
    """The loss over the published columns alone; the fixed one loses nothing and would lower the mean."""
    kept_loss = solution.loss * rows - solution.suppressed
    return (kept_loss * (quasi + fixed) / quasi + solution.suppressed) / rows


def _linked_k(rules: Rules, table: pa.Table, subjects: Codes) -> int:
    """Fewest people with the same set of classes: what remains of k where a person's rows are linked."""
    pairs = np.unique(np.stack([subjects, class_of_rows(table, rules)], axis=1), axis=0)
    sets: dict[int, list[int]] = {}
    for subject, number in pairs.tolist():
        sets.setdefault(subject, []).append(number)
    people: dict[tuple[int, ...], int] = {}
    for classes in sets.values():
        people[tuple(classes)] = people.get(tuple(classes), 0) + 1
    return min(people.values())
