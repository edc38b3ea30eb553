"""One wave: its rows read, checked against the ceilings, sealed by their keys, and erased in batches."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from time import perf_counter

import pyarrow as pa

from policy.errors import StoreError
from policy.text import Text
from privacy.erasure.batches import Batch
from privacy.erasure.errors import RESUME, TableName, VictimsMovedError, over_ceiling
from privacy.erasure.images import BatchSeal
from privacy.erasure.pacing import StorePace
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.erasure.records import BatchResult, NewBatch
from privacy.erasure.sealed_log import SealedLog
from privacy.erasure.state import ErasureState
from privacy.erasure.victims import TableVictims
from privacy.erasure.writers.file_stamp import Stamp, stamps
from privacy.erasure.writers.open_writer import open_writer
from privacy.erasure.writers.writer import Step, Writer
from privacy.stores.config import StoreConfig

_READINGS = 5
ReadVictims = Callable[[Sequence[str]], tuple[TableVictims, ...]]


class Wave:
    """What all waves of an execution share. Writers are open only while batches run."""

    def __init__(
        self,
        execution_id: str,
        ceilings: Mapping[TableName, int],
        state: ErasureState,
        log: SealedLog,
        victims_log: SealedLog,
        stores: Mapping[str, StoreConfig],
        pace: Mapping[str, StorePace],
        pseudonyms: ExecutionPseudonyms,
        step: Step,
    ) -> None:
        self._execution_id = execution_id
        self._ceilings = ceilings
        self._state = state
        self._log = log
        self._victims_log = victims_log
        self._stores = stores
        self._pace = pace
        self._pseudonyms = pseudonyms
        self._step = step
        self._writers: dict[str, Writer] = {}
        self._before: dict[str, Stamp] = {}

    def writer(self, store: str) -> Writer:
        if store not in self._writers:
            pace = self._pace.get(store, StorePace())
            self._writers[store] = open_writer(
                self._stores[store], pace, self._pseudonyms, self._before.get(store)
            )
        return self._writers[store]

    def close(self) -> None:
        while self._writers:
            self._writers.popitem()[1].close()
        self._before = {}

    def run(self, subjects: Sequence[str], read: ReadVictims, at: datetime) -> int:
        """Rows that were found for the subjects; 0 means that nothing is left."""
        try:
            batches = self._planned(subjects, read)
            if not batches:
                return 0
            self._step("victims-sealed")
            ids = self._state.add_wave(
                self._execution_id,
                len(subjects),
                len(self._victims_log),
                [NewBatch(batch.store, batch.table, batch.rows) for batch in batches],
                at,
            )
            self._step("wave-begun")
            for batch_id, batch in zip(ids, batches, strict=True):
                self._run_batch(batch_id, batch)
            return sum(batch.rows for batch in batches)
        finally:
            self.close()

    def finish(self, store: str, tables: Sequence[str]) -> None:
        start = perf_counter()
        try:
            self._step("finishing")
            finish = self.writer(store).finish(tables)
        finally:
            self.close()
        self._step("store-finished")
        self._state.add_finish(
            self._execution_id, store, finish.method, perf_counter() - start, finish.dead_rows
        )

    def _planned(self, subjects: Sequence[str], read: ReadVictims) -> list[Batch]:
        """Read the rows, check that all can be done, seal their keys. Nothing is changed yet."""
        for _ in range(_READINGS):
            self._before = {name: stamps(store) for name, store in self._stores.items()}
            victims = [part for part in read(subjects) if part.keys.num_rows]
            self._check_ceilings(victims)
            by_store: dict[str, list[TableVictims]] = {}
            for part in victims:
                by_store.setdefault(part.instruction.store, []).append(part)
            for store, parts in by_store.items():
                self.writer(store).check(parts)
            try:
                cut = {store: self.writer(store).batches(parts) for store, parts in by_store.items()}
            except VictimsMovedError:
                self.close()
                continue
            for part in victims:
                self._seal_keys(part)
            return _in_order(victims, cut)
        raise StoreError(
            Text(
                zh="读取待删除的行时，文件不断被他人改写",
                en="Files kept being written to by others while the rows to erase were read",
            ),
            RESUME,
        )

    def _run_batch(self, batch_id: int, batch: Batch) -> None:
        self._state.begin_batch(batch_id)
        self._step("batch-begun")
        seal = BatchSeal(self._log, batch_id, self._step)
        start = perf_counter()
        done = self.writer(batch.store).run(batch, seal, self._step)
        seconds = perf_counter() - start - seal.seconds
        result = BatchResult(
            {rule: rows for rule, rows in done.rules.items() if rows},
            done.missing,
            done.superseded,
            seconds,
            seal.seconds,
        )
        self._state.end_batch(self._execution_id, batch_id, result, len(self._log))
        self._step("batch-ended")

    def _check_ceilings(self, victims: Sequence[TableVictims]) -> None:
        rows = {(table.store, table.table): table.acted for table in self._state.tables(self._execution_id)}
        found: dict[TableName, int] = {}
        for part in victims:
            name = (part.instruction.store, part.instruction.table)
            found[name] = found.get(name, 0) + part.keys.num_rows
        over = {
            name: (rows.get(name, 0) + count, self._ceilings.get(name, 0))
            for name, count in found.items()
            if rows.get(name, 0) + count > self._ceilings.get(name, 0)
        }
        if over:
            raise over_ceiling(over)

    def _seal_keys(self, part: TableVictims) -> None:
        sink = io.BytesIO()
        with pa.ipc.new_stream(sink, part.keys.schema) as stream:
            stream.write_table(part.keys)
        header = {"instruction": asdict(part.instruction), "key": part.key, "rows": part.keys.num_rows}
        self._victims_log.append(header, sink.getvalue())


def _in_order(victims: Sequence[TableVictims], cut: Mapping[str, Sequence[Batch]]) -> list[Batch]:
    """The stores' batches in the order of the victims. A batch of several instructions runs with the last of
    them, when all rows that refer to it are gone."""
    last = {
        (part.instruction.store, part.instruction.table, id(part.instruction)): place
        for place, part in enumerate(victims)
    }
    placed = [
        (max(last[batch.store, batch.table, id(part.instruction)] for part in batch.parts), number, batch)
        for batches in cut.values()
        for number, batch in enumerate(batches)
    ]
    return [batch for _, _, batch in sorted(placed, key=lambda item: item[:2])]
