"""Undoing an execution until its time is over: rows come back in the reverse order in which they went.

Deleted rows are inserted again, parents before children; changed columns are set back where they still hold
what we wrote. What others have put in their place since is left alone and reported as a conflict. Triggers
and constraints of the stores act as on any other write; nothing is switched off.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime

from policy.text import Text
from privacy.erasure.errors import UndoRefusedError
from privacy.erasure.folder import ErasureFolder
from privacy.erasure.images import LogNotes, happened, image_of
from privacy.erasure.pacing import StorePace
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.erasure.records import Order, Undoing
from privacy.erasure.settling import settle
from privacy.erasure.state import ErasureState
from privacy.erasure.writers.open_writer import open_writer
from privacy.erasure.writers.writer import Step, Writer
from privacy.stores.config import StoreConfig


@dataclass(frozen=True)
class UndoReport:
    """Rows restored, found as they had been, and left as others have changed them."""

    execution_id: str
    restored: int
    present: int
    conflicts: int


def undo(
    order: Order,
    stores: Sequence[StoreConfig],
    folder: ErasureFolder,
    state: ErasureState,
    *,
    pace: Mapping[str, StorePace] | None = None,
    clock: Callable[[], datetime],
    step: Step = lambda name: None,
) -> UndoReport:
    """Bring back all that an execution took, finished or not; goes on with an interrupted undoing.

    Raises:
        UndoRefusedError: its time is over, or its state does not allow it.
        SealedLogError: the key is gone, or the log was tampered with.
        StoreError, LockHeldError: undo again to go on.
    """
    execution = state.execution(order.execution_id)
    if execution is None or execution.state not in ("started", "done"):
        raise _refused(order, "其状态不允许", "its state does not allow it")
    # What is bound is what was stored when it started, whatever the caller says now.
    if clock() >= execution.order.recoverable_until:
        raise _refused(order, "可撤销期限已过", "the time for it is over")
    with folder.lock(), ExitStack() as closing:
        key = folder.key()
        log = folder.log(key, state.sealed_frames(order.execution_id)[0])
        writers = _Writers(
            {store.name: store for store in stores}, dict(pace or {}), ExecutionPseudonyms(key)
        )
        closing.callback(writers.close)
        settle(order.execution_id, state, log, writers.of)
        undoing = state.undoing(order.execution_id, len(log))
        notes = LogNotes(log)
        first = undoing.next_frame
        for frame in happened(log, lambda frame: frame.number < first):
            image = image_of(frame)
            writer = writers.of(image.instruction.store)
            if undoing.twins is None or undoing.next_frame != frame.number + 1:
                twins = writer.count_twins(image)
                undoing = replace(undoing, next_frame=frame.number + 1, twins=twins)
                state.note_undoing(order.execution_id, undoing, len(log))
            step("undoing")
            done = writer.restore(image, undoing.twins, notes)
            step("restored")
            undoing = Undoing(
                frame.number,
                undoing.restored + done.restored,
                undoing.present + done.present,
                undoing.conflicts + done.conflicts,
                None,
            )
            state.note_undoing(order.execution_id, undoing, len(log))
            step("noted")
        state.move(order.execution_id, execution.state, "undone", clock())
        return UndoReport(order.execution_id, undoing.restored, undoing.present, undoing.conflicts)


def undone(execution_id: str, state: ErasureState) -> UndoReport:
    """What an undoing that has ended came to."""
    done = state.undoing(execution_id, 0)
    return UndoReport(execution_id, done.restored, done.present, done.conflicts)


class _Writers:
    def __init__(
        self,
        stores: Mapping[str, StoreConfig],
        pace: Mapping[str, StorePace],
        pseudonyms: ExecutionPseudonyms,
    ) -> None:
        self._stores = stores
        self._pace = pace
        self._pseudonyms = pseudonyms
        self._open: dict[str, Writer] = {}

    def of(self, store: str) -> Writer:
        if store not in self._open:
            pace = self._pace.get(store, StorePace())
            self._open[store] = open_writer(self._stores[store], pace, self._pseudonyms)
        return self._open[store]

    def close(self) -> None:
        for writer in self._open.values():
            writer.close()


def _refused(order: Order, zh: str, en: str) -> UndoRefusedError:
    return UndoRefusedError(
        Text(
            zh=f"执行 {order.execution_id} 不能撤销：{zh}",
            en=f"Execution {order.execution_id} cannot be undone: {en}",
        ),
        Text(zh="请查看该执行的证书。", en="See the certificate of the execution."),
    )
