import numpy as np
import pytest

from privacy.anonymization.hierarchy import hierarchy_of
from privacy.anonymization.local import solve_local
from privacy.anonymization.models import Model
from privacy.anonymization.population import population_of
from privacy.anonymization.risk import Risks, published_classes, risk
from privacy.anonymization.search import solve_global

AGE = hierarchy_of([(f"{age}", f"{age // 5 * 5}+", "*") for age in range(10)])
# Six of 0, three of 1, one each of 2 to 4: under local recoding `0` and `0+`; `0+` fits all eleven of them.
AGES = np.array([0] * 6 + [1, 1, 2, 3, 4])


def test_the_three_attackers() -> None:
    found = risk(np.array([5, 10, 25]), np.array([5, 40, 25]))
    assert found == Risks(0.2, 0.2, pytest.approx((1 + 10 / 40 + 1) / 40))
    assert risk(np.array([5, 10, 25])) == Risks(0.2, 0.2, pytest.approx(3 / 40))


def test_a_release_of_nobody_has_no_risk() -> None:
    assert risk(np.zeros(0, np.int64)) == Risks(0.0, 0.0, 0.0)


def test_a_label_of_local_recoding_fits_people_of_other_classes_too() -> None:
    population = population_of([AGES], None, {}, [10])
    found = solve_local(population, [AGE], Model(5), 0.0)
    assert found is not None
    people, covering = published_classes(population, [AGE], found)
    assert sorted(zip(people.tolist(), covering.tolist(), strict=True)) == [(5, 11), (6, 6)]
    assert risk(people, covering) == Risks(1 / 5, 1 / 6, pytest.approx((5 / 11 + 1) / 11))


def test_people_are_counted_once_in_a_class_and_those_left_out_not_at_all() -> None:
    subjects = np.array([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    ages = np.array([0, 1, 0, 0, 1, 2, 9, 2, 0, 0, 1])
    population = population_of([ages], subjects, {}, [10])
    found = solve_global(population, [AGE], Model(9), 0.1)
    assert found is not None and found.levels == (1,) and found.suppressed == 1
    people, covering = published_classes(population, [AGE], found)
    assert (people.tolist(), covering.tolist()) == ([9], [9])
