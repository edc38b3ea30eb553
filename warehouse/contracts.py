"""Entity contracts: the tables that duties and KPIs are written against.

A contract names the grain, the key and the typed columns of an entity, where its rows come from
(`store`: mapped by the organisation; `policy`: YAML; `own`: our runs) and how each column is treated
before anything is persisted: `keep`, `key(domain)` or `derive(function)`.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.text import Text

CONTRACTS = Path(__file__).parent / "contracts"
SQL_TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP",
}
_TREATMENT = re.compile(r"keep|(?:key|derive)\([a-z_]+\)")


class ContractColumn(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    type: Literal["text", "integer", "decimal", "boolean", "timestamp"]
    treatment: str = "keep"
    inputs: tuple[str, ...] = Field(default=(), alias="from")
    enum: tuple[str, ...] = ()
    required: bool = False

    @model_validator(mode="after")
    def _treatment_is_known(self) -> "ContractColumn":
        if not _TREATMENT.fullmatch(self.treatment):
            raise ValueError(f"treatment is keep, key(domain) or derive(function), not {self.treatment!r}")
        return self

    @property
    def verb(self) -> str:
        return self.treatment.partition("(")[0]

    @property
    def argument(self) -> str:
        """The domain of `key(domain)` or the function of `derive(function)`; empty for `keep`."""
        return self.treatment.partition("(")[2].rstrip(")")


class Contract(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    entity: str
    origin: Literal["store", "policy", "own"]
    grain: Text
    key: tuple[str, ...]
    time: str | None = None
    columns: dict[str, ContractColumn]

    @model_validator(mode="after")
    def _named_columns_exist(self) -> "Contract":
        for name in (*self.key, *([self.time] if self.time else [])):
            if name not in self.columns:
                raise ValueError(f"{name!r} is named as key or time but is no column")
        return self

    def inputs(self) -> dict[str, str]:
        """Raw column -> SQL type that a mapping must return; raw inputs of treatments are read as given."""
        raw: dict[str, str] = {}
        for name, column in self.columns.items():
            for source in column.inputs or (name,):
                raw[source] = SQL_TYPES[column.type] if column.verb == "keep" else "VARCHAR"
        return raw


@cache
def load_contracts() -> dict[str, Contract]:
    """All contracts by entity name."""
    contracts = {}
    for path in sorted(CONTRACTS.glob("*.yaml")):
        contract = Contract.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        if contract.entity != path.stem:
            raise ValueError(f"{path.name} describes {contract.entity}")
        contracts[contract.entity] = contract
    return contracts


def create_table_sql(contract: Contract, *, table: str | None = None) -> str:
    """`CREATE TABLE` for the treated entity; constraints are checked by contract checks, not by DuckDB."""
    columns = ", ".join(f'"{name}" {SQL_TYPES[column.type]}' for name, column in contract.columns.items())
    return f"CREATE OR REPLACE TABLE {table or f'entities.{contract.entity}'} ({columns})"
