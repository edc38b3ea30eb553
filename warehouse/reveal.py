"""From keyed pseudonyms back to the organisation's own ids, for the people who must act on them.

The ids are read from the stores again, keyed in memory and matched; nothing is persisted.
"""

from collections.abc import Collection
from pathlib import Path

import duckdb

from privacy.treatments.pseudonym import Pseudonymiser
from warehouse.contracts import load_contracts
from warehouse.extraction import read_mapping


def reveal(
    session: duckdb.DuckDBPyConnection,
    mapping_folder: Path,
    pseudonymiser: Pseudonymiser,
    pseudonyms: Collection[str],
) -> dict[str, str]:
    """Raw id by pseudonym, for those that are the key of a mapped entity (users, accounts, staff)."""
    found: dict[str, str] = {}
    for contract in load_contracts().values():
        key = contract.columns[contract.key[0]]
        path = mapping_folder / f"{contract.entity}.sql"
        if contract.origin != "store" or key.verb != "key" or not path.is_file():
            continue
        column = (key.inputs or contract.key)[0]
        for value in read_mapping(session, path).column(column).cast("string").unique().to_pylist():
            pseudonym = pseudonymiser.one(key.argument, value) if value is not None else None
            if pseudonym is not None and pseudonym in pseudonyms:
                found[pseudonym] = value
    return found
