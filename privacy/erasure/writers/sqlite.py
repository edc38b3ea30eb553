"""SQLite: one transaction a batch, deleted content overwritten, the file vacuumed in the end."""

import hashlib
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from privacy.erasure.batches import Batch, distinct, sliced
from privacy.erasure.errors import VictimsMovedError, broke_off, refused
from privacy.erasure.instruction import Instruction, Treatment
from privacy.erasure.pacing import StorePace
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.erasure.victims import TableVictims
from privacy.erasure.writers import cells
from privacy.erasure.writers.attempts import Blocked, attempt
from privacy.erasure.writers.cells import Row
from privacy.erasure.writers.file_stamp import Stamp, stamps
from privacy.erasure.writers.sqlite_restore import restore_deleted, set_back, twins
from privacy.erasure.writers.sqlite_table import Facts, check_instruction, read_facts
from privacy.erasure.writers.texts import CONSTRAINT, REFERENCED
from privacy.erasure.writers.writer import Done, Finish, Image, Notes, Restored, Seal, Step, label
from privacy.stores.catalog import quote
from privacy.stores.config import StoreConfig
from privacy.stores.errors import NO_ANSWER, unreachable

ROWID = ("rowid",)
# What a row held when its number was read; a number alone may come to name another row.
_HASH = "row_hash"


