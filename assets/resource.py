"""The one resource: an organisation's run, opened once and shared by all steps of a Dagster run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from assets.run import Run, open_run
from warehouse.workspace import Workspace


class QuanyiResource(dg.ConfigurableResource):
    """Where quanyi.yaml lies and which moment is judged; empty values mean the defaults."""

    config_path: str = ""
    as_of: str = ""
    _run: Run = PrivateAttr()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["QuanyiResource"]:
        """Hold the writer's lock and the warehouse for as long as the Dagster run lasts."""
        workspace = Workspace.open(Path(self.config_path) if self.config_path else None)
        run_id = context.run_id or "no-run"
        with open_run(workspace, run_id, workspace.as_of(self.as_of or None), "quanyi run") as run:
            self._run = run
            yield self

    @property
    def run(self) -> Run:
        return self._run
