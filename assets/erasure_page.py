"""The erasure page drawn anew between two runs, so that it says what was approved and executed since."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assets.page_data.erasure import erasure_page
from dashboard.data import DEMONSTRATION, PageData
from dashboard.render import render_erasure
from warehouse.control import ControlStore
from warehouse.workspace import Workspace


@dataclass(frozen=True)
class Shown:
    """What the page speaks of; `run_id` is of the run, or of the command, whose plan is the newest."""

    workspace: Workspace
    as_of: datetime
    run_id: str
    control: ControlStore


def redraw_erasure_page(workspace: Workspace, as_of: datetime) -> list[Path]:
    """Returns what was written: nothing where no run has drawn pages yet."""
    control = ControlStore(workspace.control_path)
    last = control.last_run()
    if last is None or not (workspace.pages_dir / "index.html").is_file():
        return []
    run_id, _, policy_hash = last
    planned = control.newest_plan_run()
    data = PageData(
        organisation=workspace.config.organisation,
        as_of=as_of,
        run_id=run_id,
        policy_hash=policy_hash,
        generated_at=datetime.now().replace(microsecond=0),
        erasure=erasure_page(Shown(workspace, as_of, planned or run_id, control)),
        notes=(DEMONSTRATION,) if workspace.config.demo else (),
    )
    return render_erasure(data, workspace.pages_dir)
