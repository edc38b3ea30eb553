"""What a finished table reaches, measured on the table itself and not on how it was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from privacy.anonymization.closeness import distances
from privacy.anonymization.columns import text_codes
from privacy.anonymization.diversity import distinct_diversity, entropy_diversity
from privacy.anonymization.hierarchy import Codes
from privacy.anonymization.models import Closeness, DistinctDiversity, Model
from privacy.anonymization.passing import TOLERANCE
from privacy.anonymization.population import population_of
from privacy.anonymization.sensitive import sensitive_codes


@dataclass(frozen=True)
class Measures:
    """Attributes:
    k: least distinct subjects of a class.
    l: per column under a diversity the least over all classes; distinct l is at least the figure asked for
        where that is reached.
    t: per column under closeness the largest distance of a class.
    rows, people: per class, shape (classes,).
    """

    k: int
    l: Mapping[str, float]  # noqa: E741 - the model's own name in the literature
    t: Mapping[str, float] = field(default_factory=dict)
    rows: Codes = field(default_factory=lambda: np.zeros(0, np.int64), repr=False, compare=False)
    people: Codes = field(default_factory=lambda: np.zeros(0, np.int64), repr=False, compare=False)

    def satisfies(self, model: Model) -> bool:
        """Whether all classes meet the model; a table without rows meets none."""
        return self.k >= model.k and all(
            self.t[column] <= requirement.t + TOLERANCE
            if isinstance(requirement, Closeness)
            else self.l[column] >= requirement.l - TOLERANCE
            for column, requirement in model.sensitive.items()
        )


def measure(table: pa.Table, subjects: Codes | None, *, quasi: Sequence[str], model: Model) -> Measures:
    """k, l and t of a table as it would be published.

    Args:
        subjects: code of the person per row; None where each row is another person.
    """
    if not table.num_rows:
        return Measures(0, dict.fromkeys(model.sensitive, 0))
    columns = [text_codes(table, column) for column in quasi]
    population = population_of(
        [codes for codes, _ in columns],
        subjects,
        {column: sensitive_codes(table[column])[0] for column in model.sensitive},
        [len(texts) for _, texts in columns],
    )
    classes, every = len(population), np.ones(len(population), bool)
    diversity: dict[str, float] = {}
    closeness: dict[str, float] = {}
    for column, requirement in model.sensitive.items():
        people = population.sensitive[column]
        if isinstance(requirement, Closeness):
            closeness[column] = float(distances(people, every, ordered=requirement.ordered).max())
        elif isinstance(requirement, DistinctDiversity):
            diversity[column] = int(distinct_diversity(people, classes, requirement.l).min())
        else:
            diversity[column] = float(entropy_diversity(people, classes).min())
    of_class = population.people()
    return Measures(int(of_class.min()), diversity, closeness, population.rows, of_class)
