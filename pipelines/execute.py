"""Running the job in this process, and what came of it."""

import errno
import logging
import os
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import dagster as dg

from assets.alerts import undelivered
from assets.progress import ProgressListener, progress_listener
from assets.scan import FULL_SCAN_TAG
from pipelines.definitions import build_definitions
from pipelines.instance import open_instance
from pipelines.jobs import NIGHTLY_JOB
from policy.errors import DiskFullError, JobError, QuanyiError, UsageError
from policy.text import Text
from policy.waivers import Waiver, waivers_in_force
from warehouse.control import CheckResult, ControlStore
from warehouse.workspace import Workspace

_INTERRUPTS = (KeyboardInterrupt, dg.DagsterExecutionInterruptedError)


@dataclass(frozen=True)
class RunReport:
    """What one run of the job judged."""

    run_id: str
    as_of: datetime
    results: tuple[CheckResult, ...]
    waivers: Mapping[str, Waiver] = field(default_factory=dict)
    """Those in force at the as-of, by check id."""
    undelivered: tuple[QuanyiError, ...] = ()
    """Why receivers of alerts were not told; no reason for a run to fail."""

    @property
    def exit_code(self) -> int:
        """0 all pass · 1 a violation that is not waived · 2 only gaps or waived violations beside passes."""
        failing = [result for result in self.results if result.outcome != "pass"]
        if any(result.outcome == "violation" and result.check_id not in self.waivers for result in failing):
            return 1
        return 2 if failing else 0


def execute(
    workspace: Workspace,
    *,
    group: str | None,
    as_of: datetime,
    on_progress: ProgressListener,
    full_scan: bool = False,
) -> RunReport:
    """Run the nightly job, or one group of its assets.

    Args:
        full_scan: read every chunk of every store again, whatever earlier scans remember.

    Raises:
        UsageError: there is no such group.
        QuanyiError: the error of the step that failed, or JobError where it was none of ours.
    """
    warnings.filterwarnings("ignore")
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    definitions = build_definitions(workspace.policy)
    job = definitions.resolve_job_def(NIGHTLY_JOB)
    keys = None if group is None else _keys_of(definitions, group)
    token = progress_listener.set(on_progress)
    problems: list[QuanyiError] = []
    problems_token = undelivered.set(problems)
    try:
        with open_instance() as instance:
            result = job.execute_in_process(
                instance=instance,
                asset_selection=keys,
                run_config={
                    "resources": {
                        "quanyi": {
                            "config": {"config_path": str(workspace.config_path), "as_of": as_of.isoformat()}
                        }
                    },
                    "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                },
                tags={"quanyi/as_of": as_of.isoformat(), FULL_SCAN_TAG: str(full_scan).lower()},
            )
    except dg.DagsterExecutionInterruptedError:
        # Dagster's own name for Ctrl-C; whoever pressed it is told what any other command would say.
        raise KeyboardInterrupt from None
    except Exception as error:
        if any(isinstance(cause, _INTERRUPTS) for cause in _causes(error)):
            raise KeyboardInterrupt from None
        if "QUANYI_DEBUG" in os.environ:
            raise
        raise _ours(error) from error
    finally:
        progress_listener.reset(token)
        undelivered.reset(problems_token)
    results = ControlStore(workspace.control_path).latest_results(result.run_id)
    waivers = waivers_in_force(workspace.policy.waivers, as_of.date())
    return RunReport(result.run_id, as_of, tuple(results), waivers, tuple(problems))


def _keys_of(definitions: dg.Definitions, group: str) -> list[dg.AssetKey]:
    specs = definitions.resolve_all_asset_specs()
    keys = [spec.key for spec in specs if spec.group_name == group]
    if not keys:
        known = ", ".join(sorted({spec.group_name for spec in specs if spec.group_name}))
        raise UsageError(
            Text(zh=f"没有名为 {group} 的组", en=f"There is no group {group}"),
            Text(zh=f"可选：{known}", en=f"Choose one of: {known}"),
        )
    return keys


def _ours(error: BaseException) -> QuanyiError:
    """The QuanyiError inside Dagster's wrapping; anything else is named by its type, never by its text."""
    chain = list(_causes(error))
    for cause in chain:
        if isinstance(cause, QuanyiError):
            return cause
    if any(_is_disk_full(cause) for cause in chain):
        return DiskFullError(
            Text(zh="磁盘已满，未写入任何不完整的结果", en="The disk is full; nothing was left half-written"),
            Text(zh="请腾出空间后重新运行。", en="Make room and run again."),
        )
    foreign = [cause for cause in chain if not type(cause).__module__.startswith("dagster")]
    name = type((foreign or chain)[0]).__name__
    return JobError(
        Text(zh=f"作业失败（{name}）", en=f"The job failed ({name})"),
        Text(
            zh="请运行 quanyi dev，在 Runs 页查看失败的步骤。",
            en="Run `quanyi dev` and look at the failed step under Runs.",
        ),
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from; chains of re-raised errors can be circular."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        # Dagster keeps the step's own error in an attribute of its wrapper.
        inner = getattr(current, "user_exception", None)
        current = inner or current.__cause__ or current.__context__


def _is_disk_full(error: BaseException) -> bool:
    """By error number where there is one; DuckDB and SQLite only say it in words."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    words = ("No space left", "File too large", "disk is full", "disk I/O error")
    return any(word in str(error) for word in words)
