"""What an execution asks of the plan it carries out: its people, who is still due, their rows now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from policy.retention import LIMIT_TRIGGER, RetentionPolicy
from policy.text import Text
from privacy.erasure.approval import POLICY, Approval, refuse_rules, verify_approval
from privacy.erasure.due import JudgedRows, judge_rows
from privacy.erasure.errors import PlanChangedError
from privacy.erasure.mention_search import mention_victims
from privacy.erasure.mentions import Wanted, concerned
from privacy.erasure.people import IdentifyingColumns, read_people
from privacy.erasure.plan import build_plan
from privacy.erasure.stage import stage_subjects
from privacy.erasure.statements import UNLINKED
from privacy.erasure.suppression import SuppressionList
from privacy.erasure.victims import TableVictims, victims_of
from privacy.stores.catalog import Catalog
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session
from warehouse.due_subjects import due_subjects
from warehouse.erasure.fresh import FreshEntities, fresh_entities
from warehouse.erasure.records import PlanSubject, StoredPlan
from warehouse.erasure.restored import restored_people
from warehouse.extraction import Treatment
from warehouse.workspace import Workspace

STILL_DUE = Path(__file__).parent / "still_due.sql"


@dataclass(frozen=True)
class PlanWaves:
    """A `WaveSource`: between its calls no store is held open."""

    workspace: Workspace
    policy: RetentionPolicy
    plan: StoredPlan
    planned: Sequence[PlanSubject]
    approval: Approval
    treatment: Treatment
    suppression: SuppressionList
    requested: Callable[[], Sequence[tuple[str, datetime]]]
    as_of: datetime

    def subjects(self) -> Sequence[str]:
        """Keyed ids, and with them the rows past a limit that belong to nobody."""
        return [*sorted({each.subject_id for each in self.planned}), UNLINKED]

    def still_due(self, subjects: Sequence[str]) -> Mapping[str, str]:
        wanted = frozenset(subjects)
        with self._session() as session, self._fresh(session) as fresh:
            connection = fresh.connection
            connection.register("planned", _pairs(each for each in self.planned if each.subject_id in wanted))
            catalog = read_catalog(session, self.workspace.config.stores)
            connection.register("due_now", self._due(session, catalog, fresh))
            query = STILL_DUE.read_text(encoding="utf-8")
            return dict(connection.execute(query, {"planned_at": self.plan.as_of}).fetchall())

    def victims(self, subjects: Sequence[str]) -> tuple[TableVictims, ...]:
        with self._judged(subjects) as judged:
            victims = victims_of(judged, subjects)
        self._refuse_unapproved(victims)
        return victims

    def _refuse_unapproved(self, victims: Sequence[TableVictims]) -> None:
        if self.approval.approver == POLICY:
            rules = {each.instruction.rule_id for each in victims}
            refuse_rules(rules, self.workspace.policy.approvers, self.as_of)

    def mentions(self, subjects: Sequence[str], people: pa.Table) -> tuple[TableVictims, ...]:
        """Rows in which these subjects are named; `people` is what `people` gave when they still had rows."""
        if not any(rule.mentions for rule in self.policy.tables):
            return ()
        chosen = frozenset(subjects)
        planned = [(each.subject_id, each.trigger) for each in self.planned if each.subject_id in chosen]
        with self._judged(subjects) as judged:
            victims = mention_victims(judged, Wanted.of(people, concerned(judged, planned)))
        self._refuse_unapproved(victims)
        return victims

    def people(self, columns: IdentifyingColumns) -> pa.Table:
        """Raw keys of the plan's people, and identifiers of those whom a duty has erased, to be sealed."""
        ids = {each.subject_id for each in self.planned}
        staying = ids - {each.subject_id for each in self.planned if each.trigger in self.policy.triggers}
        with self._session() as session, self._fresh(session) as fresh:
            catalog = self._stage(session, fresh)
            return read_people(session, self.policy, catalog, ids, columns, staying=staying)

    def unchanged(self) -> None:
        verify_approval(
            self.approval,
            self.workspace.policy.approvers,
            plan_hash=self.plan.plan_hash,
            # One that was good when it started the execution stays good for it.
            now=min(self.as_of, self.approval.expires_at),
        )
        with self._judged([]) as judged:
            pairs = [(each.subject_id, each.trigger) for each in self.planned]
            now = build_plan(judged, ceilings=self.plan.ceilings, subjects=pairs)
        if now.plan_hash != self.plan.plan_hash:
            raise PlanChangedError(
                Text(
                    zh="批准之后，存储的结构、关联或保留规则有了变化",
                    en="Since the approval the stores' schema, their references or the rules have changed",
                ),
                Text(
                    zh="请重新生成计划并批准；尚未处理的行保持原样。",
                    en="Plan and approve again; the rows that were not yet dealt with are as they were.",
                ),
            )

    @contextmanager
    def _judged(self, subjects: Sequence[str]) -> Iterator[JudgedRows]:
        with self._session() as session, self._fresh(session) as fresh:
            catalog = self._stage(session, fresh)
            yield judge_rows(session, self.policy, catalog, as_of=self.as_of, subjects=subjects)

    def _stage(self, session: duckdb.DuckDBPyConnection, fresh: FreshEntities) -> Catalog:
        catalog = read_catalog(session, self.workspace.config.stores)
        stage_subjects(
            session, self.policy, catalog, self.treatment.pseudonymiser, self._due(session, catalog, fresh)
        )
        return catalog

    @contextmanager
    def _session(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All stores; one that is away stops the execution, since it may hold rows of the same people."""
        with open_session(self.workspace.config.stores) as session:
            for error in session.failed.values():
                raise error
            yield session.connection

    @contextmanager
    def _fresh(self, session: duckdb.DuckDBPyConnection) -> Iterator[FreshEntities]:
        with fresh_entities(session, self.workspace.config.mapping, self.treatment) as fresh:
            yield fresh

    def _due(self, session: duckdb.DuckDBPyConnection, catalog: Catalog, fresh: FreshEntities) -> pa.Table:
        """Everybody for the limits and the holds; of the duties to erase only those that the plan names."""
        now = due_subjects(
            fresh.connection,
            self.as_of,
            self.policy,
            self.workspace.policy.calendar,
            fresh.states,
            self.requested(),
        ).rows
        restored = restored_people(
            session, self.policy, catalog, self.suppression, self.treatment.pseudonymiser, now, self.as_of
        )
        now = pa.concat_tables([now, restored])
        planned = {f"{each.subject_id} {each.trigger}" for each in self.planned}
        pairs = pc.binary_join_element_wise(now["subject_id"], now["trigger"], " ")
        kept = pc.or_(
            pc.equal(now["trigger"], LIMIT_TRIGGER), pc.is_in(pairs, value_set=pa.array(sorted(planned)))
        )
        return pa.concat_tables([now.filter(kept), self._dormant(now)])

    def _dormant(self, now: pa.Table) -> pa.Table:
        """Duties that a night's model judged: they hold unless `still_due` says otherwise."""
        holds = dict(zip(now["subject_id"].to_pylist(), now["hold_scopes"].to_pylist(), strict=True))
        rows = [
            {
                "subject_id": each.subject_id,
                "trigger": each.trigger,
                "due_at": each.due_at or self.plan.as_of,
                "hold_scopes": holds.get(each.subject_id),
            }
            for each in self.planned
            if each.trigger == "dormancy"
        ]
        return pa.Table.from_pylist(rows, schema=now.schema)


def _pairs(planned: Iterator[PlanSubject]) -> pa.Table:
    chosen = list(planned)
    return pa.table(
        {
            "subject_id": pa.array([each.subject_id for each in chosen], pa.string()),
            "trigger": pa.array([each.trigger for each in chosen], pa.string()),
        }
    )
