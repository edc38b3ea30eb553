"""Temporary tables that hold keys or rows of one batch, typed as the columns they will be compared with."""

from collections.abc import Sequence
from typing import Any

import psycopg
import pyarrow as pa

from privacy.erasure.writers.copy_text import array_line, key_csv
from privacy.erasure.writers.postgresql_table import Facts
from privacy.stores.catalog import quote


class Staging:
    """The tables last as long as the connection, their rows as long as the transaction."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._names: dict[tuple[str, tuple[str, ...], str], str] = {}

    def keys(self, facts: Facts, columns: Sequence[str], keys: pa.Table) -> str:
        """The keys of `keys`, by name; returns the temporary table's name."""
        return self._filled(facts, columns, key_csv(keys, columns), "(FORMAT csv)", "keys")

    def array(self, facts: Facts, column: str, keys: pa.Table) -> str:
        """The keys of one column as a single array; returns it as SQL. A row for every key takes far longer.

        They are staged like all others: as part of a statement they might stand in the server's log.
        """
        name = self._names.setdefault((facts.name, (column,), "array"), f"erasure_{len(self._names)}_array")
        # A transaction that was rolled back may have taken it along.
        if self._connection.execute("SELECT to_regclass(%s)", (f"pg_temp.{name}",)).fetchone() == (None,):
            self._connection.execute(
                f"CREATE TEMP TABLE {name} ON COMMIT DELETE ROWS "
                f"AS SELECT ARRAY[{quote(column)}] AS keys FROM {facts.name} WITH NO DATA"
            )
            # Compressing what is read once takes longer than all the rest of the staging.
            self._connection.execute(f"ALTER TABLE pg_temp.{name} ALTER keys SET STORAGE EXTERNAL")
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY pg_temp.{name} FROM STDIN") as copy,
        ):
            copy.write(array_line(keys.column(column)))
        # Not the bare subquery: behind ANY it would be one of many rows.
        return f"coalesce((SELECT keys FROM pg_temp.{name}))"

    def rows(self, facts: Facts, columns: Sequence[str], body: bytes, role: str = "rows") -> str:
        """Rows in COPY's text form. Tables of different roles can be read together."""
        return self._filled(facts, columns, body, "", role)

    def _filled(self, facts: Facts, columns: Sequence[str], body: bytes, form: str, role: str) -> str:
        name = self._table(facts, tuple(columns), role)
        names = ", ".join(quote(column) for column in columns)
        with self._connection.cursor() as cursor:
            with cursor.copy(f"COPY {name} ({names}) FROM STDIN {form}") as copy:
                copy.write(body)
            if not facts.is_indexed(columns):
                # Without it the planner knows nothing of the table.
                cursor.execute(f"ANALYZE {name}")
        return name

    def _table(self, facts: Facts, columns: tuple[str, ...], role: str) -> str:
        what = (facts.name, columns, role)
        name = self._names.setdefault(what, f"erasure_{len(self._names)}_{role}")
        names = ", ".join(quote(column) for column in columns)
        # Made anew where a transaction that was rolled back took it along.
        self._connection.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {name} ON COMMIT DELETE ROWS "
            f"AS SELECT {names} FROM {facts.name} WITH NO DATA"
        )
        self._connection.execute(
            f"ALTER TABLE pg_temp.{name} ADD COLUMN IF NOT EXISTS ordinal bigint GENERATED ALWAYS AS IDENTITY"
        )
        return f"pg_temp.{name}"
