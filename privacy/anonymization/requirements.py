"""From the rules an officer wrote to the models that the search and the measures check."""

from policy.anonymization import Requirement as Stated
from policy.anonymization import Rules
from privacy.anonymization.models import (
    Closeness,
    DistinctDiversity,
    EntropyDiversity,
    Model,
    Requirement,
)


def model_of(rules: Rules, ordered: frozenset[str] = frozenset()) -> Model:
    """k and what each sensitive column must show; `ordered` names the columns whose values have an order."""
    return Model(
        k=rules.k,
        sensitive={
            column: _requirement(stated, column in ordered) for column, stated in rules.sensitive.items()
        },
    )


def _requirement(stated: Stated, ordered: bool) -> Requirement:
    if stated.t is not None:
        return Closeness(stated.t, ordered)
    assert stated.l is not None, "policy has checked that l or t is given"
    return EntropyDiversity(stated.l) if stated.entropy else DistinctDiversity(stated.l)
