"""The deletion plan: what goes, what stays and why, bound by one hash. Building it changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from policy.retention import LIMIT_TRIGGER
from policy.retention_rules import REDACT
from policy.text import Text
from privacy.erasure import binding
from privacy.erasure.ceilings import ceiling
from privacy.erasure.counts import Counts
from privacy.erasure.due import JudgedRows
from privacy.erasure.examples import Example
from privacy.erasure.graph import Node
from privacy.erasure.instruction import Changes, Reason
from privacy.erasure.judged_table import JudgedTable
from privacy.erasure.mentions import FoundMentions, PlannedMention, redactions
from privacy.erasure.outcomes import Outcome

TableName = tuple[str, str]  # store, table

HOLD = Text(zh="该用户的数据处于依法保留之中", en="a legal hold is in force on the person's data")
MASKED = Text(zh="其文本提到须删除的用户", en="its texts name people to be erased")
DETACHED = Text(zh="引用了将被删除的行", en="it refers to rows that are deleted")
# Those who keep something, in their order.
KEEPERS: tuple[Reason, ...] = (
    "legal_hold", "statutory_minimum", "exception", "lawful_basis", "reference",
)  # fmt: skip


@dataclass(frozen=True)
class PlannedAction:
    """What one rule does to one table for one reason; `rows` is 0 where nothing of the kind is due today.

    `action` is `delete`, the one treatment of all `columns`, or `change` where they differ. `trigger` is None
    where references to deleted rows are cleared. `subjects` counts distinct people; rows past a limit that
    lead to no person count in `rows` only.
    """

    rule_id: str
    store: str
    table: str
    trigger: str | None
    action: str
    columns: tuple[str, ...]
    decided_by: Reason
    basis: Text
    clause: str | None
    subjects: int
    rows: int


@dataclass(frozen=True)
class PlannedField:
    """One column under one action of the plan, what becomes of it and who decides; `rows` as in the action.

    `treatment` is a treatment, or `keep` where it stays although the rule would change it.
    """

    rule_id: str
    store: str
    table: str
    column: str
    treatment: str
    decided_by: Reason
    basis: Text
    clause: str | None
    rows: int


@dataclass(frozen=True)
class Kept:
    """Rows of subjects to be erased that stay, and the reason that decides it.

    A row that stays may still have columns changed, so the same rows may stand in an action as well.
    """

    rule_id: str
    store: str
    table: str
    decided_by: Reason
    basis: Text
    clause: str | None
    subjects: int
    rows: int


@dataclass(frozen=True)
class Ceiling:
    store: str
    table: str
    rows: int


@dataclass(frozen=True)
class DeletionPlan:
    """`plan_hash` binds policy, graph, schema, subject set, actions and ceilings, but no row count.

    `gaps`: triggers of the policy that could not be judged -> why, so that their people are missing.
    """

    plan_hash: str
    as_of: datetime
    subjects: int
    actions: tuple[PlannedAction, ...]
    fields: tuple[PlannedField, ...]
    kept: tuple[Kept, ...]
    ceilings: tuple[Ceiling, ...]
    examples: tuple[Example, ...]
    gaps: Mapping[str, Text]
    mentions: tuple[PlannedMention, ...] = ()

    @property
    def rows(self) -> int:
        return sum(action.rows for action in self.actions)

    def to_json(self) -> dict[str, Any]:
        """Counts, reasons and masked shapes only; no identifier of a person, raw or keyed."""
        document = asdict(self) | {"as_of": self.as_of.isoformat(), "rows": self.rows}
        for part in (*document["actions"], *document["fields"], *document["kept"]):
            part["basis"] = part["basis"].model_dump()
        document["gaps"] = {trigger: text.model_dump() for trigger, text in self.gaps.items()}
        return document


def build_plan(
    judged: JudgedRows,
    *,
    ceilings: Mapping[TableName, int] | None = None,
    subjects: Sequence[tuple[str, str]] | None = None,
    examples: tuple[Example, ...] = (),
    gaps: Mapping[str, Text] | None = None,
    mentions: FoundMentions | None = None,
) -> DeletionPlan:
    """The plan for the rows just judged.

    Args:
        ceilings: those of an approved plan, to see whether its hash still holds; None sets them from
            today's rows.
        subjects: keyed ids and triggers that an approved plan binds; None: those on whose rows it acts today.
        examples: masked shapes to show beside the counts, from `masked_examples`; the hash leaves them out.
        gaps: triggers that could not be judged, from `due_subjects`.
        mentions: from `find_mentions`; counts only, the hash binds which columns are masked.
    """
    lines = _Lines(judged, {node: Counts(judged.sums, table) for node, table in judged.tables.items()})
    actions = (*lines.actions(), *_masking(judged, mentions or FoundMentions()))
    fields, kept = tuple(lines.fields()), tuple(lines.kept())
    if ceilings is None:
        ceilings = _ceilings(actions)
    if subjects is None:
        subjects = plan_subjects(judged)
    return DeletionPlan(
        plan_hash=binding.plan_hash(
            policy=judged.policy,
            graph=judged.graph,
            catalog=judged.catalog,
            subjects=subjects,
            actions=[
                *(
                    (a.rule_id, a.store, a.table, a.trigger, a.action, a.columns, a.decided_by)
                    for a in actions
                ),
                *((f.rule_id, f.store, f.table, f.column, f.treatment, f.decided_by) for f in fields),
            ],
            ceilings=ceilings,
        ),
        as_of=judged.as_of,
        subjects=len({subject_id for subject_id, _ in subjects}),
        actions=actions,
        fields=fields,
        kept=kept,
        ceilings=tuple(Ceiling(store, table, rows) for (store, table), rows in sorted(ceilings.items())),
        examples=examples,
        gaps=gaps or {},
        mentions=mentions.lines if mentions else (),
    )


def _masking(judged: JudgedRows, mentions: FoundMentions) -> Iterator[PlannedAction]:
    """What policy has masked, one action a table, whether or not anything is found today."""
    for each in redactions(judged):
        node = Node(each.rule.store, each.rule.table)
        subjects, rows = mentions.rows.get(node, (0, 0))
        yield PlannedAction(
            each.rule.mentions_id, node.store, node.table, None, REDACT, each.columns, "erasure_duty", MASKED,
            None, subjects, rows,
        )  # fmt: skip


def plan_subjects(judged: JudgedRows) -> list[tuple[str, str]]:
    """Keyed id and trigger of the people on whose rows the plan acts; those held, and nobody, are left
    out."""
    people = judged.acting_people
    pairs = zip(people["subject_id"].to_pylist(), people["trigger"].to_pylist(), strict=True)
    # Whom the limit of one table concerns may be found there by another number.
    return list(dict.fromkeys(pairs))


@dataclass(frozen=True)
class _Lines:
    """All that policy provides for, so that the first row of a kind does not change the hash."""

    judged: JudgedRows
    counts: Mapping[Node, Counts]

    def actions(self) -> Iterator[PlannedAction]:
        for table in self.judged.tables.values():
            for outcome, trigger in self._acting(table):
                subjects, rows = self.counts[table.node].decided(outcome, self._of(outcome, trigger))
                yield PlannedAction(
                    outcome.rule_id, table.rule.store, table.rule.table, trigger, outcome.label,
                    tuple(column for column, _ in outcome.changes), outcome.decided_by, outcome.basis,
                    self._clause(outcome, trigger), subjects, rows,
                )  # fmt: skip
        for number, changes, rows in self._detached():
            referrer = self.judged.references.referrers[number]
            yield PlannedAction(
                referrer.rule_id, referrer.node.store, referrer.node.table, None, "clear",
                tuple(column for column, _ in changes), "reference", DETACHED, None, 0, rows,
            )  # fmt: skip

    def fields(self) -> Iterator[PlannedField]:
        for table in self.judged.tables.values():
            place = (table.rule.store, table.rule.table)
            for outcome, trigger in self._acting(table):
                _, rows = self.counts[table.node].decided(outcome, self._of(outcome, trigger))
                clause = self._clause(outcome, trigger)
                for column, treatment in outcome.changes:
                    yield PlannedField(
                        outcome.rule_id, *place, column, treatment, outcome.decided_by, outcome.basis,
                        clause, rows,
                    )  # fmt: skip
                for field in outcome.kept:
                    yield PlannedField(
                        outcome.rule_id, *place, field.column, "keep", field.decided_by, field.basis,
                        field.clause, rows,
                    )  # fmt: skip

    def kept(self) -> Iterator[Kept]:
        for table in self.judged.tables.values():
            for rule_id in (table.rule.id, table.rule.limit_id):
                for reason in KEEPERS:
                    subjects, rows = self.counts[table.node].kept(rule_id, reason)
                    if not rows:
                        continue
                    basis, clause = HOLD, None
                    if reason != "legal_hold":
                        decided = next(o for o in table.outcomes.values() if o.decided_by == reason)
                        basis, clause = decided.basis, decided.clause
                    yield Kept(
                        rule_id, table.rule.store, table.rule.table, reason, basis, clause, subjects, rows
                    )

    def _acting(self, table: JudgedTable) -> Iterator[tuple[Outcome, str]]:
        """What the rule does, each for every trigger that can bring it about; the same done twice is one."""
        seen: set[tuple[object, ...]] = set()
        for outcome in table.outcomes.values():
            if outcome.action == "keep":
                continue
            by_limit = outcome.situation.startswith("limit")
            for trigger in (LIMIT_TRIGGER,) if by_limit else table.triggers:
                line = (outcome.rule_id, trigger, outcome.label, outcome.decided_by)
                if line not in seen:
                    seen.add(line)
                    yield outcome, trigger

    def _of(self, outcome: Outcome, trigger: str) -> str | None:
        """The limit acts whatever trigger there is besides."""
        return None if outcome.situation.startswith("limit") else trigger

    def _clause(self, outcome: Outcome, trigger: str) -> str | None:
        if outcome.clause is not None or outcome.decided_by != "erasure_duty":
            return outcome.clause
        return next(duty.clause for name, duty in self.judged.policy.triggers.items() if name == trigger)

    def _detached(self) -> Iterator[tuple[int, Changes, int]]:
        """Per referrer the columns it may lose, and the rows that lose some and are not changed otherwise."""
        references = self.judged.references
        for number, referrer in enumerate(references.referrers):
            edges = [place for place, edge in enumerate(references.edges) if edge.source == referrer.node]
            changes = references.cleared_by(edges)
            if changes:
                yield number, changes, references.count_cleared(number)


def _ceilings(actions: tuple[PlannedAction, ...]) -> dict[TableName, int]:
    rows: dict[TableName, int] = {}
    for action in actions:
        rows[action.store, action.table] = rows.get((action.store, action.table), 0) + action.rows
    return {table: ceiling(count) for table, count in rows.items()}
