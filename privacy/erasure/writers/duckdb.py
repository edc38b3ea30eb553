"""DuckDB: batches through the file's own engine, then a copy into a new file, since deleted bytes survive."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from privacy.erasure.batches import Batch, by_table, distinct, sliced
from privacy.erasure.errors import VictimsMovedError, broke_off, refused
from privacy.erasure.instruction import Instruction
from privacy.erasure.pacing import StorePace
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.erasure.victims import TableVictims
from privacy.erasure.writers.arrow_treatments import treated_table
from privacy.erasure.writers.duckdb_copy import copy_into_new_file
from privacy.erasure.writers.duckdb_restore import (
    counted_rows,
    insert_again,
    match,
    paired,
    same_value,
    set_back,
)
from privacy.erasure.writers.duckdb_table import Facts, check_instruction, read_facts
from privacy.erasure.writers.file_stamp import Stamp, stamps
from privacy.erasure.writers.texts import CONSTRAINT
from privacy.erasure.writers.writer import Done, Finish, Image, Notes, Restored, Seal, Step, label
from privacy.stores.catalog import quote
from privacy.stores.config import StoreConfig
from privacy.stores.errors import NO_ANSWER, unreachable

ROWID = ("rowid",)
_HASH = "row_hash"


class DuckdbWriter:
    def __init__(
        self,
        store: StoreConfig,
        pace: StorePace,
        pseudonyms: ExecutionPseudonyms,
        before: Stamp | None = None,
    ) -> None:
        """`before`: the file's stamp from before the victims were read."""
        self._store = store
        self._pace = pace
        self._limiter = pace.limiter()
        self._pseudonyms = pseudonyms
        if not Path(store.url).is_file():
            raise unreachable(store, NO_ANSWER)
        self._moved = before is not None and stamps(store) != before
        try:
            self._connection = duckdb.connect(store.url, config={"temp_directory": ""})
        except duckdb.Error:
            raise unreachable(store, NO_ANSWER) from None
        # UUID, HUGEINT, BIT and others pass through Arrow unchanged.
        self._connection.execute("SET arrow_lossless_conversion = true; SET TimeZone = 'UTC'")

    def check(self, victims: Sequence[TableVictims]) -> None:
        for part in victims:
            check_instruction(
                part.instruction, part.key, read_facts(self._connection, part.instruction.table)
            )

    def batches(self, victims: Sequence[TableVictims]) -> list[Batch]:
        """Rows known by their number alone are one batch a table: a checkpoint may number the others anew."""
        numbered = [distinct(part) for part in victims if part.key == ROWID]
        if numbered and self._moved:
            raise VictimsMovedError
        together = {batch.table: batch for batch in by_table([self._hashed(part) for part in numbered])}
        batches: list[Batch] = []
        for part in victims:
            if part.key != ROWID:
                batches += sliced(distinct(part), self._pace.batch_rows)
            elif part.instruction.table in together:
                batches.append(together.pop(part.instruction.table))
        return batches

    def run(self, batch: Batch, seal: Seal, step: Step) -> Done:
        self._limiter.spend(batch.rows)
        rules: dict[tuple[str, str], int] = {}
        missing = superseded = 0
        with self._transaction(batch.parts[0].instruction):
            for part in batch.parts:
                acted, moved = self._act(part, seal)
                rules[label(part.instruction)] = rules.get(label(part.instruction), 0) + acted
                superseded += moved
                missing += part.keys.num_rows - acted - moved
            step("changed")
        step("committed")
        return Done(rules, missing, superseded)

    def settle(self, images: Sequence[Image]) -> list[int]:
        return [self._settled(image) for image in images]

    def _settled(self, image: Image) -> int:
        facts = self._known(image.instruction.table)
        before = _unpacked(image.body)
        self._register("logged", before)
        if image.key:
            if image.instruction.action == "delete":
                query = f"SELECT count(*) FROM {facts.name} t JOIN logged s ON {match(image.key)}"
            else:
                self._register("written", self._after(image, facts, before))
                same = " AND ".join(same_value("t", "w", name) for name, _ in image.instruction.changes)
                query = (
                    f"SELECT count(*) FROM {facts.name} t JOIN written w ON {match(image.key, 'w')} "
                    f"WHERE NOT ({same})"
                )
            return image.rows - self._count(query)
        if image.instruction.action == "change":
            # A row that the change leaves as it is says nothing; it counts as done.
            self._register("written", self._after(image, facts, before))
            whole = " AND ".join(same_value("s", "w", name) for name in image.columns)
            self._connection.execute(
                "CREATE OR REPLACE TEMP TABLE untouched AS SELECT s.* FROM "
                "(SELECT *, row_number() OVER () AS n FROM logged) s JOIN "
                f"(SELECT *, row_number() OVER () AS n FROM written) w USING (n) WHERE NOT ({whole})"
            )
            self._register(
                "logged", self._connection.execute("SELECT * EXCLUDE (n) FROM untouched").to_arrow_table()
            )
            self._connection.execute("DROP TABLE untouched")
        return image.rows - self._count(f"SELECT count(*) FROM ({paired(facts, image.columns)})")

    def count_twins(self, image: Image) -> int | None:
        if image.key or image.instruction.action == "change":
            return None
        facts = self._known(image.instruction.table)
        self._register("logged", _unpacked(image.body))
        same = " AND ".join(same_value("t", "s", name) for name in image.columns)
        return self._count(
            f"SELECT count(*) FROM {facts.name} t WHERE EXISTS (SELECT 1 FROM logged s WHERE {same})"
        )

    def restore(self, image: Image, twins: int | None, notes: Notes) -> Restored:
        with self._transaction(image.instruction):
            facts = self._known(image.instruction.table)
            before = _unpacked(image.body)
            self._register("logged", before)
            if image.instruction.action == "delete":
                if twins is not None and (self.count_twins(image) or 0) >= twins + image.rows:
                    return Restored(present=image.rows)
                return insert_again(self._connection, image, facts)
            self._register("written", self._after(image, facts, before))
            return set_back(self._connection, image, facts)

    def finish(self, tables: Sequence[str]) -> Finish:
        copy_into_new_file(self._connection, self._store)
        return Finish("copy into a new file", 0)

    def close(self) -> None:
        self._connection.close()

    def _act(self, part: TableVictims, seal: Seal) -> tuple[int, int]:
        """Rows acted on, and rows whose number now names another."""
        facts = self._known(part.instruction.table)
        self._register("victims", part.keys)
        identity = facts.identity or (() if part.key == ROWID else part.key)
        columns = facts.writable
        if part.instruction.action == "change" and identity:
            columns = (*identity, *(name for name, _ in part.instruction.changes))
        same, moved = "true", 0
        if part.key == ROWID:
            same = f"v.{_HASH} = {_row_hash(facts)}"
            moved = self._count(
                f"SELECT count(*) FROM victims v WHERE NOT EXISTS "
                f"(SELECT 1 FROM {facts.name} t WHERE t.rowid = v.rowid AND {same})"
            )
        source = f"{facts.name} t, victims v WHERE {match(part.key, 'v')} AND {same}"
        picked = ", ".join(f"t.{quote(name)}" for name in columns)
        # `quanyi place` numbers the rows as they are now, for as long as the transaction lasts.
        read = self._connection.execute(
            f'SELECT {picked}, t.rowid AS "quanyi place" FROM {source} ORDER BY t.rowid'
        ).to_arrow_table()
        rows = read.drop_columns(["quanyi place"])
        missing = part.keys.num_rows - rows.num_rows - moved
        image = Image(part.instruction, columns, identity, rows.num_rows, _packed(rows), missing)
        seal.rows(image)
        self._register("places", read.select(["quanyi place"]))
        if part.instruction.action == "delete":
            self._connection.execute(
                f'DELETE FROM {facts.name} t WHERE t.rowid IN (SELECT "quanyi place" FROM places)'
            )
        else:
            written = self._after(image, facts, rows)
            self._register("written", written.append_column("quanyi place", read.column("quanyi place")))
            assignments = ", ".join(f"{quote(n)} = w.{quote(n)}" for n, _ in part.instruction.changes)
            self._connection.execute(
                f'UPDATE {facts.name} t SET {assignments} FROM written w WHERE t.rowid = w."quanyi place"'
            )
        return rows.num_rows, moved

    def _hashed(self, part: TableVictims) -> TableVictims:
        facts = self._known(part.instruction.table)
        self._register("victims", part.keys)
        keys = self._connection.execute(
            f"SELECT v.*, {_row_hash(facts)} AS {_HASH} "
            f"FROM victims v LEFT JOIN {facts.name} t ON t.rowid = v.rowid "
            "ORDER BY v.rowid"
        ).to_arrow_table()
        return replace(part, keys=keys)

    def _after(self, image: Image, facts: Facts, rows: pa.Table) -> pa.Table:
        is_text = {name for name, column in facts.columns.items() if column.is_text}
        pseudonyms = self._pseudonyms.of(image.instruction)
        return treated_table(rows, image.instruction.changes, pseudonyms, is_text)

    def _known(self, table: str) -> Facts:
        facts = read_facts(self._connection, table)
        if facts is None:
            raise broke_off(self._store.name, f"no table {table}")
        return facts

    def _register(self, name: str, rows: pa.Table) -> None:
        self._connection.register(name, rows)

    def _count(self, query: str) -> int:
        return counted_rows(self._connection, query)

    @contextmanager
    def _transaction(self, instruction: Instruction) -> Iterator[None]:
        """DuckDB's errors in our words: its own quote keys of rows."""
        self._connection.execute("BEGIN")
        try:
            yield
            self._connection.execute("COMMIT")
        except duckdb.ConstraintException:
            self._rollback()
            zh, en, remedy = CONSTRAINT
            raise refused(
                instruction.store, instruction.table, f"{zh} DuckDB", f"{en} DuckDB", remedy
            ) from None
        except duckdb.Error as error:
            self._rollback()
            raise broke_off(instruction.store, type(error).__name__) from None
        except BaseException:
            self._rollback()
            raise

    def _rollback(self) -> None:
        try:
            self._connection.execute("ROLLBACK")
        except duckdb.TransactionException:
            return


def _packed(rows: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows)
    return sink.getvalue()


def _unpacked(body: bytes) -> pa.Table:
    with pa.ipc.open_stream(body) as stream:
        return stream.read_all()


def _row_hash(facts: Facts) -> str:
    """NULL only for a row that is not there: `rowid` is NULL then."""
    whole = ", ".join(f"t.{quote(name)}" for name in facts.writable)
    return f"CASE WHEN t.rowid IS NOT NULL THEN md5(row({whole})::VARCHAR) END"
