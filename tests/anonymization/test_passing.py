import numpy as np

from privacy.anonymization.closeness import people_per_value
from privacy.anonymization.models import Closeness, EntropyDiversity, Model
from privacy.anonymization.passing import passing, passing_within
from privacy.anonymization.population import Population, population_of


def classes(*of_class: tuple[int, int]) -> Population:
    """One tuple per pair; so many people with value 0, and so many with value 1."""
    tuples = np.repeat(np.arange(len(of_class)), [zeros + ones for zeros, ones in of_class])
    values = np.concatenate([[0] * zeros + [1] * ones for zeros, ones in of_class])
    return population_of([tuples], None, {"band": values}, [len(of_class)])


def test_entropy_asks_for_values_as_even_as_l_equal_ones() -> None:
    model = Model(1, {"band": EntropyDiversity(2.0)})
    assert passing(classes((2, 1), (1, 1), (3, 0)), model).tolist() == [False, True, False]


def test_closeness_is_judged_against_what_is_published_in_the_end() -> None:
    # All: 26 of 40 have 0. The first class (1.00) is too far from 0.65, and goes; the others are near enough.
    # Without it 16 of 30 have 0, and the second (0.80) is too far from 0.53.
    model = Model(1, {"band": Closeness(0.25)})
    assert passing(classes((10, 0), (8, 2), (8, 12)), model).tolist() == [False, False, True]


def test_a_part_is_judged_against_the_whole_and_once() -> None:
    model = Model(1, {"band": Closeness(0.25)})
    whole = classes((10, 0), (8, 2), (8, 12))
    per_value = {name: people_per_value(column) for name, column in whole.sensitive.items()}
    part = whole.restricted(np.array([True, True, False]))
    assert passing_within(part, model, per_value).tolist() == [False, True]
    assert passing_within(part, Model(11), per_value).tolist() == [False, False]
