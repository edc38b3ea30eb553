"""The small language in which spellings and look-alikes are written.

`{name}` is a value of `_quality_values.MAKERS`; `{d8}` eight random digits, `{n8}` eight that do not begin
with 0, `{h8}` and `{H8}` hexadecimal, `{a8}` and `{A8}` letters, `{x8}` lower-case letters and digits;
`{one|two}` one of the words. Filters follow after `/`: `wide` (full-width), `upper`, `lower`, or a grouping
such as `3-4-4`, whose signs separate as many characters (`~` is a slash); the last group takes the rest.
`[[` and `]]` stand for braces.
"""

import re
from random import Random

from benchmarks._quality_values import DIGITS, MAKERS, digits, letters

_FIELD = re.compile(r"\{([^{}]+)\}")
_RANDOM = re.compile(r"([dnhHaAx])([0-9]+)")
_GROUPING = re.compile(r"[0-9]+(?:[^0-9a-zA-Z]+[0-9]+)+")
_ALPHABETS = {
    "d": DIGITS,
    "h": "0123456789abcdef",
    "H": "0123456789ABCDEF",
    "a": "abcdefghijklmnopqrstuvwxyz",
    "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "x": "abcdefghijklmnopqrstuvwxyz0123456789",
}


def spell(rng: Random, pattern: str) -> str:
    """One text of the form `pattern`."""
    return _FIELD.sub(lambda match: _field(rng, match[1]), pattern).replace("[[", "{").replace("]]", "}")


def _field(rng: Random, field: str) -> str:
    name, *filters = field.split("/")
    text = _value(rng, name)
    for wanted in filters:
        text = _filtered(text, wanted)
    return text


def _value(rng: Random, name: str) -> str:
    if name in MAKERS:
        return MAKERS[name](rng)
    if "|" in name:
        return rng.choice(name.split("|"))
    random = _RANDOM.fullmatch(name)
    if random is None:
        raise ValueError(f"no value is called {name!r}")
    kind, count = random[1], int(random[2])
    if kind == "n":
        return rng.choice(DIGITS[1:]) + digits(rng, count - 1)
    return letters(rng, count, _ALPHABETS[kind])


def _filtered(text: str, wanted: str) -> str:
    if wanted == "wide":
        return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    if wanted in ("upper", "lower"):
        return text.upper() if wanted == "upper" else text.lower()
    if not _GROUPING.fullmatch(wanted):
        raise ValueError(f"no filter is called {wanted!r}")
    sizes = [int(size) for size in re.findall(r"[0-9]+", wanted)]
    signs = re.findall(r"[^0-9]+", wanted.replace("~", "/"))
    result, rest = "", text
    for size, sign in zip(sizes, signs, strict=False):
        result, rest = result + rest[:size] + sign, rest[size:]
    return result + rest
