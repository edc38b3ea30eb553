"""Hardware addresses of network interfaces (EUI-48)."""

import numpy as np
import pyarrow as pa

from privacy.detection.recognizer import DeclaredRecognizer, Shape
from privacy.detection.texts import matching

_PAIR = "[0-9A-Fa-f]{2}"
_BEFORE = r"(?<![0-9A-Za-z])(?<![0-9A-Fa-f][:.-])"
_AFTER = r"(?![0-9A-Za-z])(?![:.-][0-9A-Fa-f])"


class MacAddress(DeclaredRecognizer):
    """Six pairs with colons or hyphens, or three groups of four with dots."""

    ENTITY = "MAC_ADDRESS"
    SHAPES = (
        Shape("colons", rf"{_PAIR}(?::{_PAIR}){{5}}", 0.8, _BEFORE, _AFTER),
        Shape("hyphens", rf"{_PAIR}(?:-{_PAIR}){{5}}", 0.7, _BEFORE, _AFTER),
        Shape("dots", r"[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}", 0.5, _BEFORE, _AFTER),
    )
    CONTEXT = ("mac", "mac地址", "物理地址", "网卡", "蓝牙", "bssid", "hwaddr", "macaddr")

    def is_valid(self, value: str) -> bool:
        digits = "".join(character for character in value.upper() if character.isalnum())
        # All zeros and broadcast belong to no device; three groups of digits are an amount or a date.
        if digits in {"0" * 12, "F" * 12}:
            return False
        return "." not in value or not digits.isdigit()

    def are_valid(self, values: pa.Array) -> np.ndarray:
        nobody = matching(values, r"\A(?:[0:.-]+|[Ff:.-]+)\z")
        return ~nobody & ~matching(values, r"\A[0-9]+\.[0-9]+\.[0-9]+\z")
