"""One organisation's erasure desk: what every step from plan to certificate needs, opened together."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime

from policy.errors import PolicyError
from policy.retention import RetentionPolicy
from policy.text import Text
from privacy.breaches.register import BreachRegister
from privacy.erasure.folder import ErasureFolder
from privacy.erasure.state import ErasureState, State
from privacy.erasure.suppression import KEY_NAME, SuppressionList
from privacy.evidence.ledger import Ledger
from privacy.keys import load_or_create_key
from privacy.requests.due import due_requests
from privacy.requests.register import Register
from privacy.treatments.pseudonym import Pseudonymiser
from warehouse.control import open_control
from warehouse.erasure.records import PlanRecords
from warehouse.extraction import Treatment
from warehouse.workspace import Workspace


@dataclass(frozen=True)
class Desk:
    """`as_of` is the moment judgements are made for, and the clock of approvals and deadlines."""

    workspace: Workspace
    as_of: datetime
    connection: sqlite3.Connection
    records: PlanRecords
    state: ErasureState
    suppression: SuppressionList
    treatment: Treatment

    @property
    def retention(self) -> RetentionPolicy:
        """Raises PolicyError where the organisation has no rules of retention."""
        policy = self.workspace.policy.retention
        if policy is None:
            raise PolicyError(
                Text(zh="没有 retention.yaml", en="There is no retention.yaml"),
                Text(
                    zh="请在政策文件夹中写明保留与删除规则。",
                    en="Write the rules of retention in the policy folder.",
                ),
            )
        return policy

    def folder(self, execution_id: str) -> ErasureFolder:
        return ErasureFolder.of(self.workspace.data_dir, self.workspace.keys_dir, execution_id)

    def requested(self) -> list[tuple[str, datetime]]:
        """Users and deadlines of the verified requests for erasure in our own register."""
        policy = self.workspace.policy
        return due_requests(self.connection, self.as_of, policy.requests, policy.calendar)

    def forget_people(self, subjects: Sequence[str]) -> None:
        """People who were erased leave every register of ours that knows them by a keyed hash."""
        Register(self.connection).forget_subjects(subjects)
        BreachRegister(self.connection).forget_subjects(subjects)
        self.records.forget_offenders(subjects)
        self.connection.commit()

    def past_undoing(self, *states: State) -> list[str]:
        """Executions in one of these states whose time for undoing is over."""
        return [
            execution_id
            for execution_id, _, state in self.records.executions()
            if state in states
            and (execution := self.state.execution(execution_id)) is not None
            and self.as_of >= execution.order.recoverable_until
        ]

    def seal(self, event: dict[str, object]) -> str:
        """Put one event into the ledger; returns the head that sealed it."""
        ledger = Ledger.open(self.workspace.ledger_dir, self.workspace.ledger_keys_dir)
        return ledger.append([event], self.as_of).hash()


@contextmanager
def open_desk(workspace: Workspace, as_of: datetime) -> Iterator[Desk]:
    """The caller holds the writer's lock where it changes anything."""
    keys = workspace.keys_dir
    with closing(open_control(workspace.control_path)) as connection:
        # What was approved and begun must survive a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        yield Desk(
            workspace,
            as_of,
            connection,
            PlanRecords(connection),
            ErasureState(connection),
            SuppressionList(connection, load_or_create_key(keys, KEY_NAME)),
            Treatment(Pseudonymiser(load_or_create_key(keys, "pseudonym-k1")), as_of.date()),
        )
