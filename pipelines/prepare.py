"""What is checked before a run starts, so that a wrong file or argument costs nothing."""

from datetime import datetime

from policy.errors import CalendarError
from policy.text import Text
from warehouse.lock import writer_lock
from warehouse.workspace import Workspace


def prepare(workspace: Workspace, as_of: str | None) -> datetime:
    """Validate policy and the as-of, wake the demo's database where it is ours, and return the as-of.

    Raises:
        UsageError, CalendarError: the as-of is no date, or was asked for beyond the working calendar.
        PolicyError: a policy file is malformed.
        LockHeldError: another run is writing.
    """
    moment = workspace.as_of(as_of)
    workspace.policy.validate()
    calendar = workspace.policy.calendar
    if as_of is not None and not calendar.covers(moment.date()):
        day, first, last = moment.date(), calendar.first, calendar.last
        raise CalendarError(
            Text(
                zh=f"--as-of {day} 超出工作日历（{first} 至 {last}）",
                en=f"--as-of {day} lies outside the working calendar ({first} to {last})",
            ),
            Text(
                zh="请选择日历内的日期，或在政策文件夹的 calendar.yaml 中补充年份。",
                en="Choose a day inside it, or add the year to calendar.yaml in your policy folder.",
            ),
        )
    with writer_lock(workspace.lock_path, "quanyi run"):
        workspace.claim_data_dir()
    wake_demo(workspace)
    return moment


def wake_demo(workspace: Workspace) -> None:
    """Start the demo's database where the workspace is the demo's; others are left alone."""
    if workspace.config.demo:
        from demo.platform import ensure_running

        ensure_running(workspace.config_path.parent)
