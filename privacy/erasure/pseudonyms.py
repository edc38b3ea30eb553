"""What a change writes in a column's place: nothing, a pseudonym of this execution, or something coarser."""

import hmac
import re

from policy.retention import ERASED_PREFIX, GENERALISED_TEXT
from privacy.erasure.instruction import Instruction, Treatment
from privacy.erasure.mention_text import Mentions

PSEUDONYM_LENGTH = len(ERASED_PREFIX) + 24
_DONE = re.compile(rf"{re.escape(ERASED_PREFIX)}[0-9a-f]{{24}} *")
_DATE = re.compile(r"(\d{4})-\d{2}-\d{2}(?:[ T][\d:.]+)?(Z|[+-][\d:]+| BC|)$")


class ExecutionPseudonyms:
    """HMAC-SHA256 with a key derived from the execution's own: equal values of one domain stay equal within
    the execution, and once the key is destroyed nobody can compute one again.
    """

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"quanyi erasure pseudonyms", "sha256")
        self._instruction: Instruction | None = None
        self._mentions = Mentions(())

    def of(self, instruction: Instruction) -> "ExecutionPseudonyms":
        """The same, with the mentions that this instruction masks."""
        if instruction is not self._instruction:
            self._instruction, self._mentions = instruction, Mentions(instruction.mentions)
        return self

    @property
    def tag(self) -> str:
        """16 hexadecimal digits that name the execution on servers and tell nothing about it."""
        return hmac.digest(self._key, b"tag", "sha256")[:8].hex()

    def one(self, domain: str, value: str) -> str:
        """`erased-` and 24 hexadecimal digits; what is such a pseudonym already stays as it is."""
        if _DONE.fullmatch(value):
            return value
        digest = hmac.digest(self._key, f"{domain}\0{value}".encode("utf-8", "surrogateescape"), "sha256")
        return ERASED_PREFIX + digest[:12].hex()

    def treated(self, treatment: Treatment, column: str, value: str | None, *, is_text: bool) -> str | None:
        """The new value, in text form. A value that is no text has no pseudonym and is cleared.

        Columns of one name are one domain, whatever their table: `member_no` stays joinable with `member_no`.
        """
        if value is None or treatment == "clear":
            return None
        if treatment == "redact":
            return self._mentions.redacted(value)
        if treatment == "pseudonymise":
            return self.one(column.lower(), value) if is_text else None
        return generalised(value, is_text=is_text)


def generalised(value: str, *, is_text: bool) -> str | None:
    """A date or time becomes the first moment of its year; another text becomes a constant."""
    date = _DATE.fullmatch(value)
    if date is not None:
        year, end = date.groups()
        has_time = ":" in value[:19]
        return f"{year}-01-01{' 00:00:00' if has_time else ''}{end}"
    return GENERALISED_TEXT if is_text else None
