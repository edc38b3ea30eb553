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


class Leaf(NamedTuple):
    """`text` at `path` (`$.a.b`, array elements as `$.a[*]`); `keys` are the names on the way."""

    path: str
    keys: tuple[str, ...]
    text: str


def parse_container(text: str) -> Any | None:
    """The object or array that `text` spells, or None where it is not one."""
    try:
        value = json.loads(text)
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
    """Every string and number below `value`; a key that is personal data counts as a text too."""
    if depth > MAXIMUM_DEPTH:
        yield Leaf(path, keys, json.dumps(value, ensure_ascii=False, default=str))
    elif isinstance(value, dict):
        for key, child in value.items():
            name = str(key)
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
        nested = parse_container(value) if value.lstrip()[:1] in ("{", "[") else None
        if nested is not None:
            yield from leaves(nested, key_is_personal, path, keys, depth + 1)
        else:
            yield Leaf(path, keys, value)
    elif value is not None and not isinstance(value, bool):
        yield Leaf(path, keys, str(value))
