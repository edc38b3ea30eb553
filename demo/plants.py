"""Violations to plant: each file in demo/plants makes one check fail, through the stores themselves."""

import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import duckdb
import psycopg
import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from demo import HERE
from demo.server import DATABASE, connect
from policy.errors import UsageError
from policy.text import Text
from policy.yaml_file import read_model


class Step(BaseModel):
    """One change: SQL on the database, a rewrite of a lake table, or an edit of a policy or evidence file.

    Attributes:
        store, sql: statements run as the database's owner.
        lake, sql: a SELECT from `source` (the table as it is) that gives its new content.
        evidence, set: new values of keys in evidence/<id>.yaml; key `text` appends to its document instead.
        policy, remove: entries of the file's list that match all these keys disappear.
        policy, where, set: those that match `where` get new values.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: Literal["app"] | None = None
    lake: str | None = None
    sql: str | None = None
    evidence: str | None = None
    policy: str | None = None
    remove: dict[str, Any] | None = None
    where: dict[str, Any] | None = None
    set: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one_target(self) -> "Step":
        if sum(target is not None for target in (self.store, self.lake, self.evidence, self.policy)) != 1:
            raise ValueError("a step has exactly one of store, lake, evidence, policy")
        return self


class Plant(BaseModel):
    """A violation of `check`; `also_expected` are checks that the same fault must trip as well."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str
    title: Text
    also_expected: tuple[str, ...] = ()
    steps: tuple[Step, ...]


@cache
def all_plants() -> dict[str, Plant]:
    """Every plant by the check it violates."""
    plants = [read_model(path, Plant) for path in sorted((HERE / "plants").glob("*.yaml"))]
    return {plant.check: plant for plant in plants}


def load_plants(checks: Sequence[str]) -> list[Plant]:
    """The plants of these checks, each once; raises UsageError for a check without one."""
    known = all_plants()
    unknown = sorted(set(checks) - known.keys())
    if unknown:
        raise UsageError(
            Text(zh=f"没有可植入的违规 {unknown[0]}", en=f"There is no violation {unknown[0]} to plant"),
            Text(zh=f"可用：{'、'.join(sorted(known))}", en=f"Known: {', '.join(sorted(known))}"),
        )
    return [known[check] for check in dict.fromkeys(checks)]


def apply_plants(plants: Sequence[Plant], folder: Path, socket: Path, *, database: str = DATABASE) -> None:
    """Apply each plant to the platform in this folder, whose tables lie in `database`."""
    for plant in plants:
        for step in plant.steps:
            _apply(step, folder, socket, database)


def _apply(step: Step, folder: Path, socket: Path, database: str) -> None:
    if step.store is not None and step.sql is not None:
        with connect(socket, database=database) as connection:
            _run(connection, step.sql)
    elif step.lake is not None and step.sql is not None:
        _rewrite(folder / "lake" / step.lake, step.sql)
    elif step.evidence is not None:
        _edit_evidence(folder / "evidence", step.evidence, step.set or {})
    elif step.policy is not None:
        _edit_policy(folder / "policy" / step.policy, step)


def _run(connection: psycopg.Connection, statements: str) -> None:
    connection.execute(statements.encode())


def _rewrite(folder: Path, query: str) -> None:
    """Replace a lake table by the query's result; the old files go only when the new one is complete."""
    fresh = folder.with_name(f".{folder.name}")
    fresh.mkdir()
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE VIEW source AS SELECT * FROM read_parquet('{folder}/*.parquet')")
        connection.execute(f"COPY ({query}) TO '{fresh}/part-0.parquet' (FORMAT parquet)")
    shutil.rmtree(folder)
    fresh.rename(folder)


def _edit_evidence(folder: Path, item: str, values: dict[str, Any]) -> None:
    path = folder / f"{item}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    added = values.get("text")
    if added is not None:
        document = folder / content["file"]
        document.write_text(document.read_text(encoding="utf-8") + added, encoding="utf-8")
    content.update({key: value for key, value in values.items() if key != "text"})
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _edit_policy(path: Path, step: Step) -> None:
    """Entries are looked for in every list of the file's top level."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = 0
    for entries in (value for value in content.values() if isinstance(value, list)):
        if step.remove is not None:
            kept = [entry for entry in entries if not _matches(entry, step.remove)]
            found += len(entries) - len(kept)
            entries[:] = kept
        for entry in entries:
            if step.where is not None and _matches(entry, step.where):
                entry.update(step.set or {})
                found += 1
    assert found, f"nothing in {path.name} matches the plant"
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _matches(entry: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(entry.get(key) == value for key, value in wanted.items())
