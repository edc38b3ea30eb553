"""Releases of every model and both recodings, judged by a program that is not ours.

pycanon counts rows. A table with several rows a person is shown to it with one row per person and class,
which says k and l; the distance to the whole table, where a person of two classes counts once, cannot be
shown so.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pytest

from benchmarks._anonymize_ask import ask_peers
from privacy.anonymization.hierarchy import Codes, hierarchy_of
from privacy.anonymization.local import solve_local
from privacy.anonymization.measure import Measures, measure
from privacy.anonymization.models import Closeness, DistinctDiversity, EntropyDiversity, Model
from privacy.anonymization.population import population_of
from privacy.anonymization.recoding import kept_rows, recoded
from privacy.anonymization.search import solve_global
from privacy.anonymization.sensitive import sensitive_codes

ROWS = 1500
QUASI = ["age", "city", "sex"]
HIERARCHIES = [
    hierarchy_of([(f"{age}", f"{age // 5 * 5}+", f"{age // 20 * 20}+", "*") for age in range(80)]),
    hierarchy_of([(f"c{city}", f"p{city // 4}", "*") for city in range(16)]),
    hierarchy_of([("f", "*"), ("m", "*")]),
]
MODELS = {
    "k": Model(5),
    "larger k": Model(25),
    "distinct l": Model(3, {"illness": DistinctDiversity(4)}),
    "entropy l": Model(3, {"illness": EntropyDiversity(3.0)}),
    "t": Model(3, {"illness": Closeness(0.25)}),
    "ordered t": Model(3, {"salary": Closeness(0.12, ordered=True)}),
    "t twice": Model(2, {"illness": Closeness(0.3), "salary": Closeness(0.2, ordered=True)}),
}
CASES = [
    (name, recoding, repeated)
    for name, model in MODELS.items()
    for recoding in ("global", "local")
    for repeated in (False, True)
    if not repeated or not any(isinstance(wanted, Closeness) for wanted in model.sensitive.values())
]


@dataclass
class Released:
    model: Model
    measures: Measures
    job: dict[str, Any]


@pytest.fixture(scope="module")
def judged(tmp_path_factory) -> dict[tuple[str, str, bool], tuple[Released, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("released")
    released = [_release(*case, folder / f"{number}.csv") for number, case in enumerate(CASES)]
    answers = ask_peers([one.job for one in released])
    return dict(zip(CASES, zip(released, answers, strict=True), strict=True))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_pycanon_finds_what_the_model_demands_and_we_measured(case, judged) -> None:
    released, theirs = judged[case]
    ours, model = released.measures, released.model
    assert theirs["k"] == ours.k >= model.k
    for column, requirement in model.sensitive.items():
        if isinstance(requirement, Closeness):
            assert theirs["t"][column] == pytest.approx(ours.t[column], abs=1e-9)
            assert theirs["t"][column] <= requirement.t + 1e-9
        elif isinstance(requirement, DistinctDiversity):
            assert theirs["l"][column] >= ours.l[column] >= requirement.l
        else:
            # It gives the whole number below, after rounding of its own.
            assert theirs["entropy_l"][column] in (
                math.floor(ours.l[column] - 1e-9),
                math.floor(ours.l[column] + 1e-9),
            )
            assert ours.l[column] >= requirement.l - 1e-9


def _release(name: str, recoding: str, repeated: bool, path: Path) -> Released:
    generator = np.random.default_rng(7)
    people = np.arange(ROWS)
    if repeated:
        people = generator.integers(0, ROWS // 2, ROWS)
    # What a person suffers from and earns is a person's, so that pycanon may count a person once.
    illness = pa.array([f"d{person * 7 % 11 % 6}" for person in people.tolist()])
    salary = pa.array((people * 13 % 9 * 1000).tolist())
    codes = [
        np.clip(generator.normal(40, 14, ROWS), 0, 79).astype(np.int64),
        generator.integers(0, 16, ROWS),
        generator.integers(0, 2, ROWS),
    ]
    model = MODELS[name]
    subjects = people if repeated else None
    values = {"illness": sensitive_codes(illness)[0], "salary": sensitive_codes(salary)[0]}
    population = population_of(
        codes, subjects, {column: values[column] for column in model.sensitive}, [80, 16, 2]
    )
    solve = solve_local if recoding == "local" else solve_global
    solution = solve(population, HIERARCHIES, model, 0.1)
    assert solution is not None
    kept = pa.array(kept_rows(population, solution))
    table = pa.table(
        {
            **dict(zip(QUASI, recoded(population, HIERARCHIES, solution), strict=True)),
            "illness": illness.filter(kept),
            "salary": salary.filter(kept),
        }
    )
    subjects = people[kept.to_numpy(zero_copy_only=False)] if repeated else None
    measures = measure(table, subjects, quasi=QUASI, model=model)
    csv.write_csv(_one_row_a_person_and_class(table, subjects), path)
    return Released(
        model,
        measures,
        {"do": "check", "table": str(path), "quasi": QUASI, "sensitive": list(model.sensitive)},
    )


def _one_row_a_person_and_class(table: pa.Table, subjects: Codes | None) -> pa.Table:
    plain = table.cast(pa.schema([(name, pa.string()) for name in QUASI] + list(table.schema)[len(QUASI) :]))
    if subjects is None:
        return plain
    rows = plain.append_column("person", pa.array(subjects))
    return rows.group_by(rows.column_names).aggregate([]).drop_columns("person")
