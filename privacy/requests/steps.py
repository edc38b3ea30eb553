"""The steps of a request: each checks that it may be done now and appends its event."""

from collections.abc import Iterable
from datetime import datetime

from policy.calendar import WorkingCalendar
from policy.errors import UsageError
from policy.requests import RequestKind, RequestsPolicy
from policy.text import Text
from privacy.requests.errors import RequestError, other_person, unproven
from privacy.requests.register import Register
from privacy.requests.request import Event, Request


def verify_identity(
    register: Register,
    request_id: str,
    policy: RequestsPolicy,
    *,
    method: str,
    evidence: str,
    at: datetime,
    by: str,
) -> Request:
    """Record that the requester proved who they are. Raises UsageError for a method policy does not have."""
    if method not in policy.identity_methods:
        raise _not_in_policy("method", method, policy.identity_methods)
    detail = {"method": method, "evidence": evidence}
    return register.record(request_id, Event("identity_verified", at, by, detail), _unproven_and_open)


def fail_identity(register: Register, request_id: str, *, reason: str, at: datetime, by: str) -> Request:
    """Record that the proof failed; the request stays open, and an earlier proof no longer counts."""
    return register.record(request_id, Event("identity_failed", at, by, {"reason": reason}), require_open)


def pause(register: Register, request_id: str, *, reason: str, at: datetime, by: str) -> Request:
    """Stop the clock, say while the person is asked for more."""

    def running(request: Request) -> None:
        require_open(request)
        if request.paused:
            raise _wrong_state(request, Text(zh="已经暂停", en="is paused already"))

    return register.record(request_id, Event("paused", at, by, {"reason": reason}), running)


def resume(register: Register, request_id: str, *, at: datetime, by: str) -> Request:
    def paused(request: Request) -> None:
        require_open(request)
        if not request.paused:
            raise _wrong_state(request, Text(zh="没有暂停", en="is not paused"))

    return register.record(request_id, Event("resumed", at, by, {}), paused)


def extend(
    register: Register,
    request_id: str,
    policy: RequestsPolicy,
    calendar: WorkingCalendar,
    *,
    days: int,
    reason: str,
    told: datetime,
    at: datetime,
    by: str,
) -> Request:
    """Extend once, before the deadline has passed; `told` is when the person learnt of it and of the reason.

    Raises:
        UsageError: more days than policy allows, or none.
        RequestError: it was extended before, or the deadline has passed.
    """
    most = policy.extension.most
    if not 1 <= days <= most:
        raise UsageError(
            Text(zh=f"不能延长 {days} 天", en=f"It cannot be extended by {days} days"),
            Text(zh=f"requests.yaml 允许 1 至 {most} 天。", en=f"requests.yaml allows 1 to {most}."),
        )

    def extensible(request: Request) -> None:
        require_open(request)
        if request.extension:
            raise _wrong_state(request, Text(zh="已经延长过一次", en="has been extended once already"))
        if request.overdue(policy, calendar, max(at, told)):
            raise _wrong_state(
                request, Text(zh="已过期限，不能再延长", en="is overdue and can no longer be extended")
            )

    detail = {"days": days, "reason": reason, "told": told.isoformat(sep=" ", timespec="seconds")}
    return register.record(request_id, Event("extended", at, by, detail), extensible)


def fulfil(register: Register, request_id: str, *, how: str, at: datetime, by: str) -> Request:
    """Close it as done. An access request needs its export first, a rectification every value seen in place.

    Raises IdentityError before the requester is proven.
    """
    return register.record(request_id, Event("fulfilled", at, by, {"how": how}), _answered)


def refuse(
    register: Register, request_id: str, policy: RequestsPolicy, *, reason: str, at: datetime, by: str
) -> Request:
    """Close it as refused; the reason's words and legal basis are kept as policy has them today.

    Raises IdentityError for a reason that says something about a person who is not proven.
    """
    refusal = policy.refusals.get(reason)
    if refusal is None:
        raise _not_in_policy("reason", reason, policy.refusals)

    def refusable(request: Request) -> None:
        require_open(request)
        if not request.verified and not refusal.before_identity:
            raise unproven(request.id)

    detail = {
        "reason": reason,
        "text": refusal.text.model_dump(),
        "legal_basis": refusal.legal_basis.model_dump(),
    }
    return register.record(request_id, Event("refused", at, by, detail), refusable)


def withdraw(register: Register, request_id: str, *, at: datetime, by: str) -> Request:
    """The person takes the request back."""
    return register.record(request_id, Event("withdrawn", at, by, {}), require_open)


def require_ready(request: Request, kind: RequestKind, subject_id: str | None = None) -> None:
    """What must hold before anything personal is done for a request.

    Raises:
        IdentityError: the requester is unproven, or `subject_id` is given and is another person.
        RequestError: it is closed, paused, or of another kind.
    """
    require_open(request)
    if not request.verified:
        raise unproven(request.id)
    if request.paused:
        raise _wrong_state(request, Text(zh="已暂停", en="is paused"))
    if request.kind != kind:
        raise _wrong_state(request, Text(zh=f"的种类是 {request.kind}", en=f"is of the kind {request.kind}"))
    if subject_id is not None and subject_id != request.subject_id:
        raise other_person(request.id)


def require_open(request: Request) -> None:
    if request.closed is not None:
        raise _wrong_state(request, Text(zh=f"已结束（{request.state}）", en=f"is closed ({request.state})"))


def _unproven_and_open(request: Request) -> None:
    require_open(request)
    if request.verified:
        raise _wrong_state(request, Text(zh="已核实身份", en="has its requester verified already"))


def _answered(request: Request) -> None:
    require_ready(request, request.kind)
    if request.kind == "access" and not any(event.name == "exported" for event in request.events):
        raise _wrong_state(request, Text(zh="尚未导出", en="has no export yet"))
    if request.kind == "rectify" and (not request.asked() or request.unseen()):
        raise _wrong_state(
            request,
            Text(zh="尚有更正未在存储中得到证实", en="has corrections that were not seen in the store yet"),
        )


def _wrong_state(request: Request, found: Text) -> RequestError:
    return RequestError(
        Text(zh=f"请求 {request.id} {found.zh}", en=f"The request {request.id} {found.en}"),
        Text(zh=f"请查看：quanyi requests show {request.id}", en=f"See: quanyi requests show {request.id}"),
    )


def _not_in_policy(option: str, given: str, known: Iterable[str]) -> UsageError:
    names = ", ".join(known)
    return UsageError(
        Text(zh=f"requests.yaml 中没有 {option} {given!r}", en=f"requests.yaml has no {option} {given!r}"),
        Text(zh=f"可选：{names}", en=f"There are: {names}"),
    )