class SqliteWriter:
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
        self._before = before
        if not Path(store.url).is_file():
            raise unreachable(store, NO_ANSWER)
        self._connection = sqlite3.connect(store.url, timeout=pace.lock_seconds, isolation_level=None)
        self._connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        for pragma in (
            "foreign_keys = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
            "journal_size_limit = 0",
        ):
            self._connection.execute(f"PRAGMA {pragma}")

    def check(self, victims: Sequence[TableVictims]) -> None:
        for part in victims:
            facts = read_facts(self._connection, part.instruction.table)
            check_instruction(part.instruction, part.key, facts, self._pace.known_triggers)
        if not os.access(self._store.url, os.W_OK) or not os.access(Path(self._store.url).parent, os.W_OK):
            zh, en, remedy = "文件不可写", "the file may not be written", CONSTRAINT[2]
            raise refused(self._store.name, victims[0].instruction.table, zh, en, remedy)

    def batches(self, victims: Sequence[TableVictims]) -> list[Batch]:
        bound = []
        with self._transaction(victims[0].instruction):
            numbered = any(part.key == ROWID for part in victims)
            if numbered and self._before is not None and stamps(self._store) != self._before:
                raise VictimsMovedError
            for part in victims:
                part = distinct(part)
                if part.key == ROWID:
                    facts = self._known(part.instruction.table)
                    hashes = [_hash(row) for row in self._read(facts, facts.writable, ROWID, _keys(part))]
                    part = replace(part, keys=part.keys.append_column(_HASH, pa.array(hashes, pa.string())))
                bound.append(part)
        return [batch for part in bound for batch in self._cut(part)]

    def run(self, batch: Batch, seal: Seal, step: Step) -> Done:
        (part,) = batch.parts
        self._limiter.spend(batch.rows)

        def work() -> Done:
            with self._transaction(part.instruction):
                done = self._act(part, seal)
                step("changed")
            step("committed")
            return done

        return attempt(work, seal.aborted, part.instruction, self._pace.attempts)

    def settle(self, images: Sequence[Image]) -> list[int]:
        return [self._settled(image) for image in images]

    def _settled(self, image: Image) -> int:
        facts = self._known(image.instruction.table)
        rows = cells.unpacked(image.body)
        if image.instruction.action == "change":
            rows = [row for row in rows if self._after(image, row) != row]
        if image.key:
            still = self._read(facts, image.columns, image.key, [_picked(image, row) for row in rows])
            untouched = sum((Counter(rows) & Counter(row for row in still if row is not None)).values())
            if image.instruction.action == "delete":
                untouched = sum(row is not None for row in still)
            return image.rows - untouched
        return image.rows - sum(
            min(n, twins(self._connection, facts, image, row)) for row, n in Counter(rows).items()
        )

    def count_twins(self, image: Image) -> int | None:
        if image.key or image.instruction.action == "change":
            return None
        facts = self._known(image.instruction.table)
        return sum(twins(self._connection, facts, image, row) for row in set(cells.unpacked(image.body)))

    def restore(self, image: Image, twins: int | None, notes: Notes) -> Restored:
        with self._transaction(image.instruction):
            facts = self._known(image.instruction.table)
            rows = cells.unpacked(image.body)
            if image.instruction.action == "delete":
                if twins is not None and (self.count_twins(image) or 0) >= twins + image.rows:
                    return Restored(present=image.rows)
                return restore_deleted(self._connection, facts, image, rows)
            return set_back(self._connection, facts, image, rows, [self._after(image, row) for row in rows])

    def finish(self, tables: Sequence[str]) -> Finish:
        """VACUUM writes every page anew; a write-ahead log is emptied."""
        try:
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise broke_off(self._store.name, error.sqlite_errorname) from None
        return Finish("vacuum", 0)

    def close(self) -> None:
        self._connection.close()

    def _cut(self, part: TableVictims) -> Iterator[Batch]:
        """Rows that only their content tells stay together: of equal ones in two batches, nobody could say
        after a crash which are gone."""
        alike = part.key == ROWID and not self._known(part.instruction.table).identity
        return iter([Batch((part,))]) if alike else sliced(part, self._pace.batch_rows)

    def _act(self, part: TableVictims, seal: Seal) -> Done:
        facts = self._known(part.instruction.table)
        keys = _keys(part)
        rows = self._read(facts, facts.writable, part.key, keys)
        moved = 0
        if part.key == ROWID:
            expected = part.keys.column(_HASH).to_pylist()
            same = [_hash(row) == known for row, known in zip(rows, expected, strict=True)]
            moved = same.count(False)
            keys = [key for key, is_same in zip(keys, same, strict=True) if is_same]
            rows = [row for row, is_same in zip(rows, same, strict=True) if is_same]
        found = [(key, row) for key, row in zip(keys, rows, strict=True) if row is not None]
        missing = len(keys) - len(found)
        image = self._image(part, facts, [row for _, row in found], missing)
        if part.instruction.action == "delete":
            self._refuse_cascades(part, facts, [key for key, _ in found])
        seal.rows(image)
        where = _where(part.key)
        if part.instruction.action == "delete":
            self._connection.executemany(f"DELETE FROM {facts.name} WHERE {where}", [key for key, _ in found])
        else:
            names = [name for name, _ in part.instruction.changes]
            places = [image.columns.index(name) for name in names]
            assignments = ", ".join(f"{quote(name)} = ?" for name in names)
            after = (self._after(image, row) for row in cells.unpacked(image.body))
            self._connection.executemany(
                f"UPDATE {facts.name} SET {assignments} WHERE {where}",
                [
                    (*(row[place] for place in places), *key)
                    for row, (key, _) in zip(after, found, strict=True)
                ],
            )
        return Done({label(part.instruction): len(found)}, missing=missing, superseded=moved)

    def _image(self, part: TableVictims, facts: Facts, rows: Sequence[Row], missing: int) -> Image:
        columns = facts.writable
        identity = facts.identity or (() if part.key == ROWID else part.key)
        if part.instruction.action == "change" and identity:
            columns = (*identity, *(name for name, _ in part.instruction.changes))
        places = [facts.writable.index(name) for name in columns]
        body = cells.packed([row[place] for place in places] for row in rows)
        return Image(part.instruction, columns, identity, len(rows), body, missing)

    def _after(self, image: Image, row: Row) -> Row:
        treatments, pseudonyms = dict(image.instruction.changes), self._pseudonyms.of(image.instruction)
        return tuple(
            _treated(pseudonyms, treatments[name], name, value) if name in treatments else value
            for name, value in zip(image.columns, row, strict=True)
        )

    def _refuse_cascades(self, part: TableVictims, facts: Facts, keys: Sequence[Row]) -> None:
        """The transaction has the file to itself; see that no foreign key would take other rows along."""
        going = set(keys)
        for reference in facts.references:
            if not reference.acts_on_delete:
                continue
            to_itself = quote(reference.child) == facts.name
            mine = ", ".join(f"c.{quote(name)}" for name in part.key) if to_itself else "NULL"
            refers = " AND ".join(
                f"c.{quote(name)} = t.{quote(to)}"
                for name, to in zip(reference.columns, reference.to_columns, strict=True)
            )
            where = " AND ".join(f"t.{quote(name)} = ?" for name in part.key)
            query = (
                f"SELECT {mine} FROM {facts.name} t JOIN {quote(reference.child)} c ON {refers} WHERE {where}"
            )
            for key in keys:
                if any(not to_itself or row not in going for row in self._connection.execute(query, key)):
                    zh, en, remedy = REFERENCED
                    raise refused(
                        self._store.name, part.instruction.table,
                        f"{zh} {reference.child}", f"{en} {reference.child}", remedy,
                    )  # fmt: skip

    def _read(
        self, facts: Facts, columns: Sequence[str], key: Sequence[str], keys: Sequence[Row]
    ) -> list[Row | None]:
        """The row of each key, or None."""
        names = ", ".join(quote(name) for name in columns)
        query = f"SELECT {names} FROM {facts.name} WHERE {_where(key)}"
        return [self._connection.execute(query, one).fetchone() for one in keys]

    def _known(self, table: str) -> Facts:
        facts = read_facts(self._connection, table)
        if facts is None:
            raise broke_off(self._store.name, f"no table {table}")
        return facts

    @contextmanager
    def _transaction(self, instruction: Instruction) -> Iterator[None]:
        """Alone with the file; SQLite's errors in our words."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.IntegrityError as error:
            zh, en, remedy = CONSTRAINT
            name = error.sqlite_errorname
            raise refused(
                instruction.store, instruction.table, f"{zh} {name}", f"{en} {name}", remedy
            ) from None
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise Blocked from None
            raise broke_off(instruction.store, error.sqlite_errorname) from None


def _treated(pseudonyms: ExecutionPseudonyms, treatment: Treatment, name: str, value: Any) -> Any:
    """A value keeps its own type unless something is masked in it; any column may hold a number."""
    if treatment == "redact" and isinstance(value, int | float):
        masked = pseudonyms.treated(treatment, name, str(value), is_text=True)
        return value if masked == str(value) else masked
    is_text = isinstance(value, str)
    if treatment == "redact" and not is_text:
        return value
    return pseudonyms.treated(treatment, name, value if is_text else None, is_text=is_text)


def _where(key: Sequence[str]) -> str:
    return " AND ".join(f"{'rowid' if name == 'rowid' else quote(name)} = ?" for name in key)


def _keys(part: TableVictims) -> list[Row]:
    columns = [part.keys.column(name).to_pylist() for name in part.key]
    return [tuple(_plain(value) for value in row) for row in zip(*columns, strict=True)]


def _plain(value: Any) -> Any:
    """As SQLite keeps it: dates and times as text."""
    return value if isinstance(value, int | float | str | bytes | None) else str(value)


def _picked(image: Image, row: Row) -> Row:
    return tuple(row[image.columns.index(name)] for name in image.key)


def _hash(row: Row | None) -> str | None:
    return None if row is None else hashlib.blake2b(cells.packed([row]), digest_size=16).hexdigest()
