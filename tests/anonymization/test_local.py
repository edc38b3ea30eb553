"""Local recoding, judged on the table that comes out of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from privacy.anonymization.hierarchy import Hierarchy, hierarchy_of
from privacy.anonymization.local import solve_local
from privacy.anonymization.measure import measure
from privacy.anonymization.models import Closeness, DistinctDiversity, EntropyDiversity, Model, Requirement
from privacy.anonymization.population import Population, population_of
from privacy.anonymization.recoding import kept_rows, recoded
from privacy.anonymization.search import solve_global

AGE = hierarchy_of([(f"{age}", f"{age // 5 * 5}+", f"{age // 20 * 20}+", "*") for age in range(40)])
# The same words at two levels, as "Asia" for a country that is a region by itself.
PLACE = hierarchy_of(
    [("a", "A", "A", "*"), ("A", "A", "A", "*"), ("b", "B", "rest", "*"), ("c", "C", "rest", "*")]
)
REQUIREMENTS: list[Requirement | None] = [
    None,
    DistinctDiversity(2),
    EntropyDiversity(1.8),
    Closeness(0.3),
    Closeness(0.2, ordered=True),
]


@dataclass
class Case:
    ages: list[int]
    places: list[int]
    bands: list[int]
    subjects: list[int] | None
    model: Model
    limit: float

    @property
    def population(self) -> Population:
        return population_of(
            [np.array(self.ages), np.array(self.places)],
            None if self.subjects is None else np.array(self.subjects),
            {"band": np.array(self.bands)} if self.model.sensitive else {},
            [AGE.size(0), PLACE.size(0)],
        )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    count = draw(st.integers(2, 40))
    requirement = draw(st.sampled_from(REQUIREMENTS))
    column = lambda most: draw(st.lists(st.integers(0, most), min_size=count, max_size=count))  # noqa: E731
    return Case(
        ages=column(39),
        places=column(3),
        bands=column(2),
        subjects=column(30) if draw(st.booleans()) else None,
        model=Model(draw(st.integers(2, 5)), {"band": requirement} if requirement else {}),
        limit=draw(st.sampled_from([0.0, 0.1, 0.3])),
    )


HIERARCHIES: list[Hierarchy] = [AGE, PLACE]


@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_what_is_published_meets_the_model_and_loses_no_more_than_global_levels(case: Case) -> None:
    population = case.population
    found = solve_local(population, HIERARCHIES, case.model, case.limit)
    alike = solve_global(population, HIERARCHIES, case.model, case.limit)
    assert (found is None) == (alike is None)
    if found is None or alike is None:
        event("refused")
        return
    event("better" if found.loss < alike.loss else "equal")
    assert found.loss <= alike.loss + 1e-12
    kept = kept_rows(population, found)
    assert (~kept).sum() == found.suppressed <= case.limit * len(kept) + 1e-9
    table = pa.table(
        {
            **dict(zip(("age", "place"), recoded(population, HIERARCHIES, found), strict=True)),
            "band": np.array(case.bands)[kept],
        }
    )
    subjects = None if case.subjects is None else np.array(case.subjects)[kept]
    reached = measure(table, subjects, quasi=["age", "place"], model=case.model)
    assert reached.satisfies(case.model)
    least, most = loss_of_texts(case, table, kept, min), loss_of_texts(case, table, kept, max)
    assert least - 1e-9 <= found.loss <= most + 1e-9


def loss_of_texts(case: Case, table: pa.Table, kept: np.ndarray, choose: Callable[[list[int]], int]) -> float:
    """The penalty read off the published labels: how many leaves each stands for, where two levels share a
    label at the chosen one."""
    lost = float((~kept).sum())
    raw = {"age": np.array(case.ages)[kept], "place": np.array(case.places)[kept]}
    for column, hierarchy in (("age", AGE), ("place", PLACE)):
        for leaf, label in zip(raw[column], table[column].to_pylist(), strict=True):
            of_level = [
                (hierarchy.groups[level] == hierarchy.groups[level][leaf]).sum()
                for level in range(hierarchy.levels)
                if hierarchy.labels[level][hierarchy.groups[level][leaf]] == label
            ]
            lost += (choose(of_level) - 1) / (hierarchy.size(0) - 1) / 2
    return lost / len(kept)


def test_each_row_is_generalised_as_far_as_its_neighbours_need() -> None:
    ages = np.array([0] * 5 + [20, 21, 22, 23, 24])
    population = population_of([ages], None, {}, [40])
    found = solve_local(population, [AGE], Model(5), 0.0)
    assert found is not None
    (column,) = recoded(population, [AGE], found)
    assert column.to_pylist() == ["0"] * 5 + ["20+"] * 5
    assert found.loss == pytest.approx(5 * 4 / 39 / 10)


def test_the_last_ones_join_the_class_that_costs_least() -> None:
    # 7 is alone; 5+ (five of 5) is nearer than 20 (five of 20).
    ages = np.array([5] * 5 + [7] + [20] * 5)
    population = population_of([ages], None, {}, [40])
    found = solve_local(population, [AGE], Model(5), 0.0)
    assert found is not None
    (column,) = recoded(population, [AGE], found)
    assert column.to_pylist() == ["5+"] * 6 + ["20"] * 5
    assert found.suppressed == 0


def test_leaving_out_is_chosen_where_joining_costs_more() -> None:
    # Joining would raise nine hundred rows to `*`; one row left out costs one.
    ages = np.array([0] * 300 + [5] * 300 + [10] * 300 + [39])
    population = population_of([ages], None, {}, [40])
    found = solve_local(population, [AGE], Model(5), 0.01)
    assert found is not None and found.suppressed == 1
    assert found.loss == pytest.approx(1 / 901)
