"""What every asset of one run shares: the workspace, its clock, the warehouse and the stores' session."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import duckdb

from privacy.keys import load_or_create_key
from privacy.stores.session import Session, open_session
from privacy.treatments.pseudonym import Pseudonymiser
from warehouse.control import ControlStore
from warehouse.database import open_warehouse
from warehouse.extraction import Treatment
from warehouse.lock import writer_lock
from warehouse.workspace import Workspace


@dataclass(frozen=True)
class Run:
    """One run, open for writing; made by `open_run`."""

    workspace: Workspace
    run_id: str
    as_of: datetime
    warehouse: duckdb.DuckDBPyConnection
    control: ControlStore
    _exits: ExitStack

    @property
    def policy_hash(self) -> str:
        return self.workspace.policy.hash

    @cached_property
    def session(self) -> Session:
        """The stores, attached read-only when the first asset asks for them."""
        return self._exits.enter_context(open_session(self.workspace.config.stores))

    @cached_property
    def treatment(self) -> Treatment:
        key = load_or_create_key(self.workspace.keys_dir, "pseudonym-k1")
        return Treatment(Pseudonymiser(key), self.as_of.date())


@contextmanager
def open_run(workspace: Workspace, run_id: str, as_of: datetime, command: str) -> Iterator[Run]:
    """Take the writer's lock, read all of policy, open the warehouse; everything closes at the end.

    Raises:
        LockHeldError: another run is writing.
        PolicyError: a policy file is malformed; nothing was touched.
    """
    workspace.policy.validate()
    with ExitStack() as exits:
        exits.enter_context(writer_lock(workspace.lock_path, command))
        workspace.claim_data_dir()
        warehouse = exits.enter_context(open_warehouse(workspace.warehouse_path))
        control = ControlStore(workspace.control_path)
        control.start_run(run_id, as_of, workspace.policy.hash)
        yield Run(workspace, run_id, as_of, warehouse, control, exits)
