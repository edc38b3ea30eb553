"""Texts inside JSON values, each with its path."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

MAXIMUM_DEPTH = 12
# Stands for a key that is itself personal data, as in {"13800138000": {...}}.
ANY_KEY = "*"

_PLAIN_KEY = re.compile(r"[\w\-]{1,64}")
_LONG_NUMBER = re.compile(r"[0-9]{5}")
# Half of a surrogate pair can be escaped in JSON, and is no character.
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


class Leaf(NamedTuple):
    """`text` at `path` (`$.a.b`, array elements as `$.a[*]`); `keys` are the names on the way."""

    path: str
    keys: tuple[str, ...]
    text: str


class Members(list[tuple[str, Any]]):
    """The members of an object that has a key twice: none of them may hide another."""


def parse_container(text: str) -> Any | None:
    """The object or array that `text` spells, or None where it is not one."""
    try:
        value = json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None


def leaves(
    value: Any,
    key_is_personal: Callable[[str], bool],
    path: str = "$",
    keys: tuple[str, ...] = (),
    depth: int = 0,
) -> Iterator[Leaf]:
    """Every string and number below `value`; a key that is personal data counts as a text too.

    Below `MAXIMUM_DEPTH` the path no longer grows.
    """
    if depth > MAXIMUM_DEPTH:
        yield from (Leaf(path, keys, text) for text in _texts_below(value))
    elif isinstance(value, dict | Members):
        for key, child in value.items() if isinstance(value, dict) else value:
            name = _characters(str(key))
            if not _PLAIN_KEY.fullmatch(name) or _LONG_NUMBER.search(name) or key_is_personal(name):
                child_path, child_keys = f"{path}.{ANY_KEY}", keys
                yield Leaf(child_path, keys, name)
            else:
                child_path, child_keys = f"{path}.{name}", (*keys, name)
            yield from leaves(child, key_is_personal, child_path, child_keys, depth + 1)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from leaves(child, key_is_personal, f"{path}[*]", keys, depth + 1)
    elif isinstance(value, str):
        nested = _nested(value)
        if nested is not None:
            yield from leaves(nested, key_is_personal, path, keys, depth + 1)
        else:
            yield Leaf(path, keys, _characters(value))
    elif value is not None and not isinstance(value, bool):
        yield Leaf(path, keys, str(value))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Members:
    members = dict(pairs)
    return members if len(members) == len(pairs) else Members(pairs)


def _nested(text: str) -> Any | None:
    return parse_container(text) if text.lstrip()[:1] in ("{", "[") else None


def _texts_below(value: Any) -> Iterator[str]:
    """Every key, string and number below `value`, without recursion: JSON may be nested a thousand deep."""
    open_ = [value]
    while open_:
        value = open_.pop()
        if isinstance(value, dict):
            value = Members(value.items())
        if isinstance(value, Members):
            open_ += [part for member in reversed(value) for part in reversed(member)]
        elif isinstance(value, list | tuple):
            open_ += reversed(value)
        elif isinstance(value, str):
            nested = _nested(value)
            if nested is None:
                yield _characters(value)
            else:
                open_.append(nested)
        elif value is not None and not isinstance(value, bool):
            yield str(value)


def _characters(text: str) -> str:
    return _HALF_CHARACTER.sub("\ufffd", text)
