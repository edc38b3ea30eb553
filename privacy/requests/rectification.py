"""Rectification: what is wrong is recorded by shape and keyed hash, the business corrects it, we look again.

We write to no store. A correction counts as done once the wanted value is there and the wrong one is gone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import duckdb

from policy.errors import UsageError
from policy.retention import RetentionPolicy
from policy.text import Text
from privacy.detection.masking import masked
from privacy.erasure.graph import Node
from privacy.requests.errors import RequestError
from privacy.requests.export.person import Person
from privacy.requests.export.rows import personal_rows
from privacy.requests.register import Register
from privacy.requests.request import Event, Request
from privacy.requests.steps import require_ready
from privacy.treatments.pseudonym import Pseudonymiser

Seen = Literal["done", "wanted_missing", "wrong_still_there"]


@dataclass(frozen=True)
class Place:
    """A column of a store's table."""

    store: str
    table: str
    column: str

    @property
    def domain(self) -> str:
        """Values are keyed for this place alone and can be joined with nothing else."""
        return f"rectification:{self.store}.{self.table}.{self.column}"


def values_of(
    connection: duckdb.DuckDBPyConnection, person: Person, policy: RetentionPolicy, place: Place
) -> set[str]:
    """What the person's rows hold there, in memory.

    Raises:
        UsageError: there is no such column in a table of personal data.
    """
    rule = policy.table(place.store, place.table)
    table = person.catalog.table(place.store, place.table)
    if rule is None or not rule.personal or table is None or table.column(place.column) is None:
        name = f"{place.store} {place.table}.{place.column}"
        raise UsageError(
            Text(zh=f"{name} 不是保存个人信息的列", en=f"{name} is no column of a table of personal data"),
            Text(
                zh="请按 retention.yaml 的写法给出存储、表和列。",
                en="Name store, table and column as retention.yaml does.",
            ),
        )
    rows = personal_rows(person, policy, Node(place.store, place.table))
    return {
        str(row[place.column])
        for batch in rows.batches(connection)
        for row in batch.to_pylist()
        if row[place.column] is not None and place.column not in rows.elsewhere(row)
    }


def ask(
    register: Register,
    request_id: str,
    place: Place,
    *,
    current: set[str],
    wanted: str,
    wrong: str | None,
    pseudonymiser: Pseudonymiser,
    at: datetime,
    by: str,
) -> Request:
    """Record what is to become of a column of the person's; `wrong` None means all that stands there now.

    Raises:
        IdentityError: the requester is not proven.
        UsageError: `wrong` does not stand there, or the wanted value does already and nothing is wrong.
    """
    item = len(register.request(request_id).asked())
    wrongs = sorted((current if wrong is None else {wrong}) - {wanted})
    if not set(wrongs) <= current or (not wrongs and wanted in current):
        raise UsageError(
            Text(
                zh="该列中没有这个错误的值，或已是要求的值",
                en="The column does not hold that wrong value, or holds the wanted one already",
            ),
            Text(zh="请与本人核对。", en="Check with the person."),
        )
    keys = {
        f"wrong-{item}-{number}": _keyed(pseudonymiser, place, text) for number, text in enumerate(wrongs)
    }
    keys[f"wanted-{item}"] = _keyed(pseudonymiser, place, wanted)
    detail = {
        "item": item,
        "store": place.store,
        "table": place.table,
        "column": place.column,
        "wrong_shapes": [masked("", text) for text in wrongs],
        "wanted_shape": masked("", wanted),
    }
    event = Event("rectification_asked", at, by, detail)
    return register.record(request_id, event, lambda request: require_ready(request, "rectify"), keys)


def look_again(
    register: Register,
    request_id: str,
    item: int,
    *,
    current: set[str],
    pseudonymiser: Pseudonymiser,
    at: datetime,
    by: str,
) -> Seen:
    """Compare what stands there now with what was asked; only success is recorded.

    Raises RequestError where the person's keys were removed, so that nothing can be compared.
    """
    detail = register.request(request_id).asked()[item].detail
    place = Place(detail["store"], detail["table"], detail["column"])
    now = {_keyed(pseudonymiser, place, text) for text in current}
    wanted = register.keyed(request_id, f"wanted-{item}")
    if wanted is None:
        raise RequestError(
            Text(
                zh=f"请求 {request_id} 的散列已删除，无法比对",
                en=f"The keyed values of {request_id} were removed, so nothing can be compared",
            ),
            Text(zh="请重新登记该更正。", en="Record the correction again."),
        )
    if wanted not in now:
        return "wanted_missing"
    wrongs = (register.keyed(request_id, f"wrong-{item}-{i}") for i in range(len(detail["wrong_shapes"])))
    if any(wrong in now for wrong in wrongs):
        return "wrong_still_there"
    event = Event("rectification_seen", at, by, {"item": item})
    register.record(request_id, event, lambda request: require_ready(request, "rectify"))
    return "done"


def _keyed(pseudonymiser: Pseudonymiser, place: Place, value: str) -> str:
    keyed = pseudonymiser.one(place.domain, value)
    if keyed is None:
        raise UsageError(
            Text(zh="值是空的", en="A value is blank"),
            Text(zh="请填写要求的值。", en="Give the wanted value."),
        )
    return keyed
