"""An approved plan carried out: wave by wave, batch by batch, so that it can be killed anywhere and goes on.

A wave is a set of subjects judged afresh, whose rows are read afresh, sealed by their keys, and then erased
in batches, children first. Before a batch changes anything its rows are in the sealed log. Waves follow until
no row is left: what came in meanwhile goes too, up to the ceilings.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from policy.errors import StoreError
from policy.text import Text
from privacy.erasure.errors import ErasureRefusedError, shortfall
from privacy.erasure.folder import ErasureFolder
from privacy.erasure.pacing import StorePace
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.erasure.records import Order, RuleCount, State, TableCount
from privacy.erasure.settling import settle
from privacy.erasure.state import ErasureState
from privacy.erasure.victims import TableVictims
from privacy.erasure.wave import ReadVictims, Wave
from privacy.erasure.writers.writer import Step
from privacy.stores.config import StoreConfig

__all__ = ["ExecutionReport", "FinishedStore", "Order", "WaveSource", "execute", "report"]

# Rows keep coming only where somebody keeps writing them.
MAX_ROUNDS = 10
WAVE_SUBJECTS = 20_000


class WaveSource(Protocol):
    """Gives each wave its subjects and rows. Between its calls it holds no DuckDB or SQLite store open: their
    files can be written to by one process and one connection at a time.
    """

    def subjects(self) -> Sequence[str]:
        """Keyed ids of the plan's subjects, fixed."""

    def still_due(self, subjects: Sequence[str]) -> Mapping[str, str]:
        """Judged afresh: subject -> the reason's code why it is no longer due; absent means go on."""

    def victims(self, subjects: Sequence[str]) -> tuple[TableVictims, ...]:
        """Their rows, read afresh from the stores, in the order of execution."""

    def unchanged(self) -> None:
        """Raises PlanChangedError where schema, policy or approval no longer fit the plan's hash."""


@dataclass(frozen=True)
class FinishedStore:
    """How one store's freed space was dealt with; `dead_rows` None: the server does not tell."""

    store: str
    method: str
    seconds: float
    dead_rows: int | None


@dataclass(frozen=True)
class ExecutionReport:
    """Counts only.

    Attributes:
        skipped: subjects left out, by reason.
        change_seconds: in which stores deleted and changed rows.
        log_seconds: for sealing them.
        torn_bytes: unfinished frames cut off on resuming.
    """

    execution_id: str
    state: State
    recoverable_until: datetime
    tables: tuple[TableCount, ...]
    rules: tuple[RuleCount, ...]
    skipped: Mapping[str, int]
    finished: tuple[FinishedStore, ...]
    change_seconds: float
    log_seconds: float
    torn_bytes: int = 0


def execute(
    order: Order,
    source: WaveSource,
    stores: Sequence[StoreConfig],
    folder: ErasureFolder,
    state: ErasureState,
    *,
    mentions: ReadVictims = lambda subjects: (),
    pace: Mapping[str, StorePace] | None = None,
    clock: Callable[[], datetime],
    step: Step = lambda name: None,
    wave_subjects: int = WAVE_SUBJECTS,
) -> ExecutionReport:
    """Carry out an execution that `ErasureState.start` has started, or go on with one that was interrupted.

    Args:
        mentions: the rows of others in which these subjects' identifiers are to be masked, asked for when the
            subjects' own rows are done.
        pace: by store; the default's where a store is not named.
        clock: naive local time.
        step: called with the name of what was just done or comes next.

    Raises:
        ErasureRefusedError: the store, the plan or a ceiling does not allow it; what was done stands.
        ErasureAlarm: all is done, but rows vanished that this execution did not take.
        StoreError, LockHeldError, SealedLogError: as their names say; execute again to go on.
    """
    execution = state.execution(order.execution_id)
    if (
        execution is None
        or execution.order.plan_hash != order.plan_hash
        or folder.execution_id != order.execution_id
    ):
        raise _not_started(order)
    if execution.state != "started":
        return report(order.execution_id, state)
    if clock() >= order.recoverable_until:
        raise _too_late(order)
    with folder.lock(), ExitStack() as closing:
        key = folder.new_key()
        log_frames, victim_frames = state.sealed_frames(order.execution_id)
        log, victims_log = folder.log(key, log_frames), folder.victims(key, victim_frames)
        wave = Wave(
            order.execution_id,
            order.ceilings,
            state,
            log,
            victims_log,
            {store.name: store for store in stores},
            dict(pace or {}),
            ExecutionPseudonyms(key),
            step,
        )
        closing.callback(wave.close)
        settle(order.execution_id, state, log, wave.writer)
        wave.close()
        step("settled")
        _rounds(order, source, state, wave, clock, wave_subjects)
        _mask(order, source, mentions, state, wave, clock)
        _finish(order, state, wave)
        step("finished")
        missing = {(t.store, t.table): t.missing for t in state.tables(order.execution_id) if t.missing}
        if sum(missing.values()) > execution.explained_rows:
            raise shortfall(missing)
        state.move(order.execution_id, "started", "done", clock())
        return report(order.execution_id, state, log.torn_bytes + victims_log.torn_bytes)


