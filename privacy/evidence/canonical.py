"""An event as the one line of bytes that is hashed."""

from collections.abc import Mapping

from policy.text import Text
from privacy.evidence.errors import LedgerError
from privacy.evidence.verify_offline.head import canonical

MAX_EVENT_BYTES = 1 << 20
# Beyond it a number is not the same in every JSON reader (RFC 8785, 3.2.2.3).
MAX_INTEGER = (1 << 53) - 1
_PLAIN = (str, bool, type(None))


def event_line(event: Mapping[str, object]) -> bytes:
    """Canonical JSON (RFC 8785) of an event: keys sorted, UTF-8, no newline inside.

    Raises:
        LedgerError: a value has no single form (a float, an integer beyond 2^53 - 1, a key that is not ASCII
            text, text with half a surrogate pair, another type), or the event is too large.
    """
    _check(event, "")
    try:
        line = canonical(event if type(event) is dict else dict(event))
    except UnicodeEncodeError:
        raise _refused("", "Unicode") from None
    if len(line) > MAX_EVENT_BYTES:
        raise _refused("", f"> {MAX_EVENT_BYTES} B")
    return line


def _check(value: object, place: str) -> None:
    if type(value) in _PLAIN or isinstance(value, str):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise _refused(place, "integer > 2^53 - 1")
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item, f"{place}[]")
    elif isinstance(value, dict) or (place == "" and isinstance(value, Mapping)):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise _refused(place, "key")
            if type(item) not in _PLAIN:
                _check(item, f"{place}.{key}")
    else:
        raise _refused(place, type(value).__name__)


def _refused(place: str, why: str) -> LedgerError:
    """Names the place and never the value."""
    where = place.lstrip(".") or "event"
    return LedgerError(
        Text(zh=f"事件不能入账：{where}（{why}）", en=f"An event cannot be recorded: {where} ({why})"),
        Text(
            zh="请只用文本、整数、布尔值、空值、列表和以 ASCII 文本为键的映射；小数请写成文本。",
            en="Use text, integers, booleans, null, lists, mappings with ASCII keys; give decimals as text.",
        ),
    )
