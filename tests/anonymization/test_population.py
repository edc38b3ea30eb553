import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from privacy.anonymization.hierarchy import hierarchy_of
from privacy.anonymization.ladder import ladders_of
from privacy.anonymization.population import population_of
from privacy.anonymization.projection import projected
from privacy.anonymization.roll_ups import RollUps

NUMBERS = hierarchy_of([(f"{leaf}", f"{leaf // 2}", f"{leaf // 4}", "*") for leaf in range(8)])
PAIR = [NUMBERS, NUMBERS]
ROWS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 6)), min_size=1, max_size=30)
NODES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=6)


def people_and_rows(
    rows: list[tuple[int, int, int]], node: tuple[int, int]
) -> dict[tuple[int, int], tuple[int, int]]:
    classes: dict[tuple[int, int], list[int]] = {}
    for left, right, subject in rows:
        key = (int(NUMBERS.groups[node[0]][left]), int(NUMBERS.groups[node[1]][right]))
        classes.setdefault(key, []).append(subject)
    return {key: (len(set(members)), len(members)) for key, members in classes.items()}


@given(rows=ROWS, nodes=NODES)
def test_a_roll_up_of_a_roll_up_counts_as_the_rows_do(rows, nodes) -> None:
    left, right, subjects = (np.array(side) for side in zip(*rows, strict=True))
    tables = RollUps(population_of([left, right], subjects, {}, [8, 8]), ladders_of(PAIR))
    for node in [(0, 0), *nodes]:
        found = tables.at(node)
        assert found.levels == node
        counted = zip(found.people().tolist(), found.rows.tolist(), strict=True)
        keys = zip(*(codes.tolist() for codes in found.codes), strict=True)
        assert dict(zip(keys, counted, strict=True)) == people_and_rows(rows, node)


@given(rows=ROWS)
def test_each_row_leads_to_its_tuple(rows) -> None:
    left, right, subjects = (np.array(side) for side in zip(*rows, strict=True))
    found = population_of([left, right], subjects, {}, [8, 8])
    assert found.codes[0][found.tuple_of_row].tolist() == left.tolist()
    assert found.codes[1][found.tuple_of_row].tolist() == right.tolist()


@given(rows=ROWS, kept=st.lists(st.booleans(), min_size=30, max_size=30))
def test_a_part_has_the_people_of_its_tuples(rows, kept) -> None:
    left, right, subjects = (np.array(side) for side in zip(*rows, strict=True))
    whole = population_of([left, right], subjects, {}, [8, 8])
    chosen = np.array(kept[: len(whole)])
    part = whole.restricted(chosen)
    assert part.people().tolist() == whole.people()[chosen].tolist()
    assert part.rows.tolist() == whole.rows[chosen].tolist()
    if chosen.any():
        together = part.rolled_up((3, 3), ladders_of(PAIR))
        assert together.people().tolist() == [len(set(subjects[chosen[whole.tuple_of_row]].tolist()))]


@given(rows=ROWS)
def test_a_projection_has_all_rows_and_no_fewer_people(rows) -> None:
    left, right, subjects = (np.array(side) for side in zip(*rows, strict=True))
    whole = population_of([left, right], subjects, {}, [8, 8])
    for column, values in ((0, left), (1, right)):
        found = projected(whole, (column,), ladders_of(PAIR))
        for code, rows_of_code, people in zip(found.codes[0], found.rows, found.settled, strict=True):
            mine = values == code
            assert rows_of_code == mine.sum()
            assert people >= len(set(subjects[mine].tolist()))
        assert found.rows.sum() == len(rows)
