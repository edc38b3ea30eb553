"""Hardware addresses of network interfaces (EUI-48)."""

import re

import numpy as np
import pyarrow as pa

from privacy.detection.recognizer import DeclaredRecognizer, Shape
from privacy.detection.texts import matching

_PAIR = "[0-9A-Fa-f]{2}"
_BEFORE = r"(?<![0-9A-Za-z])(?<![0-9A-Fa-f][:.-])"
_AFTER = r"(?![0-9A-Za-z])(?![:.-][0-9A-Fa-f])"
_PAIRS_OF_DIGITS = r"[0-9]{2}(?:[:：-][0-9]{2}){5}"
# 26-11-24-09-30-00
_TIME = r"[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])-(?:[01][0-9]|2[0-3])-[0-5][0-9]-[0-5][0-9]"


class MacAddress(DeclaredRecognizer):
    """Six pairs with colons or hyphens, three groups of four with dots; in one piece with context only."""

    ENTITY = "MAC_ADDRESS"
    SHAPES = (
        Shape("colons", rf"{_PAIR}(?:[:：]{_PAIR}){{5}}", 0.8, _BEFORE, _AFTER),
        Shape("hyphens", rf"{_PAIR}(?:-{_PAIR}){{5}}", 0.7, _BEFORE, _AFTER),
        Shape(
            "joined to its name",
            rf"(?:MAC|Mac|mac)(?P<value>{_PAIR}(?:(?:[:：]{_PAIR}){{5}}|(?:-{_PAIR}){{5}}|(?:{_PAIR}){{5}}))",
            0.8,
            "(?<![0-9A-Za-z])",
            _AFTER,
        ),
        Shape("in one piece", "[0-9A-Fa-f]{12}", 0.1, _BEFORE, _AFTER),
        # 00 1A 2B 3C 4D 5E may be part of any dump, and 001A2B-3C4D5E of any key.
        Shape(
            "spaces",
            rf"{_PAIR}(?: {_PAIR}){{5}}",
            0.3,
            _BEFORE + r"(?<![^0-9A-Za-z][0-9A-Fa-f]{2} )(?<!\A[0-9A-Fa-f]{2} )",
            _AFTER + "(?! [0-9A-Fa-f]{2}(?![0-9A-Za-z]))",
        ),
        Shape(
            "halves and thirds with colons",
            r"(?:[0-9A-Fa-f]{6}[:.-][0-9A-Fa-f]{6}|[0-9A-Fa-f]{4}(?::[0-9A-Fa-f]{4}){2})",
            0.3,
            _BEFORE,
            _AFTER,
        ),
        Shape("groups of four", r"[0-9A-Fa-f]{4}(?:[.-][0-9A-Fa-f]{4}){2}", 0.5, _BEFORE, _AFTER),
    )
    CONTEXT = (
        "mac",
        "mac地址",
        "物理地址",
        "网卡",
        "蓝牙",
        "bssid",
        "hwaddr",
        "macaddr",
        "硬件地址",
        "ether",
        "eth",
        "wlan",
    )

    def is_valid(self, value: str) -> bool:
        digits = "".join(character for character in value.upper() if character.isalnum())
        # All zeros and broadcast belong to no device; twelve digits in one piece or in three groups are an
        # amount or an article number, and in pairs they may be a point in time.
        if digits in {"0" * 12, "F" * 12}:
            return False
        return not digits.isdigit() or (
            re.fullmatch(_PAIRS_OF_DIGITS, value) is not None and re.fullmatch(_TIME, value) is None
        )

    def are_valid(self, values: pa.Array) -> np.ndarray:
        nobody = matching(values, r"\A(?:[0:：. -]+|[Ff:：. -]+)\z")
        in_pairs = matching(values, rf"\A{_PAIRS_OF_DIGITS}\z") & ~matching(values, rf"\A{_TIME}\z")
        return ~nobody & (matching(values, "[A-Fa-f]") | in_pairs)