def report(execution_id: str, state: ErasureState, torn_bytes: int = 0) -> ExecutionReport:
    """What an execution has come to so far; raises KeyError for an unknown one."""
    execution = state.execution(execution_id)
    if execution is None:
        raise KeyError(execution_id)
    reasons = list(state.skipped(execution_id).values())
    change_seconds, log_seconds = state.seconds(execution_id)
    return ExecutionReport(
        execution_id,
        execution.state,
        execution.order.recoverable_until,
        tuple(state.tables(execution_id)),
        tuple(state.rules(execution_id)),
        {reason: reasons.count(reason) for reason in sorted(set(reasons))},
        tuple(FinishedStore(*finish) for finish in state.finishes(execution_id)),
        change_seconds,
        log_seconds,
        torn_bytes,
    )


def _rounds(
    order: Order,
    source: WaveSource,
    state: ErasureState,
    wave: Wave,
    clock: Callable[[], datetime],
    wave_subjects: int,
) -> None:
    for _ in range(MAX_ROUNDS):
        found = 0
        for subjects in _cut(source.subjects(), wave_subjects):
            source.unchanged()
            # Who was left out once stays out: another plan decides about them.
            skipped = state.skipped(order.execution_id)
            subjects = [subject for subject in subjects if subject not in skipped]
            no_longer = source.still_due(subjects)
            if no_longer:
                state.skip(order.execution_id, no_longer, order.recoverable_until)
            due = [subject for subject in subjects if subject not in no_longer]
            if due:
                found += wave.run(due, source.victims, clock())
        if not found:
            return
    raise _endless()


def _mask(
    order: Order,
    source: WaveSource,
    mentions: ReadVictims,
    state: ErasureState,
    wave: Wave,
    clock: Callable[[], datetime],
) -> None:
    """One wave for everybody: a search costs the same however many people are looked for."""
    for _ in range(MAX_ROUNDS):
        source.unchanged()
        skipped = state.skipped(order.execution_id)
        subjects = [subject for subject in source.subjects() if subject not in skipped]
        if not subjects or not wave.run(subjects, mentions, clock()):
            return
    raise _endless()


def _endless() -> StoreError:
    return StoreError(
        Text(
            zh=f"{MAX_ROUNDS} 轮之后仍有待删除的行：有程序在持续写入，或变更后的值仍被判为待处理",
            en=f"After {MAX_ROUNDS} rounds there are still rows to erase: something keeps writing them, "
            "or what was written in their place is judged as still to be done",
        ),
        Text(
            zh="请停止写入这些用户的数据，再次执行。",
            en="Stop what writes these people's data, then execute again.",
        ),
    )


def _finish(order: Order, state: ErasureState, wave: Wave) -> None:
    tables: dict[str, list[str]] = {}
    for table in state.tables(order.execution_id):
        if table.acted:
            tables.setdefault(table.store, []).append(table.table)
    finished = {store for store, *_ in state.finishes(order.execution_id)}
    for store, names in tables.items():
        if store not in finished:
            wave.finish(store, names)


def _cut(subjects: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (subjects[start : start + size] for start in range(0, len(subjects), size))


def _not_started(order: Order) -> ErasureRefusedError:
    return ErasureRefusedError(
        Text(
            zh=f"执行 {order.execution_id} 没有以该计划开始",
            en=f"Execution {order.execution_id} was not started with this plan",
        ),
        Text(zh="请先批准计划。", en="Have the plan approved first."),
    )


def _too_late(order: Order) -> ErasureRefusedError:
    return ErasureRefusedError(
        Text(
            zh=f"执行 {order.execution_id} 的可撤销期限已过",
            en=f"The time in which execution {order.execution_id} can be undone is over",
        ),
        Text(
            zh="请销毁其密钥，再为剩余的行另行计划。",
            en="Destroy its key, then plan anew for the rows that are left.",
        ),
    )
