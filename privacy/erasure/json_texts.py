"""Strings inside of JSON changed one by one; everything else keeps its characters."""

import json
import re
from collections.abc import Callable

from privacy.detection.json_paths import parse_container

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BLANK = re.compile(r"[ \t\r\n]*")


def is_container(text: str) -> bool:
    """Whether a text spells a JSON object or array."""
    return text.lstrip()[:1] in ("{", "[") and parse_container(text) is not None


def changed_strings(text: str, change: Callable[[str, str], str]) -> str:
    """A JSON text with `change(string, name)` in place of every string that is no name.

    `name` is the last member's name before the string, `""` where there was none. Names, numbers, blanks and
    strings that `change` returns as they were keep their spelling.
    """
    name = ""

    def replaced(token: re.Match[str]) -> str:
        nonlocal name
        value = json.loads(token[0])
        blank = _BLANK.match(text, token.end())
        if blank is not None and text[blank.end() : blank.end() + 1] == ":":
            name = value
            return token[0]
        changed = change(value, name)
        return token[0] if changed == value else json.dumps(changed, ensure_ascii="\\u" in token[0])

    return _STRING.sub(replaced, text)
