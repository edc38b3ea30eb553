"""From a check's population to its outcome: pass, violation, or gap (cannot tell)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import duckdb

from policy.duties import Check
from policy.errors import PolicyError
from policy.text import Text
from warehouse.control import Offender
from warehouse.state import InputState

DUTIES = Path(__file__).parent / "duties"
_PARAMETER = re.compile(r"\$([a-z_]+)")
_MODEL = re.compile(r"\bmodels\.([a-z_]+)")
_COMMENT = re.compile(r"--[^\n]*")


@dataclass(frozen=True)
class Outcome:
    """What one check found on one day: counts, never keys.

    Attributes:
        population: subjects judged.
        breaches: subjects in breach.
        undetermined: subjects of whom the data cannot tell.
        reasons: reason code -> breaches.
        gap: why the check cannot tell; None unless outcome is "gap".
    """

    check: Check
    outcome: Literal["pass", "violation", "gap"]
    population: int = 0
    breaches: int = 0
    undetermined: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    gap: Text | None = None


def population_sql(check: Check) -> str:
    """The query of a check; raises PolicyError when the check has none."""
    folder, _, shared = (check.query or "").rpartition(".")
    path = DUTIES / (folder or check.capability) / f"{shared or check.name}.sql"
    if not path.is_file():
        raise PolicyError(
            Text(zh=f"检查 {check.id} 没有查询语句", en=f"Check {check.id} has no query"),
            Text(
                zh=f"请写 checks/duties/{path.parent.name}/{path.name}。",
                en=f"Write checks/duties/{path.parent.name}/{path.name}.",
            ),
        )
    return path.read_text(encoding="utf-8")


def models_read(check: Check) -> tuple[str, ...]:
    """Names of the models that the check's query reads."""
    return tuple(dict.fromkeys(_MODEL.findall(_COMMENT.sub("", population_sql(check)))))


def evaluate(
    connection: duckdb.DuckDBPyConnection,
    check: Check,
    *,
    as_of: datetime,
    inputs: Mapping[str, InputState],
) -> Outcome:
    """Judge `check` over the warehouse's tables as they stood for `as_of`.

    Raises:
        PolicyError: a parameter of the check is not used by its query, or the reverse.
        duckdb.Error: the query is wrong; that fails the job and is never a gap.
    """
    unusable = _unusable_input(check, as_of, inputs)
    if unusable is not None:
        return Outcome(check, "gap", gap=unusable)
    sql = population_sql(check)
    parameters = _parameters(check, sql, as_of)
    rows = connection.execute(
        f"SELECT in_breach, reason, count(*) FROM ({sql.rstrip().rstrip(';')}\n) GROUP BY ALL", parameters
    ).fetchall()
    return _outcome(check, rows)


def offenders(connection: duckdb.DuckDBPyConnection, check: Check, *, as_of: datetime) -> list[Offender]:
    """The subjects in breach, by key; to be kept apart from results, and only for a while."""
    sql = population_sql(check)
    rows = connection.execute(
        f'SELECT subject_key, "at", reason FROM ({sql.rstrip().rstrip(";")}\n) WHERE in_breach',
        _parameters(check, sql, as_of),
    ).fetchall()
    return [Offender(key, at, reason or "") for key, at, reason in rows]


def _outcome(check: Check, rows: list[tuple[bool | None, str | None, int]]) -> Outcome:
    """`rows`: in_breach, reason, subjects."""
    population = sum(count for _, _, count in rows)
    undetermined = sum(count for in_breach, _, count in rows if in_breach is None)
    reasons = {reason or "": count for in_breach, reason, count in rows if in_breach}
    undeclared = reasons.keys() - check.reasons.keys()
    if undeclared:
        raise PolicyError(
            Text(
                zh=f"检查 {check.id} 给出了未声明的理由 {sorted(undeclared)}",
                en=f"Check {check.id} gives reasons that its duty does not declare: {sorted(undeclared)}",
            ),
            Text(zh="请在义务文件的 reasons 中声明。", en="Declare them under `reasons` in the duty's file."),
        )
    breaches = sum(reasons.values())
    counts = (population, breaches, undetermined, reasons)
    if check.threshold.exceeded(breaches, population):
        return Outcome(check, "violation", *counts)
    if undetermined:
        return Outcome(
            check,
            "gap",
            *counts,
            gap=Text(
                zh=f"{undetermined} 个对象的数据不足以判断",
                en=f"the data cannot tell for {undetermined} subjects",
            ),
        )
    if population == 0 and check.empty == "gap":
        return Outcome(
            check,
            "gap",
            *counts,
            gap=Text(zh="没有任何对象可查", en="there is nothing to judge, where emptiness proves nothing"),
        )
    return Outcome(check, "pass", *counts)


def _unusable_input(check: Check, as_of: datetime, inputs: Mapping[str, InputState]) -> Text | None:
    """The first reason why the inputs cannot answer, or None."""
    for name in (*check.entities, *models_read(check)):
        state = inputs.get(name)
        if state is None or state.status == "unmapped":
            return Text(
                zh=f"实体 {name} 尚未映射，请写 mapping/{name}.sql",
                en=f"entity {name} is not mapped: write mapping/{name}.sql",
            )
        if state.status == "failed":
            detail = state.detail or Text(zh="原因不明", en="no reason recorded")
            return Text(
                zh=f"实体 {name} 未能更新：{detail.zh}", en=f"entity {name} was not refreshed: {detail.en}"
            )
        if state.as_of is None or state.as_of.date() < as_of.date():
            seen = f"{state.as_of:%Y-%m-%d}" if state.as_of else "?"
            return Text(
                zh=f"实体 {name} 的数据停在 {seen}", en=f"entity {name} is stale, last read for {seen}"
            )
    if check.history is None:
        return None
    oldest = inputs[check.history.entity].oldest
    if oldest is None or oldest > as_of - timedelta(days=check.history.days):
        return Text(
            zh=f"实体 {check.history.entity} 的历史不足 {check.history.days} 天",
            en=f"entity {check.history.entity} reaches back less than {check.history.days} days",
        )
    return None


def _parameters(check: Check, sql: str, as_of: datetime) -> dict[str, object]:
    used = set(_PARAMETER.findall(_COMMENT.sub("", sql)))
    known: dict[str, object] = {"as_of": as_of, "check": check.id, **check.params}
    wrong = (used - known.keys()) | (check.params.keys() - used)
    if wrong:
        raise PolicyError(
            Text(
                zh=f"检查 {check.id} 的参数与其查询不符：{sorted(wrong)}",
                en=f"The parameters of check {check.id} and of its query differ: {sorted(wrong)}",
            ),
            Text(
                zh="请使 params 与查询中的 $名称 一致。", en="Make `params` and the query's $names the same."
            ),
        )
    return {name: value for name, value in known.items() if name in used}
