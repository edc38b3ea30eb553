"""What an approved plan does to rows: the one shape that planning hands to execution."""

from dataclasses import dataclass, field
from typing import Literal

from privacy.erasure.mention_text import Form

# What becomes of one column. `generalise` makes of a date or time the first day of its year, of a text
# `policy.retention.GENERALISED_TEXT`; `redact` masks the instruction's `mentions` in a text, nothing else.
Treatment = Literal["clear", "pseudonymise", "generalise", "redact"]

# Who decides about a row or a column; the first of these that applies. `reference`: the row stays because a
# row that stays refers to it, or it changes because it refers to a row that goes.
Reason = Literal[
    "legal_hold",
    "statutory_minimum",
    "exception",
    "erasure_duty",
    "retention_limit",
    "lawful_basis",
    "reference",
]
Changes = tuple[tuple[str, Treatment], ...]


@dataclass(frozen=True)
class Instruction:
    """What happens to each of its rows: the row goes, or columns of it change.

    `mentions` are identifiers as they are: they stand in sealed logs only and in no message.
    """

    rule_id: str
    store: str
    table: str
    action: Literal["delete", "change"]
    changes: Changes = ()  # column, treatment; empty for delete
    decided_by: Reason = "erasure_duty"
    clause: str | None = None
    mentions: tuple[Form, ...] = field(default=(), repr=False)
