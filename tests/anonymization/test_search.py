"""The search against trying every node in plain Python, on random tables with several rows a person."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from privacy.anonymization.hierarchy import Hierarchy, hierarchy_of
from privacy.anonymization.population import mixed_radix, population_of
from privacy.anonymization.search import best_generalisation


@dataclass
class Case:
    hierarchies: list[Hierarchy]
    rows: list[tuple[int, ...]]
    subjects: list[int]
    values: list[int]
    k: int
    least: int
    limit: float


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
        subjects=[draw(st.integers(0, 8)) for _ in range(count)],
        values=[draw(st.integers(0, 2)) for _ in range(count)],
        k=draw(st.integers(2, 4)),
        least=draw(st.integers(1, 3)),
        limit=draw(st.sampled_from([0.0, 0.2, 0.5])),
    )


def matching(pairs: set[tuple[int, int]]) -> int:
    return max(
        size
        for size in range(4)
        for chosen in combinations(sorted(pairs), size)
        if len({s for s, _ in chosen}) == size == len({v for _, v in chosen})
    )


def cost(case: Case, node: tuple[int, ...]) -> tuple[float, int] | None:
    """Loss and suppressed rows of a node, or None where too many rows would go."""
    classes: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(case.rows):
        key = tuple(
            int(h.groups[level][leaf]) for h, level, leaf in zip(case.hierarchies, node, row, strict=True)
        )
        classes[key].append(number)
    kept: list[int] = []
    for members in classes.values():
        people = {case.subjects[number] for number in members}
        pairs = {(case.subjects[number], case.values[number]) for number in members}
        if len(people) >= case.k and matching(pairs) >= case.least:
            kept += members
    suppressed = len(case.rows) - len(kept)
    if not kept or suppressed > case.limit * len(case.rows) + 1e-9:
        return None
    loss = 0.0
    for number in kept:
        for hierarchy, level, leaf in zip(case.hierarchies, node, case.rows[number], strict=True):
            alike = (hierarchy.groups[level] == hierarchy.groups[level][leaf]).sum()
            loss += (alike - 1) / max(1, hierarchy.size(0) - 1) / len(case.hierarchies)
    return (loss + suppressed) / len(case.rows), suppressed


@settings(max_examples=300, deadline=None)
@given(case=cases())
def test_the_search_finds_the_best_of_all_nodes(case: Case) -> None:
    population = population_of(
        np.array(case.rows),
        np.array(case.subjects),
        {"value": (case.least, np.array(case.values))},
        [hierarchy.size(0) for hierarchy in case.hierarchies],
    )
    found = best_generalisation(population, case.hierarchies, k=case.k, suppression_limit=case.limit)
    every = {node: cost(case, node) for node in product(*(range(h.levels) for h in case.hierarchies))}
    possible = {node: result for node, result in every.items() if result is not None}
    if not possible:
        event("refused")
        assert found is None
        return
    assert found is not None
    event(f"suppressed: {found.suppressed > 0}")
    assert found.loss == pytest.approx(min(loss for loss, _ in possible.values()))
    assert possible[found.levels] == pytest.approx((found.loss, found.suppressed))


def test_one_person_with_k_rows_is_no_crowd() -> None:
    hierarchy = hierarchy_of([("a", "*"), ("b", "*")])
    rows, subjects = np.array([[0]] * 5 + [[1]] * 5), np.array([0] * 5 + [1, 2, 3, 4, 5])
    found = best_generalisation(
        population_of(rows, subjects, {}, [2]), [hierarchy], k=5, suppression_limit=0.0
    )
    assert found is not None and found.levels == (1,)


def test_keys_stay_apart_beyond_64_bits() -> None:
    sizes = [2**31, 2**31, 2**31]
    columns = [np.array([0, 1, 0, 2**31 - 1]), np.array([0, 0, 1, 2**31 - 1]), np.array([5, 5, 5, 5])]
    key, bound = mixed_radix(columns, sizes)
    assert len(set(key.tolist())) == 4 and key.min() >= 0 and key.max() < bound
