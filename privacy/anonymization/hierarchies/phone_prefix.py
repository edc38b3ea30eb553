"""Mobile numbers: first seven digits (operator and place) → first three (operator) → *."""

import re

from privacy.anonymization.hierarchy import ANY, UNKNOWN
from privacy.treatments.pseudonym import canonical

_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def levels(text: str) -> tuple[str, ...]:
    """`+86 138 0013 8000` → `1380013****`, `138********`, `*`; a landline is unknown."""
    number = canonical("phone", text)
    if not _MOBILE.fullmatch(number):
        return (UNKNOWN, UNKNOWN, ANY)
    return (f"{number[:7]}****", f"{number[:3]}********", ANY)
