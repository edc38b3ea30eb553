"""Why an erasure is refused, stops or raises an alarm. No message holds a value of a row.

QuanyiError
├── ErasureRefusedError   (3)  it cannot be done as planned; what it names is as it was
│   ├── PlanChangedError       schema, policy or approval no longer fit the plan's hash
│   └── CeilingError           more rows than were approved
├── ApprovalSpentError    (3)  the approval has started an execution already
├── SealedLogError        (3)  the sealed log was tampered with, or its key is gone
├── UndoRefusedError      (3)  the time for undoing is over, or the state does not allow it
└── ErasureAlarm          (3)  rows are gone that this execution did not take
"""

from collections.abc import Mapping

from policy.errors import QuanyiError, StoreError
from policy.text import Text

TableName = tuple[str, str]  # store, table

RESUME = Text(
    zh="排除原因后再次执行，将从中断处继续。",
    en="Remove the cause and execute again; it goes on where it stopped.",
)


class ErasureRefusedError(QuanyiError):
    pass


class PlanChangedError(ErasureRefusedError):
    pass


class CeilingError(ErasureRefusedError):
    pass


class ApprovalSpentError(QuanyiError):
    pass


class SealedLogError(QuanyiError):
    pass


class UndoRefusedError(QuanyiError):
    pass


class ErasureAlarm(QuanyiError):
    pass


class VictimsMovedError(Exception):
    """Rows were read from a file that was written to meanwhile: read them again. Never reaches a user."""


def refused(store: str, table: str, zh: str, en: str, remedy: Text) -> ErasureRefusedError:
    """The one form of what stands in the way of one table."""
    return ErasureRefusedError(
        Text(zh=f"{store} 的表 {table}：{zh}", en=f"Table {table} of {store}: {en}"), remedy
    )


def over_ceiling(over: Mapping[TableName, tuple[int, int]]) -> CeilingError:
    """`over`: per table the rows that would be touched in all, and the ceiling."""
    zh = "、".join(
        f"{store} {table}（{rows} 行，上限 {most}）" for (store, table), (rows, most) in sorted(over.items())
    )
    en = ", ".join(
        f"{store} {table} ({rows} rows, ceiling {most})"
        for (store, table), (rows, most) in sorted(over.items())
    )
    return CeilingError(
        Text(zh=f"超过批准的行数上限：{zh}", en=f"More rows than were approved: {en}"),
        Text(
            zh="这些表没有改动；请查明原因，重新生成计划并批准。",
            en="These tables are unchanged; find out why, then plan and approve again.",
        ),
    )


def shortfall(missing: Mapping[TableName, int]) -> ErasureAlarm:
    zh = "、".join(f"{store} {table}（{rows} 行）" for (store, table), rows in sorted(missing.items()))
    en = ", ".join(f"{store} {table} ({rows} rows)" for (store, table), rows in sorted(missing.items()))
    return ErasureAlarm(
        Text(
            zh=f"有待删除的行在本次执行之外消失：{zh}",
            en=f"Rows to be erased vanished outside this execution: {en}",
        ),
        Text(
            zh="请查明是谁删除的；查明并说明原因后，执行方可结束。",
            en="Find out who removed them; the execution ends only once that is explained.",
        ),
    )


def busy(store: str, table: str, attempts: int) -> StoreError:
    return StoreError(
        Text(
            zh=f"{store} 的表 {table} 被占用，{attempts} 次尝试均未成功",
            en=f"Table {table} of {store} is locked by others; {attempts} attempts failed",
        ),
        RESUME,
    )


def broke_off(store: str, code: str) -> StoreError:
    return StoreError(
        Text(
            zh=f"存储 {store} 在删除途中中断（{code}）",
            en=f"Store {store} broke off during the erasure ({code})",
        ),
        RESUME,
    )
