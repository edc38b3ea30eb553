"""The live releases that a new one is judged with."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from policy.anonymization import Rules
from privacy.anonymization.hierarchy import Codes
from privacy.anonymization.memberships import Membership, links_of, quasi_link
from privacy.treatments.pseudonym import Pseudonymiser

NOBODY = "nobody"


@dataclass(frozen=True)
class OtherReleases:
    """Live releases under other names, and the key that their subjects are hashed with."""

    key: Pseudonymiser
    live: Sequence[Membership] = field(default_factory=tuple)

    def linkable_with(self, rules: Rules) -> tuple[Membership, ...]:
        links, _ = links_of(rules)
        return tuple(member for member in self.live if member.links & links)

    def subjects(self, names: pa.Array, rows: Codes) -> pa.Array:
        """Keyed hash of the person behind each row; rows that name nobody count as one person."""
        keyed = pc.fill_null(self.key.array("release-subject", names), NOBODY)
        return keyed.take(pa.array(rows))

    def values(self, rules: Rules, raw: Mapping[str, pa.DictionaryArray]) -> dict[str, pa.Array]:
        """Quasi link -> keyed hash of the raw value of each row, for links that one column alone has."""
        links = {column: quasi_link(column, spec) for column, spec in rules.quasi.items()}
        times = Counter(links.values())
        hashed = {}
        for column, link in links.items():
            if times[link] == 1:
                dictionary = pc.fill_null(raw[column].dictionary.cast(pa.string()), "")
                keyed = pc.fill_null(self.key.array(f"release-value:{link}", dictionary), NOBODY)
                hashed[link] = keyed.take(raw[column].indices)
        return hashed
