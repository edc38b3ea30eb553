"""The search against trying every node in plain Python, on random tables with several rows a person."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from privacy.anonymization.hierarchy import Hierarchy, hierarchy_of
from privacy.anonymization.models import Closeness, DistinctDiversity, EntropyDiversity, Model, Requirement
from privacy.anonymization.population import population_of
from privacy.anonymization.search import solve_global

REQUIREMENTS: list[Requirement | None] = [
    None,
    DistinctDiversity(2),
    DistinctDiversity(3),
    EntropyDiversity(1.5),
    EntropyDiversity(2.0),
    Closeness(0.2),
    Closeness(0.4),
    Closeness(0.1, ordered=True),
    Closeness(0.3, ordered=True),
]


@dataclass
class Case:
    hierarchies: list[Hierarchy]
    rows: list[tuple[int, ...]]
    subjects: list[int] | None
    values: list[int]
    k: int
    requirement: Requirement | None
    limit: float

    @property
    def model(self) -> Model:
        return Model(self.k, {"value": self.requirement} if self.requirement else {})

    def person(self, row: int) -> int:
        return row if self.subjects is None else self.subjects[row]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    hierarchies = []
    for _ in range(draw(st.integers(1, 3))):
        leaves = draw(st.integers(1, 5))
        levels = [list(range(leaves))]
        for _ in range(draw(st.integers(0, 2))):
            merge = draw(st.lists(st.integers(0, 2), min_size=5, max_size=5))
            levels.append([merge[group] for group in levels[-1]])
        levels.append([0] * leaves)
        hierarchies.append(
            hierarchy_of(
                [tuple(f"{level}/{of[leaf]}" for level, of in enumerate(levels)) for leaf in range(leaves)]
            )
        )
    count = draw(st.integers(1, 14))
    leaf_of = st.tuples(*(st.integers(0, hierarchy.size(0) - 1) for hierarchy in hierarchies))
    return Case(
        hierarchies,
        rows=[draw(leaf_of) for _ in range(count)],
        subjects=draw(st.none() | st.lists(st.integers(0, 8), min_size=count, max_size=count)),
        values=[draw(st.integers(0, 3)) for _ in range(count)],
        k=draw(st.integers(1, 4)),
        requirement=draw(st.sampled_from(REQUIREMENTS)),
        limit=draw(st.sampled_from([0.0, 0.2, 0.5])),
    )


def matching(pairs: set[tuple[int, int]]) -> int:
    return max(
        size
        for size in range(5)
        for chosen in combinations(sorted(pairs), size)
        if len({s for s, _ in chosen}) == size == len({v for _, v in chosen})
    )


def shares(case: Case, members: Iterable[int]) -> dict[int, float]:
    """Value -> share of the people; someone with several values is divided equally among them."""
    values_of = defaultdict(set)
    for row in members:
        values_of[case.person(row)].add(case.values[row])
    found: dict[int, float] = defaultdict(float)
    for values in values_of.values():
        for value in values:
            found[value] += 1 / len(values) / len(values_of)
    return found


def distance(mine: dict[int, float], whole: dict[int, float], ordered: bool) -> float:
    differences = [mine.get(value, 0) - whole[value] for value in sorted(whole)]
    if not ordered:
        return sum(map(abs, differences)) / 2
    running = [abs(sum(differences[: count + 1])) for count in range(len(differences))]
    return sum(running) / max(1, len(differences) - 1)


def published(case: Case, classes: list[list[int]]) -> list[list[int]]:
    """The classes that may stay, t-closeness being judged against those that do."""
    wanted = case.requirement
    kept = []
    for members in classes:
        good = len({case.person(row) for row in members}) >= case.k
        if isinstance(wanted, DistinctDiversity):
            good &= matching({(case.person(row), case.values[row]) for row in members}) >= wanted.l
        if isinstance(wanted, EntropyDiversity):
            entropy = -sum(share * math.log(share) for share in shares(case, members).values())
            good &= math.exp(entropy) >= wanted.l - 1e-9
        if good:
            kept.append(members)
    while isinstance(wanted, Closeness):
        whole = shares(case, [row for members in kept for row in members])
        close = [m for m in kept if distance(shares(case, m), whole, wanted.ordered) <= wanted.t + 1e-9]
        if len(close) == len(kept):
            break
        kept = close
    return kept


def cost(case: Case, node: tuple[int, ...]) -> tuple[float, int] | None:
    """Loss and suppressed rows of a node, or None where too many rows would go."""
    classes: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(case.rows):
        key = tuple(
            int(h.groups[level][leaf]) for h, level, leaf in zip(case.hierarchies, node, row, strict=True)
        )
        classes[key].append(number)
    kept = [row for members in published(case, list(classes.values())) for row in members]
    suppressed = len(case.rows) - len(kept)
    if not kept or suppressed > case.limit * len(case.rows) + 1e-9:
        return None
    loss = 0.0
    for number in kept:
        for hierarchy, level, leaf in zip(case.hierarchies, node, case.rows[number], strict=True):
            alike = (hierarchy.groups[level] == hierarchy.groups[level][leaf]).sum()
            loss += (alike - 1) / max(1, hierarchy.size(0) - 1) / len(case.hierarchies)
    return (loss + suppressed) / len(case.rows), suppressed


@settings(max_examples=250, deadline=None)
@given(case=cases())
def test_the_search_finds_the_best_of_all_nodes(case: Case) -> None:
    population = population_of(
        list(np.array(case.rows).T),
        None if case.subjects is None else np.array(case.subjects),
        {"value": np.array(case.values)} if case.requirement else {},
        [hierarchy.size(0) for hierarchy in case.hierarchies],
    )
    found = solve_global(population, case.hierarchies, case.model, case.limit)
    every = {node: cost(case, node) for node in product(*(range(h.levels) for h in case.hierarchies))}
    possible = {node: result for node, result in every.items() if result is not None}
    event(f"requirement: {type(case.requirement).__name__}")
    if not possible:
        event("refused")
        assert found is None
        return
    assert found is not None
    event(f"suppressed: {found.suppressed > 0}")
    assert found.loss == pytest.approx(min(loss for loss, _ in possible.values()))
    assert possible[found.levels] == pytest.approx((found.loss, found.suppressed))
    assert found.suppressed == population.rows[~found.kept].sum()


def test_one_person_with_k_rows_is_no_crowd() -> None:
    hierarchy = hierarchy_of([("a", "*"), ("b", "*")])
    rows, subjects = np.array([0] * 5 + [1] * 5), np.array([0] * 5 + [1, 2, 3, 4, 5])
    found = solve_global(population_of([rows], subjects, {}, [2]), [hierarchy], Model(5), 0.0)
    assert found is not None and found.levels == (1,)


def test_large_tables_are_searched_like_small_ones() -> None:
    """Keys too wide for a dense table, and three columns too many to be looked at together."""
    generator = np.random.default_rng(4)
    hierarchies = [
        hierarchy_of([(f"{leaf}", f"{leaf // 10}", f"{leaf // 100}", "*") for leaf in range(1000)])
        for _ in range(3)
    ]
    columns = [generator.integers(0, 1000, 40_000) for _ in hierarchies]
    population = population_of(columns, None, {}, [1000] * 3)
    found = solve_global(population, hierarchies, Model(5), 0.3)
    losses = {}
    for node in product(range(4), repeat=3):
        coarse = np.stack(
            [h.groups[level][c] for h, level, c in zip(hierarchies, node, columns, strict=True)]
        )
        _, of, size = np.unique(coarse, axis=1, return_inverse=True, return_counts=True)
        kept = (size >= 5)[of.ravel()]
        if not kept.all() and (~kept).sum() > 0.3 * 40_000:
            continue
        penalty = np.mean([h.losses[level][0] for h, level in zip(hierarchies, node, strict=True)])
        losses[node] = float(penalty * kept.mean() + (~kept).mean())
    assert found is not None
    assert found.loss == pytest.approx(min(losses.values())) == losses[found.levels]
