"""What the gate says of one release."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa

from policy.anonymization import Release, Rules
from policy.text import Text
from privacy.anonymization.hierarchy import Codes
from privacy.anonymization.risk import Risks
from privacy.anonymization.utility import Utility

Label = Literal["anonymised", "de_identified"]


@dataclass(frozen=True)
class GateResult:
    """The gate's judgement of one release.

    Attributes:
        label: `de_identified` when something is kept by which a person's rows can be linked, such as a stable
            pseudonym, a free text or shifted dates: such a table is not anonymous.
        rules_hash: of the rules, the SQL and the hierarchy files it was judged by.
        k_reached, l_reached, t_reached: over the classes of the finished table; None when refused.
        linked_k: fewest people with the same set of classes: what k comes to where a pseudonym links rows.
        subjects: distinct people in the input; `rows`, `suppressed` and `masked` (per column) count rows.
        ncp: normalised certainty penalty, 0 (nothing lost) to 1, suppressed rows counting 1.
        levels: per quasi-identifier the level of its hierarchy; None in local recoding.
        table: what may be published; `subjects_of_rows` who stands behind its rows, as indices of
            `subject_names`, and `raw_values` per quasi-identifier what they were before; never shown.
    """

    release: Rules
    status: Literal["passed", "refused"]
    label: Label
    rules_hash: str
    subjects: int
    rows: int
    reasons: tuple[Text, ...] = ()
    k_reached: int | None = None
    l_reached: Mapping[str, float] | None = None
    t_reached: Mapping[str, float] | None = None
    linked_k: int | None = None
    suppressed: int = 0
    masked: Mapping[str, int] = field(default_factory=dict)
    ncp: float | None = None
    levels: Mapping[str, int] | None = None
    risks: Risks | None = None
    utility: Utility | None = None
    table: pa.Table | None = field(default=None, repr=False, compare=False)
    subjects_of_rows: Codes | None = field(default=None, repr=False, compare=False)
    subject_names: pa.Array | None = field(default=None, repr=False, compare=False)
    raw_values: Mapping[str, pa.DictionaryArray] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        return self.release.name if isinstance(self.release, Release) else "file"

    def entity_row(self, judged_at: datetime) -> dict[str, Any]:
        """One row of the entity `releases`; a passed release counts as published."""
        return {
            "dataset": self.name,
            "status": "published" if self.status == "passed" else "refused",
            "label": self.label,
            "k_required": self.release.k,
            "k_reached": self.k_reached,
            "subjects": self.subjects,
            "suppressed": self.suppressed,
            "released_at": judged_at,
        }


def label_of(rules: Rules) -> Label:
    return "de_identified" if rules.keeps_link else "anonymised"
