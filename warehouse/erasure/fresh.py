"""The entities that decide whether somebody is still to be erased, read from the stores at this moment.

They are kept in memory and forgotten at once; the warehouse's own rows are last night's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from policy.errors import MappingError
from policy.text import Text
from privacy.erasure.errors import ErasureRefusedError
from warehouse.contracts import create_table_sql, load_contracts
from warehouse.database import SCHEMA
from warehouse.extraction import Treatment, extract_entity
from warehouse.state import InputState

REQUIRED = ("users", "accounts", "legal_holds")
OPTIONAL = ("dsr_requests", "consents", "prepaid_balances")


@dataclass(frozen=True)
class FreshEntities:
    """`connection` has them as `entities.*`; one that is not mapped is an empty table without a state."""

    connection: duckdb.DuckDBPyConnection
    states: dict[str, InputState]


@contextmanager
def fresh_entities(
    session: duckdb.DuckDBPyConnection, mapping: Path, treatment: Treatment
) -> Iterator[FreshEntities]:
    """Extract them through the organisation's mapping.

    Raises:
        ErasureRefusedError: without one of the required entities nobody can say who may be erased.
    """
    contracts = load_contracts()
    connection = duckdb.connect(":memory:", config={"temp_directory": ""})
    try:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        states: dict[str, InputState] = {}
        for entity in (*REQUIRED, *OPTIONAL):
            contract, path = contracts[entity], mapping / f"{entity}.sql"
            connection.execute(create_table_sql(contract))
            if not path.is_file() and entity in OPTIONAL:
                continue
            try:
                extract_entity(session, connection, contract, path, treatment)
            except (MappingError, FileNotFoundError):
                raise ErasureRefusedError(
                    Text(
                        zh=f"实体 {entity} 此刻无法读取，无法确认谁仍应删除",
                        en=f"The entity {entity} cannot be read now, so who is still to be erased is unknown",
                    ),
                    Text(
                        zh=f"请先修好 mapping/{entity}.sql 及其存储，再次执行。",
                        en=f"Mend mapping/{entity}.sql and its store, then execute again.",
                    ),
                ) from None
            states[entity] = InputState(entity, "fresh")
        yield FreshEntities(connection, states)
    finally:
        connection.close()
