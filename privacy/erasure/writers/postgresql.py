"""PostgreSQL: staged keys, DELETE … USING and UPDATE … FROM; rows go into the log as COPY text."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import errors as pg

from privacy.erasure.batches import Batch, distinct, sliced
from privacy.erasure.errors import broke_off, refused
from privacy.erasure.instruction import Instruction
from privacy.erasure.pacing import StorePace
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.erasure.victims import TableVictims
from privacy.erasure.writers import copy_text
from privacy.erasure.writers.attempts import Blocked, attempt
from privacy.erasure.writers.postgresql_copy import copied
from privacy.erasure.writers.postgresql_restore import insert_again, match, same_text, set_back
from privacy.erasure.writers.postgresql_staging import Staging
from privacy.erasure.writers.postgresql_table import GRANT, Facts, check_instruction, quoted, read_facts
from privacy.erasure.writers.postgresql_vacuum import vacuum
from privacy.erasure.writers.texts import (
    CONSTRAINT,
    PREDECESSOR,
    PREDECESSOR_ATTEMPTS,
    PREDECESSOR_SECONDS,
    REFERENCED,
)
from privacy.erasure.writers.writer import Done, Finish, Image, Notes, Restored, Seal, Step, label
from privacy.stores.catalog import quote
from privacy.stores.config import StoreConfig
from privacy.stores.errors import MALFORMED, NO_ANSWER, unreachable
from privacy.stores.session import CONNECT_SECONDS, probe

# Values in one exact form whatever the server's or the login's own settings.
_SETTINGS = (
    "SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET extra_float_digits = 1; "
    "SET bytea_output = 'hex'; SET timezone = 'UTC'; SET lc_monetary = 'C'; SET client_encoding = 'UTF8'; "
    "SET row_security = off; "
)
_BLOCKED = (pg.LockNotAvailable, pg.DeadlockDetected, pg.SerializationFailure, pg.QueryCanceled)


class PostgresqlWriter:
    def __init__(self, store: StoreConfig, pace: StorePace, pseudonyms: ExecutionPseudonyms) -> None:
        """Raises StoreError where the store cannot be reached."""
        self._store = store
        self._pace = pace
        self._limiter = pace.limiter()
        self._pseudonyms = pseudonyms
        self._facts: dict[str, Facts | None] = {}
        try:
            self._connection = psycopg.connect(
                store.url, application_name="quanyi erasure", connect_timeout=CONNECT_SECONDS
            )
            self._connection.execute(
                f"{_SETTINGS} SET lock_timeout = {int(pace.lock_seconds * 1000)}; "
                f"SET statement_timeout = {int(pace.statement_seconds * 1000)}"
            )
            self._wait_for_predecessor()
            self._connection.commit()
        except psycopg.ProgrammingError:
            raise unreachable(store, MALFORMED) from None
        except psycopg.OperationalError:
            probe(store, store.url)
            raise unreachable(store, NO_ANSWER) from None
        self._staging = Staging(self._connection)

    def check(self, victims: Sequence[TableVictims]) -> None:
        for part in victims:
            facts = self._facts_of(part.instruction.table)
            check_instruction(part.instruction, part.key, facts, self._pace.known_triggers)
            with self._speaking(part.instruction):
                # Row security that hides rows from this login is an error here, not rows left behind.
                self._connection.execute(f"SELECT FROM {quoted(part.instruction.table)} LIMIT 0")
                self._connection.rollback()

    def batches(self, victims: Sequence[TableVictims]) -> list[Batch]:
        return [batch for part in victims for batch in sliced(distinct(part), self._pace.batch_rows)]

    def run(self, batch: Batch, seal: Seal, step: Step) -> Done:
        (part,) = batch.parts
        self._limiter.spend(batch.rows)

        def work() -> int:
            with self._speaking(part.instruction):
                facts = self._known(part.instruction.table)
                if facts.is_indexed(part.key):
                    # Else the planner may read the table from its start for every batch.
                    self._connection.execute(
                        "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; "
                        "SET LOCAL enable_seqscan = off"
                    )
                if part.instruction.action == "delete":
                    acted = self._delete(part, facts, seal)
                else:
                    acted = self._change(part, facts, seal)
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
            if image.instruction.action == "delete":
                staged = self._staging.rows(facts, image.key, _picked(image, image.key))
                query = f"SELECT count(*) FROM {facts.name} t JOIN {staged} s ON {match('s', image.key)}"
            else:
                staged = self._staging.rows(facts, image.columns, self._written(image, facts))
                same = " AND ".join(
                    same_text(name, f"s.{quote(name)}") for name, _ in image.instruction.changes
                )
                query = (
                    f"SELECT count(*) FROM {facts.name} t JOIN {staged} s ON {match('s', image.key)} "
                    f"WHERE NOT ({same})"
                )
            (open_rows,) = self._connection.execute(query).fetchone() or (0,)
            self._connection.rollback()
            return image.rows - int(open_rows)

    def count_twins(self, image: Image) -> int | None:
        return None

    def restore(self, image: Image, twins: int | None, notes: Notes) -> Restored:
        with self._speaking(image.instruction):
            facts = self._known(image.instruction.table)
            if image.instruction.action == "delete":
                restored = insert_again(self._connection, self._staging, facts, image)
            else:
                written = self._written(image, facts)
                restored = set_back(self._connection, self._staging, facts, image, written)
            self._connection.commit()
            return restored

    def finish(self, tables: Sequence[str]) -> Finish:
        """VACUUM: no dead tuple holds what was erased any more, but for `dead_rows`."""
        self._connection.commit()
        self._connection.autocommit = True
        rebuild = self._pace.rebuild_indexes
        try:
            dead_rows = vacuum(self._connection, tables, rebuild_indexes=rebuild)
        except psycopg.Error as error:
            raise broke_off(self._store.name, error.sqlstate or "vacuum") from None
        return Finish("vacuum, indexes rebuilt" if rebuild else "vacuum", dead_rows)

    def close(self) -> None:
        self._connection.close()

    def _delete(self, part: TableVictims, facts: Facts, seal: Seal) -> int:
        columns = ", ".join(f"t.{quote(name)}" for name in facts.writable)
        if _is_array_enough(part, facts):
            keys = self._staging.array(facts, part.key[0], part.keys)
            which = f"WHERE t.{quote(part.key[0])} = ANY ({keys})"
        else:
            staged = self._staging.keys(facts, part.key, part.keys)
            self._refuse_cascades(part, facts, staged)
            which = f"USING {staged} s WHERE {match('s', part.key)}"
        body, rows = copied(self._connection, f"DELETE FROM {facts.name} t {which} RETURNING {columns}")
        # Nothing is gone before the commit, and the rows are on the device before that.
        missing = part.keys.num_rows - rows
        seal.rows(Image(part.instruction, facts.writable, part.key, rows, body, missing))
        return rows

    def _change(self, part: TableVictims, facts: Facts, seal: Seal) -> int:
        staged = self._staging.keys(facts, part.key, part.keys)
        names = (*part.key, *(name for name, _ in part.instruction.changes))
        columns = ", ".join(f"t.{quote(name)}" for name in names)
        body, rows = copied(
            self._connection,
            f"SELECT {columns} FROM {facts.name} t JOIN {staged} s ON {match('s', part.key)} FOR UPDATE OF t",
        )
        image = Image(part.instruction, names, part.key, rows, body, part.keys.num_rows - rows)
        seal.rows(image)
        if all(treatment == "clear" for _, treatment in part.instruction.changes):
            values = {name: "NULL" for name, _ in part.instruction.changes}
        else:
            staged = self._staging.rows(facts, names, self._written(image, facts))
            values = {name: f"s.{quote(name)}" for name, _ in part.instruction.changes}
        assignments = ", ".join(f"{quote(name)} = {value}" for name, value in values.items())
        changed = self._connection.execute(
            f"UPDATE {facts.name} t SET {assignments} FROM {staged} s WHERE {match('s', part.key)}"
        )
        return changed.rowcount

    def _refuse_cascades(self, part: TableVictims, facts: Facts, staged: str) -> None:
        """Lock the rows, so that nobody can refer to them any more, and see that nobody does.

        A foreign key that deletes or clears by itself would otherwise take rows that nobody approved.
        """
        acting = [reference for reference in facts.references if reference.acts_on_delete]
        if not acting:
            return
        self._connection.execute(
            f"SELECT FROM {facts.name} t JOIN {staged} s ON {match('s', part.key)} FOR UPDATE OF t"
        )
        for reference in acting:
            refers = " AND ".join(
                f"c.{quote(name)} = t.{quote(to)}"
                for name, to in zip(reference.columns, reference.to_columns, strict=True)
            )
            own = " AND ".join(f"c.{quote(name)} = x.{quote(name)}" for name in part.key)
            others = f"AND NOT EXISTS (SELECT FROM {staged} x WHERE {own})" if reference.to_itself else ""
            found = self._connection.execute(
                f"SELECT FROM {facts.name} t JOIN {staged} s ON {match('s', part.key)} "
                f"JOIN {reference.child} c ON {refers} {others} LIMIT 1"
            )
            if found.rowcount:
                zh, en, remedy = REFERENCED
                place = f"{reference.child} ({reference.name})"
                raise refused(
                    self._store.name, part.instruction.table, f"{zh} {place}", f"{en} {place}", remedy
                )

    def _written(self, image: Image, facts: Facts) -> bytes:
        """The image's rows as the change writes them."""
        is_text = {name for name, column in facts.columns.items() if column.is_text}
        pseudonyms = self._pseudonyms.of(image.instruction)
        return copy_text.treated(image.body, image.columns, image.instruction.changes, pseudonyms, is_text)

    def _wait_for_predecessor(self) -> None:
        """A killed process leaves its server process behind for a moment, which may still be committing."""
        number = int.from_bytes(bytes.fromhex(self._pseudonyms.tag), "big", signed=True)
        for _ in range(PREDECESSOR_ATTEMPTS):
            row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", (number,)).fetchone()
            if row is not None and row[0]:
                return
            time.sleep(PREDECESSOR_SECONDS)
        raise unreachable(self._store, PREDECESSOR)

    def _facts_of(self, table: str) -> Facts | None:
        if table not in self._facts:
            self._facts[table] = read_facts(self._connection, table)
            self._connection.rollback()
        return self._facts[table]

    def _known(self, table: str) -> Facts:
        facts = self._facts_of(table)
        if facts is None:
            raise broke_off(self._store.name, f"no table {table}")
        self._connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return facts

    @contextmanager
    def _speaking(self, instruction: Instruction) -> Iterator[None]:
        """PostgreSQL's errors in our words: its own quote keys of rows."""
        try:
            yield
        except _BLOCKED:
            self._connection.rollback()
            raise Blocked from None
        except pg.InsufficientPrivilege:
            self._connection.rollback()
            raise refused(
                instruction.store, instruction.table, "账号权限不足，或行级安全策略隐藏了行",
                "the login's rights do not suffice, or row security hides rows from it", GRANT,
            ) from None  # fmt: skip
        except pg.IntegrityError as error:
            self._connection.rollback()
            zh, en, remedy = CONSTRAINT
            name = error.diag.constraint_name or error.sqlstate or ""
            raise refused(
                instruction.store, instruction.table, f"{zh} {name}", f"{en} {name}", remedy
            ) from None
        except psycopg.Error as error:
            if not self._connection.closed:
                self._connection.rollback()
            raise broke_off(instruction.store, error.sqlstate or type(error).__name__) from None
        except BaseException:
            if not self._connection.closed:
                self._connection.rollback()
            raise


def _is_array_enough(part: TableVictims, facts: Facts) -> bool:
    """Whether rows can be found by one array of keys: by one indexed column, where no foreign key acts by
    itself."""
    acting = any(reference.acts_on_delete for reference in facts.references)
    return len(part.key) == 1 and facts.is_indexed(part.key) and not acting


def _picked(image: Image, columns: Sequence[str]) -> bytes:
    places = [image.columns.index(name) for name in columns]
    return copy_text.lines([row[place] for place in places] for row in copy_text.fields(image.body))
