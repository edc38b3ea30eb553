"""What each class of a release must show: the models, with the parameters that policy chooses.

k-anonymity (Sweeney 2002), distinct and entropy l-diversity (Machanavajjhala et al. 2007), t-closeness
(Li et al. 2007); all of them count distinct subjects, not rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class DistinctDiversity:
    """`l` different values can be found with `l` different people of the class."""

    l: int  # noqa: E741 - the model's own name in the literature


@dataclass(frozen=True)
class EntropyDiversity:
    """The values of the class are spread as evenly as `l` equally frequent ones or more: exp(entropy) ≥ l."""

    l: float  # noqa: E741 - the model's own name in the literature


@dataclass(frozen=True)
class Closeness:
    """The earth mover's distance between the class and the whole release is at most `t`.

    Attributes:
        ordered: people are moved along the order of values, a step costing 1/(values − 1); otherwise every
            move costs 1.
    """

    t: float
    ordered: bool = False


Requirement = DistinctDiversity | EntropyDiversity | Closeness


@dataclass(frozen=True)
class Model:
    """At least `k` distinct subjects a class, and one requirement per sensitive column."""

    k: int
    sensitive: Mapping[str, Requirement] = field(default_factory=dict)
