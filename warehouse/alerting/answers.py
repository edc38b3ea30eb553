"""What chat services answer: several refuse a message with HTTP 200 and say so in the body only.

Apprise looks at the status alone for most of them, so a message with a wrong token, without the keyword that
is asked for, or one too many in a minute would count as sent.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import requests

# The field that is not 0 in a refusal, by the scheme of the address.
_CODES = {"dingtalk": "errcode", "wecombot": "errcode", "feishu": "code", "lark": "code"}


@contextmanager
def answers() -> Iterator[list[requests.Response]]:
    """Every HTTP response that arrives in this process meanwhile, in their order.

    Apprise gives its caller no response and takes no session, so they are seen where all of them pass.
    """
    seen: list[requests.Response] = []
    send = requests.Session.send

    def watched(
        session: requests.Session, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        response = send(session, request, **options)
        seen.append(response)
        return response

    requests.Session.send = watched  # type: ignore[method-assign, assignment]
    try:
        yield seen
    finally:
        requests.Session.send = send  # type: ignore[method-assign]


def refused(url: str, responses: Sequence[requests.Response]) -> bool:
    """Whether the service of this address has refused in the body of an answer."""
    field = _CODES.get(url.partition("://")[0].lower())
    return field is not None and any(_code(response, field) for response in responses)


def _code(response: requests.Response, field: str) -> object:
    """0 or None where nothing is wrong, or where the body is no JSON object and the status has to do."""
    try:
        body = response.json()
    except ValueError:
        return None
    return body.get(field) if isinstance(body, dict) else None
