"""The drill: a violation planted in the stores of a small demo must make its check fail, and no other."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assets.run import open_run
from demo import platform
from demo.drill_copy import copied_platform
from demo.plants import Plant, all_plants, apply_plants
from pipelines.drill_judge import Judgement, judge
from policy.bundle import Policy
from policy.errors import JobError, PolicyError, UsageError
from policy.text import Text
from warehouse.lock import writer_lock
from warehouse.workspace import Workspace

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

SCALE = 0.03
"""600 members: the smallest platform on which every plant finds enough rows to trip its check."""

Progress = Callable[[str, int, int], None]
"""Called with a step, how much of it is done and how much there is."""


@dataclass(frozen=True)
class DrillResult:
    """What one planted violation did.

    Attributes:
        planted: False where the check has no plant; then it counts as not detected.
        also_expected: the other checks that the same fault must trip, as the plant declares.
        false_alarms: checks beyond those whose outcome differs from that on the clean platform.
    """

    check: str
    planted: bool
    detected: bool
    also_expected: tuple[str, ...] = ()
    false_alarms: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return self.detected and not self.false_alarms


@dataclass(frozen=True)
class CleanPlatform:
    """A platform without violation that was judged once; plants go into copies of it."""

    workspace: Workspace
    judgement: Judgement
    analyzer: "AnalyzerEngine"


def drill(folder: Path, checks: Sequence[str] = (), *, on_progress: Progress) -> list[DrillResult]:
    """Drill these checks, or all that exist, on a platform made for it in `folder`; nothing of it stays.

    Raises:
        UsageError: there is no such check.
        PolicyError: a plant names a check that does not exist.
        JobError: the platform is not clean before anything is planted.
        LockHeldError: another drill is going on.
    """
    chosen = _chosen(checks)
    plants = all_plants()
    _refuse_unknown(plants)
    results = []
    with (
        writer_lock(folder.with_suffix(".lock"), "quanyi drill"),
        clean_platform(folder, on_progress) as clean,
    ):
        for position, check in enumerate(chosen):
            on_progress("violations", position, len(chosen))
            results.append(drill_check(clean, check, plants.get(check)))
        on_progress("violations", len(chosen), len(chosen))
    return results


@contextmanager
def clean_platform(
    folder: Path, on_progress: Progress, *, violations: Sequence[str] = ()
) -> Iterator[CleanPlatform]:
    """Build and judge the clean platform; its server stops and `folder` goes at the end, whatever happens.

    Args:
        violations: planted before it is judged; anything but none is refused as not clean.

    Raises:
        JobError: a check does not pass.
    """
    from privacy.detection.engine import build_analyzer

    original = folder / "platform"
    try:
        config_path = platform.build(
            original,
            scale=SCALE,
            violations=violations,
            on_progress=lambda _, done, total: on_progress("clean platform", done, total),
        )
        on_progress("clean platform", 1, 1)
        workspace = Workspace.open(config_path)
        on_progress("judge it", 0, 1)
        analyzer = build_analyzer()
        with open_run(workspace, "clean", workspace.as_of(), "quanyi drill") as run:
            judgement = judge(run, analyzer)
        _refuse_dirty(judgement)
        on_progress("judge it", 1, 1)
        yield CleanPlatform(workspace, judgement, analyzer)
    finally:
        platform.stop(original)
        shutil.rmtree(folder, ignore_errors=True)


def drill_check(clean: CleanPlatform, check: str, plant: Plant | None) -> DrillResult:
    """Plant one violation in a copy of the platform, judge the copy, and compare."""
    if plant is None:
        return DrillResult(check, planted=False, detected=False)
    original = clean.workspace.config_path.parent
    folder = original.parent / "planted"
    try:
        with copied_platform(original, folder / "platform", "planted") as copy:
            apply_plants([plant], copy.folder, copy.socket, database=copy.database)
            workspace = Workspace.open(copy.config_path)
            _copy_results(clean.workspace, workspace)
            with open_run(workspace, plant.check, workspace.as_of(), "quanyi drill") as run:
                outcomes = judge(run, clean.analyzer, clean.judgement).outcomes
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    expected = {check, *plant.also_expected}
    before = clean.judgement.outcomes
    return DrillResult(
        check,
        planted=True,
        detected=outcomes.get(check) == "violation",
        also_expected=plant.also_expected,
        false_alarms=tuple(
            sorted(
                other for other in before if outcomes.get(other) != before[other] and other not in expected
            )
        ),
    )


def _copy_results(clean: Workspace, copy: Workspace) -> None:
    """What the clean run wrote: entities of tables that do not change, and the key of their pseudonyms."""
    shutil.copy2(clean.warehouse_path, copy.warehouse_path)
    shutil.copytree(clean.keys_dir, copy.keys_dir)


def _chosen(checks: Sequence[str]) -> list[str]:
    known = [check.id for check in Policy().checks]
    for check in checks:
        if check not in known:
            raise UsageError(
                Text(zh=f"没有名为 {check} 的检查", en=f"There is no check {check}"),
                Text(zh="请用 quanyi checks 查看全部检查。", en="`quanyi checks` lists them all."),
            )
    return [check for check in known if not checks or check in checks]


def _refuse_unknown(plants: Mapping[str, Plant]) -> None:
    known = {check.id for check in Policy().checks}
    for plant in plants.values():
        for check in (plant.check, *plant.also_expected):
            if check not in known:
                raise PolicyError(
                    Text(
                        zh=f"demo/plants/{plant.check}.yaml 提到不存在的检查 {check}",
                        en=f"demo/plants/{plant.check}.yaml names {check}, a check that does not exist",
                    ),
                    Text(zh="请改正检查的名称。", en="Correct the name of the check."),
                )


def _refuse_dirty(judgement: Judgement) -> None:
    dirty = sorted(check for check, outcome in judgement.outcomes.items() if outcome != "pass")
    if dirty:
        raise JobError(
            Text(
                zh=f"演练用的平台本身就不干净：{'、'.join(dirty)}",
                en=f"The drill's platform is not clean before anything is planted: {', '.join(dirty)}",
            ),
            Text(
                zh="在它上面演练证明不了什么；请先修正演示平台或这些检查。",
                en="A drill on it proves nothing; mend the demo or these checks first.",
            ),
        )
