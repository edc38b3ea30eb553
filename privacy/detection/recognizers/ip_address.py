"""IPv4 and IPv6 addresses."""

from ipaddress import AddressValueError, IPv6Address

import numpy as np
import pyarrow as pa

from privacy.detection.recognizer import NOT_AFTER_ALNUM, NOT_BEFORE_ALNUM, DeclaredRecognizer, Shape
from privacy.detection.texts import matching

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"


class IpAddress(DeclaredRecognizer):
    """Four octets without leading zeros, or an IPv6 address that the standard library accepts."""

    ENTITY = "IP_ADDRESS"
    SHAPES = (
        Shape(
            "IPv4",
            rf"(?:{_OCTET}\.){{3}}{_OCTET}",
            0.7,
            NOT_AFTER_ALNUM + r"(?<![0-9]\.)(?<![.@])",
            NOT_BEFORE_ALNUM + r"(?!\.[0-9])",
        ),
        Shape(
            "IPv6",
            r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}",
            0.7,
            r"(?<![0-9A-Za-z:.])",
            r"(?![0-9A-Za-z:])",
            # A time of day is no address: those have eight groups, or "::" for some of them.
            r"::|(?:[0-9A-Fa-f]{1,4}:){7}",
        ),
    )
    CONTEXT = (
        "ip", "ipv4", "ipv6", "登录地址", "网络地址", "来源地址", "client ip", "remote addr", "clientip",
    )  # fmt: skip
    CONTRADICT = ("版本", "章节", "version", "ver", "release", "build", "app version", "sdk")

    def is_valid(self, value: str) -> bool:
        if ":" not in value:
            return True
        # Of eight groups only "::" may stand for some; this rules out times before the costly test.
        if "::" not in value and value.count(":") != 7:
            return False
        # "::1" and "a::b" are too short to tell from code.
        if sum(bool(group) for group in value.split(":")) < 3:
            return False
        try:
            IPv6Address(value)
        except AddressValueError:
            return False
        return True

    def are_valid(self, values: pa.Array) -> np.ndarray:
        # IPv4 is checked by its shape.
        valid = ~matching(values, ":")
        likely = np.flatnonzero(~valid & matching(values, r"::|\A(?:[^:]*:){7}[^:]*\z"))
        valid[likely] = super().are_valid(values.take(pa.array(likely)))
        return valid
