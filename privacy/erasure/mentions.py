"""Mentions of people to be erased in the texts of other rows: what is masked, what is only reported.

A name alone is never looked for: many people share it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from policy.errors import PolicyError
from policy.retention import TableRule
from policy.retention_rules import REDACT
from policy.text import Text
from privacy.erasure.due import JudgedRows
from privacy.erasure.graph import Node
from privacy.erasure.identifiers import DOMAINS, spellings
from privacy.erasure.mention_text import UNCERTAIN, Form
from privacy.stores.catalog import Table

# What decides about a mention: the duty that masks it, or what leaves it as it is.
MentionReason = Literal["erasure_duty", "legal_hold", "exception", "uncertain", "reported"]


@dataclass(frozen=True)
class Redaction:
    """The columns of one table in which policy has mentions masked today."""

    rule: TableRule
    table: Table
    columns: tuple[str, ...]


@dataclass(frozen=True)
class PlannedMention:
    """Cells of one column that name people to be erased, and what decides about them.

    `rule_id` is None where no rule speaks of the table. `cells` that name several people count once.
    """

    rule_id: str | None
    store: str
    table: str
    column: str
    action: Literal["redact", "report"]
    decided_by: MentionReason
    subjects: int
    cells: int


@dataclass(frozen=True)
class FoundMentions:
    """`rows`: by table, the people named and the rows in which mentions are masked."""

    lines: tuple[PlannedMention, ...] = ()
    rows: Mapping[Node, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """The spellings to look for. `owners`: spelling -> keyed id of a person it belongs to."""

    forms: tuple[Form, ...]
    owners: Mapping[str, str]

    @staticmethod
    def of(people: pa.Table, subjects: Iterable[str]) -> "Wanted":
        """Of these people, from the table that `read_people` gives."""
        chosen, forms, owners = frozenset(subjects), dict[Form, None](), dict[str, str]()
        for row in people.to_pylist():
            if row["value"] is None or row["subject_id"] not in chosen:
                continue
            # What only an order or an account names may be somebody else's: a receiver, a relative.
            domain = DOMAINS[row["entity_type"]] if row["own"] else UNCERTAIN
            for spelling in spellings(row["entity_type"], row["value"]):
                forms[domain, spelling] = None
                owners.setdefault(spelling, row["subject_id"])
        return Wanted(tuple(forms), owners)


def redactions(judged: JudgedRows) -> tuple[Redaction, ...]:
    """What policy has masked today; columns under an exception in force are left out.

    Raises:
        PolicyError: a column is no text, or by its value rows are found or referred to.
    """
    found = []
    for rule in judged.policy.tables:
        columns = [column for column, action in rule.mentions.items() if action == REDACT]
        table = judged.catalog.table(rule.store, rule.table)
        assert table is not None, "check_annotations has seen the tables of all rules"
        for column in columns:
            _check_column(judged, rule, table, column)
        spared = judged.policy.exceptions_for(rule, judged.as_of.date())
        columns = [
            column
            for column in columns
            if not any(not exception.columns or column in exception.columns for exception in spared)
        ]
        if columns:
            found.append(Redaction(rule, table, tuple(columns)))
    return tuple(found)


def concerned(judged: JudgedRows, planned: Iterable[tuple[str, str]]) -> set[str]:
    """Those of the planned subjects (keyed id, trigger) whose mentions count: a duty asks for all of their
    data, and no hold concerns any of it."""
    wholly = {name for name, duty in judged.policy.triggers.items() if not duty.rules}
    held = judged.connection.execute(
        "SELECT DISTINCT subject_id FROM staged_subjects WHERE hold_scopes IS NULL OR len(hold_scopes) > 0"
    ).fetchall()
    return {subject for subject, trigger in planned if trigger in wholly} - {subject for (subject,) in held}


def _check_column(judged: JudgedRows, rule: TableRule, table: Table, column: str) -> None:
    found = table.column(column)
    assert found is not None, "check_annotations has seen the columns that rules name"
    node = Node(rule.store, rule.table)
    edges = judged.graph.edges
    is_fixed = (
        column in (*table.primary_key, *rule.key)
        or any(edge.source == node and column in edge.columns for edge in edges)
        or any(edge.target == node and column in edge.target_columns for edge in edges)
        or (node == judged.graph.subject and column == judged.graph.key)
    )
    if found.type in ("VARCHAR", "JSON") and not is_fixed:
        return
    place = f"{table.store} {table.name}.{column}"
    raise PolicyError(
        Text(
            zh=f"retention.yaml：{place} 为 {found.type} 或用于定位、引用行，其中的提及不能替换",
            en=f"retention.yaml: {place} is {found.type}, or rows are found by it, so mentions in it "
            "cannot be masked",
        ),
        Text(zh="请改为 report，或删除该项。", en="Write report instead, or leave the column out."),
    )
