"""What can go wrong with a request.

QuanyiError
├── UsageError         (64)   no such request, a wrong argument
└── RequestError        (3)   the request is not in the state that the step needs
    └── IdentityError   (3)   nothing may be done before the requester has proven who they are
"""

from policy.errors import QuanyiError, UsageError
from policy.text import Text


class RequestError(QuanyiError):
    exit_code = 3


class IdentityError(RequestError):
    """The requester is unproven, or is not the person of the request."""


def unknown_request(request_id: str) -> UsageError:
    return UsageError(
        Text(zh=f"没有编号为 {request_id} 的请求", en=f"There is no request {request_id}"),
        Text(zh="请用 quanyi requests list 查看编号。", en="`quanyi requests list` shows the ids."),
    )


def unproven(request_id: str) -> IdentityError:
    return IdentityError(
        Text(
            zh=f"请求 {request_id} 的提出人尚未核实身份",
            en=f"Who made the request {request_id} has not been verified",
        ),
        Text(
            zh=f"请先核实并登记：quanyi requests verify-identity {request_id}",
            en=f"Verify and record it first: quanyi requests verify-identity {request_id}",
        ),
    )


def other_person(request_id: str) -> IdentityError:
    return IdentityError(
        Text(
            zh=f"给出的编号不是请求 {request_id} 的本人",
            en=f"The key given is not the person of {request_id}",
        ),
        Text(zh="请核对用户编号与请求编号。", en="Check the person's key and the request's id."),
    )
