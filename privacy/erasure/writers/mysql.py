"""MySQL and MariaDB (InnoDB): staged keys and joins; rows are logged as texts that give the value back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import pymysql
from pymysql.constants import ER

from privacy.erasure.batches import Batch, distinct, sliced
from privacy.erasure.errors import broke_off, refused
from privacy.erasure.instruction import Instruction
from privacy.erasure.pacing import StorePace
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.erasure.victims import TableVictims
from privacy.erasure.writers import cells
from privacy.erasure.writers.attempts import Blocked, attempt
from privacy.erasure.writers.cells import Row
from privacy.erasure.writers.mysql_purge import PURGE_SECONDS, wait_for_purge
from privacy.erasure.writers.mysql_restore import insert_again, picked, rows_to_set_back
from privacy.erasure.writers.mysql_table import (
    Facts,
    backticks,
    check_instruction,
    equal_columns,
    key_rows,
    quoted,
    read_facts,
)
from privacy.erasure.writers.postgresql_table import GRANT
from privacy.erasure.writers.texts import (
    CONSTRAINT,
    PREDECESSOR,
    PREDECESSOR_ATTEMPTS,
    PREDECESSOR_SECONDS,
    REFERENCED,
)
from privacy.erasure.writers.writer import Done, Finish, Image, Notes, Restored, Seal, Step, label
from privacy.stores.config import StoreConfig
from privacy.stores.errors import NO_ANSWER, unreachable
from privacy.stores.mysql import Address, connect, probe
from privacy.stores.session import CONNECT_SECONDS

_BLOCKED = {ER.LOCK_WAIT_TIMEOUT, ER.LOCK_DEADLOCK, ER.QUERY_INTERRUPTED, 3024, 1969}
_FORBIDDEN = {ER.DBACCESS_DENIED_ERROR, ER.TABLEACCESS_DENIED_ERROR, ER.COLUMNACCESS_DENIED_ERROR}
# A texts' own collation may call different texts equal; restoring compares bytes.
_STRICT = "STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO"
# What was in the table goes back as it was, dates such as 2020-01-00 among it.
_LENIENT = "NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES"


class MysqlWriter:
    def __init__(
        self,
        store: StoreConfig,
        pace: StorePace,
        pseudonyms: ExecutionPseudonyms,
        *,
        purge_seconds: float = PURGE_SECONDS,
    ) -> None:
        """Raises StoreError where the store cannot be reached."""
        self._store = store
        self._pace = pace
        self._limiter = pace.limiter()
        self._pseudonyms = pseudonyms
        self._purge_seconds = purge_seconds
        self._facts: dict[str, Facts | None] = {}
        try:
            self._connection = connect(Address.of(store), CONNECT_SECONDS)
            # Every value as the text that the server sends.
            self._connection.decoders = {}
            self._cursor = self._connection.cursor()
            seconds = max(1, round(pace.lock_seconds))
            self._cursor.execute(
                f"SET SESSION innodb_lock_wait_timeout = {seconds}, lock_wait_timeout = {seconds}, "
                f"time_zone = '+00:00', sql_mode = '{_STRICT}', foreign_key_checks = 1, autocommit = 0"
            )
            self._cursor.execute("SET NAMES utf8mb4")
            # A killed process leaves its connection behind for a moment, and that may still be committing.
            seconds = round(PREDECESSOR_SECONDS * PREDECESSOR_ATTEMPTS)
            self._cursor.execute("SELECT GET_LOCK(%s, %s)", (f"quanyi-{pseudonyms.tag}", seconds))
            if self._cursor.fetchone() != ("1",):
                raise unreachable(store, PREDECESSOR)
        except (pymysql.MySQLError, OSError, RuntimeError):
            probe(store, Address.of(store), CONNECT_SECONDS)
            raise unreachable(store, NO_ANSWER) from None

    def check(self, victims: Sequence[TableVictims]) -> None:
        for part in victims:
            instruction = part.instruction
            facts = self._facts_of(instruction.table)
            check_instruction(instruction, part.key, facts, self._pace.known_triggers)
            with self._speaking(instruction):
                # EXPLAIN asks for the same rights as the statement and changes nothing.
                if instruction.action == "delete":
                    self._cursor.execute(f"EXPLAIN DELETE FROM {quoted(instruction.table)} WHERE 1 = 0")
                else:
                    names = ", ".join(f"{backticks(n)} = {backticks(n)}" for n, _ in instruction.changes)
                    self._cursor.execute(
                        f"EXPLAIN UPDATE {quoted(instruction.table)} SET {names} WHERE 1 = 0"
                    )
                self._cursor.execute(f"SELECT 1 FROM {quoted(instruction.table)} WHERE 1 = 0")

    def batches(self, victims: Sequence[TableVictims]) -> list[Batch]:
        return [batch for part in victims for batch in sliced(distinct(part), self._pace.batch_rows)]

    def run(self, batch: Batch, seal: Seal, step: Step) -> Done:
        (part,) = batch.parts
        self._limiter.spend(batch.rows)

        def work() -> int:
            with self._speaking(part.instruction):
                facts = self._known(part.instruction.table)
                self._stage("erasure_keys", facts, part.key, key_rows(part.keys, part.key, facts))
                self._connection.begin()
                acted = self._act(part, facts, seal)
                step("changed")
                self._connection.commit()
                step("committed")
                return acted

        acted = attempt(work, seal.aborted, part.instruction, self._pace.attempts)
        return Done({label(part.instruction): acted}, missing=batch.rows - acted)

    def settle(self, images: Sequence[Image]) -> list[int]:
        return [self._settled(image) for image in images]

    def _settled(self, image: Image) -> int:
        with self._speaking(image.instruction):
            facts = self._known(image.instruction.table)
            rows = cells.unpacked(image.body)
            now = self._standing(image, facts, rows)
            if image.instruction.action == "delete":
                return image.rows - len(now)
            after = {picked(image, row): self._after(image, facts, row) for row in rows}
            return image.rows - sum(row != after[key] for key, row in now.items())

    def count_twins(self, image: Image) -> int | None:
        return None

    def restore(self, image: Image, twins: int | None, notes: Notes) -> Restored:
        with self._speaking(image.instruction):
            self._cursor.execute(f"SET SESSION sql_mode = '{_LENIENT}'")
            facts = self._known(image.instruction.table)
            rows = cells.unpacked(image.body)
            now = self._standing(image, facts, rows)
            self._connection.begin()
            if image.instruction.action == "delete":
                restored = insert_again(self._cursor, image, facts, rows, now)
            else:
                written = [self._after(image, facts, row) for row in rows]
                back, restored = rows_to_set_back(image, rows, written, now)
                if back:
                    self._update(image, facts, back)
            self._connection.commit()
            self._cursor.execute(f"SET SESSION sql_mode = '{_STRICT}'")
            return restored

    def finish(self, tables: Sequence[str]) -> Finish:
        """Wait until the purge threads have removed the deleted rows; see `wait_for_purge`.

        A snapshot of our own would hold them back.
        """
        self._connection.commit()
        left = wait_for_purge(self._cursor, self._purge_seconds)
        return Finish("purge", left)

    def close(self) -> None:
        with suppress(pymysql.MySQLError):
            self._connection.close()

    def _act(self, part: TableVictims, facts: Facts, seal: Seal) -> int:
        joined = f"erasure_keys s STRAIGHT_JOIN {facts.name} t ON {equal_columns('t', 's', part.key)}"
        names = facts.writable
        if part.instruction.action == "change":
            names = (*part.key, *(name for name, _ in part.instruction.changes))
        columns = ", ".join(facts.columns[name].output("t") for name in names)
        self._cursor.execute(f"SELECT {columns} FROM {joined} FOR UPDATE")
        rows = list(self._cursor.fetchall())
        missing = part.keys.num_rows - len(rows)
        image = Image(part.instruction, names, part.key, len(rows), cells.packed(rows), missing)
        if part.instruction.action == "delete":
            self._refuse_cascades(part, facts, joined)
        seal.rows(image)
        if part.instruction.action == "delete":
            return int(self._cursor.execute(f"DELETE t FROM {joined}"))
        changed = [name for name, _ in part.instruction.changes]
        if all(treatment == "clear" for _, treatment in part.instruction.changes):
            assignments = ", ".join(f"t.{backticks(name)} = NULL" for name in changed)
            self._cursor.execute(f"UPDATE {joined} SET {assignments}{facts.unmoved}")
        else:
            self._update(image, facts, [self._after(image, facts, row) for row in rows])
        return len(rows)

    def _update(self, image: Image, facts: Facts, rows: Sequence[Row]) -> None:
        """Set the changed columns of each row, found by its key."""
        changed = [name for name, _ in image.instruction.changes]
        places = [image.columns.index(name) for name in (*changed, *image.key)]
        assignments = ", ".join(f"t.{backticks(n)} = {facts.columns[n].hole}" for n in changed)
        where = " AND ".join(f"t.{backticks(n)} = {facts.columns[n].hole}" for n in image.key)
        self._cursor.executemany(
            f"UPDATE {facts.name} t SET {assignments}{facts.unmoved} WHERE {where}",
            [tuple(row[place] for place in places) for row in rows],
        )

    def _refuse_cascades(self, part: TableVictims, facts: Facts, joined: str) -> None:
        """The rows are locked, so nobody can refer to them any more; see that nobody does."""
        for reference in facts.references:
            if not reference.acts_on_delete:
                continue
            refers = " AND ".join(
                f"c.{backticks(name)} = t.{backticks(to)}"
                for name, to in zip(reference.columns, reference.to_columns, strict=True)
            )
            own = "NULL"
            if reference.child == part.instruction.table:
                own = ", ".join(facts.columns[name].output("c") for name in part.key)
            self._cursor.execute(f"SELECT {own} FROM {joined} JOIN {quoted(reference.child)} c ON {refers}")
            found = set(self._cursor.fetchall())
            if reference.child == part.instruction.table:
                self._cursor.execute(
                    f"SELECT {', '.join(facts.columns[name].output('t') for name in part.key)} FROM {joined}"
                )
                found -= set(self._cursor.fetchall())
            if found:
                zh, en, remedy = REFERENCED
                raise refused(
                    self._store.name, part.instruction.table,
                    f"{zh} {reference.child}", f"{en} {reference.child}", remedy,
                )  # fmt: skip

    def _standing(self, image: Image, facts: Facts, rows: Sequence[Row]) -> dict[Row, Row]:
        """By key, the rows of the image that stand in the table now, in the image's columns."""
        keys = [picked(image, row) for row in rows]
        self._stage("erasure_keys", facts, image.key, keys)
        columns = ", ".join(facts.columns[name].output("t") for name in image.columns)
        self._cursor.execute(
            f"SELECT {columns} FROM erasure_keys s STRAIGHT_JOIN {facts.name} t "
            f"ON {equal_columns('t', 's', image.key)}"
        )
        return {picked(image, row): row for row in self._cursor.fetchall()}

    def _after(self, image: Image, facts: Facts, row: Row) -> Row:
        treatments, pseudonyms = dict(image.instruction.changes), self._pseudonyms.of(image.instruction)
        return tuple(
            pseudonyms.treated(treatments[name], name, value, is_text=facts.columns[name].is_text)
            if name in treatments
            else value
            for name, value in zip(image.columns, row, strict=True)
        )

    def _stage(self, name: str, facts: Facts, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """A temporary table of the columns' own types, made outside of the transaction."""
        names = ", ".join(backticks(column) for column in columns)
        self._connection.commit()
        self._cursor.execute(f"DROP TEMPORARY TABLE IF EXISTS {name}")
        self._cursor.execute(f"CREATE TEMPORARY TABLE {name} AS SELECT {names} FROM {facts.name} WHERE 1 = 0")
        holes = ", ".join(facts.columns[column].hole for column in columns)
        self._cursor.executemany(f"INSERT INTO {name} ({names}) VALUES ({holes})", rows)
        self._connection.commit()

    def _facts_of(self, table: str) -> Facts | None:
        if table not in self._facts:
            self._facts[table] = read_facts(self._cursor, table)
        return self._facts[table]

    def _known(self, table: str) -> Facts:
        facts = self._facts_of(table)
        if facts is None:
            raise broke_off(self._store.name, f"no table {table}")
        return facts

    @contextmanager
    def _speaking(self, instruction: Instruction) -> Iterator[None]:
        """The server's errors in our words: its own quote keys of rows."""
        try:
            yield
        except pymysql.MySQLError as error:
            with suppress(pymysql.MySQLError):
                self._connection.rollback()
            code = error.args[0] if error.args else None
            if code in _BLOCKED:
                raise Blocked from None
            if code in _FORBIDDEN:
                raise refused(
                    instruction.store,
                    instruction.table,
                    "账号权限不足",
                    "the login's rights do not suffice",
                    GRANT,
                ) from None
            if isinstance(error, pymysql.IntegrityError):
                zh, en, remedy = CONSTRAINT
                raise refused(
                    instruction.store, instruction.table, f"{zh} {code}", f"{en} {code}", remedy
                ) from None
            raise broke_off(instruction.store, str(code)) from None
        except BaseException:
            with suppress(pymysql.MySQLError):
                self._connection.rollback()
            raise
