"""The identifiers of erased people, in every spelling in which a cell or a text may still hold them.

They live in memory only, from the opening of the sealed log to the end of the residual scan.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from policy.retention import ERASED_PREFIX
from privacy.treatments.pseudonym import Pseudonymiser, canonical

# What points at one person wherever it stands. Names, birthdays and addresses are shared by many.
DOMAINS: Mapping[str, str] = {
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "email",
    "CN_ID_CARD": "id_number",
    "CREDIT_CARD": "bank_card",
    "CN_PASSPORT": "document",
    "CN_TRAVEL_PERMIT": "document",
    "CN_LICENSE_PLATE": "plate",
    "WECHAT_ID": "account",
    "QQ_NUMBER": "account",
    "IMEI": "device",
    "MAC_ADDRESS": "device",
}
# A shorter value stands in too many places by chance to say anything about a person.
SHORTEST = 6


@dataclass
class Identifiers:
    """Of all erased people together; whose each one is plays no part in looking for it.

    Attributes:
        forms: spellings as `mention_text.py` finds them in cells and texts, in lower case.
        keyed: the pseudonyms of the same values, as the warehouse would hold them.
    """

    forms: set[str] = field(default_factory=set)
    keyed: set[str] = field(default_factory=set)

    def add(self, entity_type: str, values: Iterable[str | None], pseudonymiser: Pseudonymiser) -> None:
        """Take up the values of one column of this entity type; blank and very short ones are left out."""
        domain = DOMAINS[entity_type]
        for value in values:
            found = spellings(entity_type, value)
            if value is None or not found:
                continue
            self.forms |= found
            keyed = pseudonymiser.one(domain, value)
            if keyed is not None:
                self.keyed.add(keyed)


def spellings(entity_type: str, value: str | None) -> set[str]:
    """The spellings of one value, in lower case; none of a blank or very short one."""
    # What an earlier erasure left in its place names nobody, and rightly stays.
    if value is None or value.startswith(ERASED_PREFIX):
        return set()
    domain = DOMAINS[entity_type]
    spelling = canonical(domain, value).lower()
    return set() if len(spelling) < SHORTEST else _spellings(domain, spelling)


def _spellings(domain: str, spelling: str) -> set[str]:
    if domain == "phone" and spelling.isdigit():
        return {spelling, f"86{spelling}", f"0086{spelling}"}
    if domain in ("bank_card", "document", "device", "plate"):
        return {spelling, "".join(character for character in spelling if character.isalnum())}
    return {spelling}
