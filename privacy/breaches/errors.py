"""What can go wrong with an incident.

QuanyiError
├── UsageError       (64)   no such incident, a wrong argument
└── BreachError       (3)   the incident is not in the state that the step needs
"""

from collections.abc import Iterable

from policy.errors import QuanyiError, UsageError
from policy.text import Text


class BreachError(QuanyiError):
    exit_code = 3


def unknown_breach(breach_id: str) -> UsageError:
    return UsageError(
        Text(zh=f"没有编号为 {breach_id} 的事件", en=f"There is no incident {breach_id}"),
        Text(zh="请用 quanyi breach list 查看编号。", en="`quanyi breach list` shows the ids."),
    )


def unknown_code(option: str, given: str, known: Iterable[str]) -> UsageError:
    names = ", ".join(known)
    return UsageError(
        Text(zh=f"breaches.yaml 中没有 {option} {given!r}", en=f"breaches.yaml has no {option} {given!r}"),
        Text(zh=f"可选：{names}", en=f"There are: {names}"),
    )


def is_closed(breach_id: str) -> BreachError:
    return BreachError(
        Text(zh=f"事件 {breach_id} 已结束", en=f"The incident {breach_id} is closed"),
        Text(
            zh="新情况请登记为新的事件，并引用其编号。",
            en="Record what is new as an incident of its own that names this one.",
        ),
    )
