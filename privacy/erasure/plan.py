"""The deletion plan: what goes, what stays and why, bound by one hash. Building it changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from policy.retention import LIMIT_TRIGGER, Action, TableRule, Trigger
from policy.text import Text
from privacy.erasure import binding
from privacy.erasure.ceilings import ceiling
from privacy.erasure.due import FOLDER, JudgedRows

Reason = Literal["legal_hold", "statutory_minimum", "erasure_duty", "retention_limit", "lawful_basis"]
TableName = tuple[str, str]  # store, table

HOLD = Text(zh="该用户的数据处于依法保留之中", en="a legal hold is in force on the person's data")
LIMIT = Text(zh="已超过最长保存期限", en="older than the longest time it may be kept")
ERASURE = Text(zh="账号注销后应当清除", en="to be erased once the account is cancelled")


@dataclass(frozen=True)
class PlannedAction:
    """What one rule does to one table for one reason; `rows` is 0 where nothing of the kind is due today.

    `subjects` counts distinct people; rows past a limit that lead to no person count in `rows` only.
    """

    rule_id: str
    store: str
    table: str
    trigger: str
    action: Action
    columns: tuple[str, ...]
    decided_by: Reason
    basis: Text
    clause: str | None
    subjects: int
    rows: int


@dataclass(frozen=True)
class Kept:
    """Rows of subjects to be erased that stay, and the reason that decides it.

    Under a statutory minimum the row stays although the person in it is pseudonymised, so the same
    rows may stand in an action as well.
    """

    rule_id: str
    store: str
    table: str
    decided_by: Reason
    basis: Text
    subjects: int
    rows: int


@dataclass(frozen=True)
class Ceiling:
    store: str
    table: str
    rows: int


@dataclass(frozen=True)
class DeletionPlan:
    """`plan_hash` binds policy, graph, schema, subject set, actions and ceilings, but no row count."""

    plan_hash: str
    as_of: datetime
    subjects: int
    actions: tuple[PlannedAction, ...]
    kept: tuple[Kept, ...]
    ceilings: tuple[Ceiling, ...]

    @property
    def rows(self) -> int:
        return sum(action.rows for action in self.actions)

    def to_json(self) -> dict[str, Any]:
        """Counts and reasons only; no identifier of a person, raw or keyed."""
        document = asdict(self) | {"as_of": self.as_of.isoformat(), "rows": self.rows}
        for part in (*document["actions"], *document["kept"]):
            part["basis"] = part["basis"].model_dump()
        return document


def build_plan(judged: JudgedRows, *, ceilings: Mapping[TableName, int] | None = None) -> DeletionPlan:
    """The plan for the rows just judged.

    Args:
        ceilings: those of an approved plan, to see whether its hash still holds; None sets them from
            today's rows.
    """
    counts = _counts(judged)
    actions: list[PlannedAction] = []
    kept: list[Kept] = []
    for rule in judged.policy.tables:
        actions += _actions(rule, judged.policy.triggers, counts)
        kept += _kept(rule, counts)
    if ceilings is None:
        ceilings = _ceilings(actions)
    subjects = _subjects(judged)
    return DeletionPlan(
        plan_hash=binding.plan_hash(
            policy=judged.policy,
            graph=judged.graph,
            catalog=judged.catalog,
            subjects=subjects,
            actions=[(a.rule_id, a.store, a.table, a.action, a.columns, a.decided_by) for a in actions],
            ceilings=ceilings,
        ),
        as_of=judged.as_of,
        subjects=len({subject_id for subject_id, _ in subjects}),
        actions=tuple(actions),
        kept=tuple(kept),
        ceilings=tuple(Ceiling(store, table, rows) for (store, table), rows in sorted(ceilings.items())),
    )


# rule, reason, action (None: all actions together) -> subjects, rows
Counts = dict[tuple[str, str, str | None], tuple[int, int]]


def _counts(judged: JudgedRows) -> Counts:
    query = (FOLDER / "plan_counts.sql").read_text(encoding="utf-8")
    rows = judged.connection.execute(query).fetchall()
    return {(rule, reason, action): (subjects, count) for rule, reason, action, subjects, count in rows}


def _subjects(judged: JudgedRows) -> list[tuple[str, str]]:
    """Keyed id and trigger of the people on whose rows the plan acts."""
    query = (FOLDER / "plan_subjects.sql").read_text(encoding="utf-8")
    return judged.connection.execute(query).fetchall()


def _actions(
    rule: TableRule, triggers: Mapping[Literal["cancellation"], Trigger], counts: Counts
) -> Iterator[PlannedAction]:
    """All that policy provides for, so that the first row of a kind does not change the hash."""

    def planned(
        rule_id: str, trigger: str, action: Action, columns: tuple[str, ...], reason: Reason, basis: Text,
        clause: str | None = None,
    ) -> PlannedAction:  # fmt: skip
        subjects, rows = counts.get((rule_id, reason, action), (0, 0))
        return PlannedAction(
            rule_id, rule.store, rule.table, trigger, action, columns, reason, basis, clause, subjects, rows
        )

    erasure = rule.on_cancellation
    for trigger, duty in triggers.items():
        if erasure is None or erasure.action == "keep":
            continue
        columns = () if erasure.action == "delete" else erasure.columns
        yield planned(rule.id, trigger, erasure.action, columns, "erasure_duty", ERASURE, duty.clause)
        if rule.minimum is not None and erasure.action != "pseudonymise":
            yield planned(
                rule.id, trigger, "pseudonymise", erasure.columns, "statutory_minimum", rule.minimum.basis
            )
    if rule.limit is not None:
        limit = rule.limit
        yield planned(
            rule.limit_id, LIMIT_TRIGGER, limit.action, limit.columns, "retention_limit", limit.basis or LIMIT
        )


def _kept(rule: TableRule, counts: Counts) -> Iterator[Kept]:
    basis: dict[Reason, Text] = {"legal_hold": HOLD}
    if rule.minimum is not None:
        basis["statutory_minimum"] = rule.minimum.basis
    if rule.on_cancellation is not None and rule.on_cancellation.basis is not None:
        basis["lawful_basis"] = rule.on_cancellation.basis
    for rule_id in (rule.id, rule.limit_id):
        for reason, text in basis.items():
            if (rule_id, reason, None) in counts:
                subjects, rows = counts[rule_id, reason, None]
                yield Kept(rule_id, rule.store, rule.table, reason, text, subjects, rows)


def _ceilings(actions: list[PlannedAction]) -> dict[TableName, int]:
    rows: dict[TableName, int] = {}
    for action in actions:
        rows[action.store, action.table] = rows.get((action.store, action.table), 0) + action.rows
    return {table: ceiling(count) for table, count in rows.items()}
