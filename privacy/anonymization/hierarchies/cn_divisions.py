"""Chinese administrative divisions: codes after GB/T 2260 and the names people write.

`cn_divisions.csv` has one row a province, city or county, with its six-digit code.
"""

import csv
from collections import defaultdict
from functools import cache
from importlib.resources import files

# Endings that people leave out: 广东 for 广东省, 南山 for 南山区.
_SUFFIXES = (
    "维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "自治州", "自治县", "地区", "新区",
    "省", "市", "区", "县", "盟", "旗",
)  # fmt: skip


@cache
def names() -> dict[str, str]:
    """Code -> full name."""
    text = files("privacy.anonymization.hierarchies").joinpath("cn_divisions.csv").read_text("utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


def code_of(text: str) -> str | None:
    """The six-digit code of the smallest division that an address begins with; None where none is certain.

    `广东省深圳市南山区…`, `广东深圳南山`, `深圳市南山区` and `440305` all give 440305; a county's name that
    several cities have gives only what stands before it, and 南京西路 is no place in 南京.
    """
    rest = "".join(text.split())
    if rest in names():
        return rest
    for country in ("中华人民共和国", "中国"):
        rest = rest.removeprefix(country)
    return _first_division(rest, within="", levels=(2, 4, 6))


def _first_division(rest: str, within: str, levels: tuple[int, ...]) -> str | None:
    """The smallest division inside `within` that the text begins with, at one of the levels or below."""
    for place, level in enumerate(levels):
        for length in range(min(len(rest), _longest()), 1, -1):
            form, after = rest[:length], rest[length:]
            codes = [code for code in _by_name()[level].get(form, ()) if code.startswith(within)]
            if len(codes) != 1:
                continue
            inner = _first_division(after, _stem(codes[0]), levels[place + 1 :])
            whole = names()[codes[0]] == form
            if (
                inner is not None
                or whole
                or not after
                or (within and level == 6 and after[0] not in _NOT_A_PLACE)
            ):
                return inner or codes[0]
    return None


# What may follow a shortened name that is then something else: 天河路, 朝阳市 for the county 朝阳.
_NOT_A_PLACE = frozenset("省市区县旗盟自路街道巷弄镇乡村桥站")


def _stem(code: str) -> str:
    """The digits that all divisions inside share."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


@cache
def _longest() -> int:
    return max(map(len, names().values()))


@cache
def _by_name() -> dict[int, dict[str, tuple[str, ...]]]:
    """Digits of the level (2, 4, 6) -> name, full or shortened -> codes."""
    found: dict[int, dict[str, list[str]]] = {level: defaultdict(list) for level in (2, 4, 6)}
    for code, name in names().items():
        level = len(_stem(code))
        for form in {name, _shortened(name)}:
            found[level][form].append(code)
    return {level: {name: tuple(codes) for name, codes in by.items()} for level, by in found.items()}


def _shortened(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name.removesuffix(suffix)
    return name
