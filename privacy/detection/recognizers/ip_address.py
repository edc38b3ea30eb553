"""IPv4 and IPv6 addresses."""

from ipaddress import AddressValueError, IPv6Address

import numpy as np
import pyarrow as pa

from privacy.detection.recognizer import NOT_AFTER_ALNUM, NOT_BEFORE_ALNUM, DeclaredRecognizer, Shape
from privacy.detection.texts import matching

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"(?:{_OCTET}\.){{3}}{_OCTET}"
# One number above 9; of the others only well-known servers are addresses without a word for it.
_LONG = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9])"
_CERTAIN = (
    rf"(?:{_LONG}\.{_OCTET}\.{_OCTET}\.{_OCTET}|[0-9]\.{_LONG}\.{_OCTET}\.{_OCTET}"
    rf"|[0-9]\.[0-9]\.{_LONG}\.{_OCTET}|[0-9]\.[0-9]\.[0-9]\.{_LONG}"
    r"|1\.1\.1\.1|1\.0\.0\.1|1\.2\.4\.8|4\.4\.4\.4|8\.8\.8\.8|8\.8\.4\.4|9\.9\.9\.9)"
)
_SINGLE_DIGITS = r"[0-9](?:\.[0-9]){3}"
_MAPPED = "(?:::(?:ffff|FFFF):)"
# V 1.2.3.4 and 第1.2.3.4条 are none; `app-1.2.3.4.apk` is the name of a file.
_BEFORE_IPV4 = NOT_AFTER_ALNUM + r"(?<!\.)(?<![Vv][ .])(?<!第)(?<!第 )"
_AFTER_IPV4 = NOT_BEFORE_ALNUM + r"(?!\.[0-9A-Za-z])"
_IPV6 = r"(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{0,4}|:)(?::[0-9A-Fa-f]{0,4}){1,7}"
_BEFORE_IPV6 = r"(?<![0-9A-Za-z.])(?<![0-9A-Fa-f:]:)"
_AFTER_IPV6 = r"(?![0-9A-Za-z:])"
# A time of day is no address: those have eight groups, or "::" for some of them.
_IPV6_LOOSE = r"::|(?:[0-9A-Fa-f]{1,4}:){7}"


class IpAddress(DeclaredRecognizer):
    """Four octets without leading zeros, or an IPv6 address that the standard library accepts."""

    ENTITY = "IP_ADDRESS"
    SHAPES = (
        Shape("IPv4", _CERTAIN, 0.7, _BEFORE_IPV4, _AFTER_IPV4),
        Shape("IPv4 of single digits", _SINGLE_DIGITS, 0.3, _BEFORE_IPV4, _AFTER_IPV4),
        # IP10.0.0.1: the letters are no part of it.
        Shape(
            "joined to its name",
            rf"(?:IP|Ip|ip)(?P<value>{_MAPPED}?{_IPV4})",
            0.7,
            NOT_AFTER_ALNUM,
            _AFTER_IPV4,
        ),
        Shape("IPv6", _IPV6, 0.7, _BEFORE_IPV6, _AFTER_IPV6, _IPV6_LOOSE),
        Shape("IPv4 within IPv6", _MAPPED + _IPV4, 0.7, "(?<![0-9A-Za-z.])", _AFTER_IPV4),
        Shape(
            "IPv6 joined to its name",
            rf"(?:IP|Ip|ip)(?P<value>{_IPV6})",
            0.7,
            NOT_AFTER_ALNUM,
            _AFTER_IPV6,
            _IPV6_LOOSE,
        ),
    )
    CONTEXT = (
        "ip", "ipv4", "ipv6", "登录地址", "网络地址", "来源地址", "client ip", "remote addr", "clientip",
    )  # fmt: skip
    CONTRADICT = (
        "版本", "章节", "固件", "内核", "驱动", "补丁", "条款", "指纹", "version", "ver", "release", "build",
        "app version", "sdk", "firmware", "kernel", "driver", "patch", "section", "clause", "chapter", "oid",
        "fingerprint", "升级", "upgrade", "参见", "详见", "附录", "目录", "article", "paragraph", "appendix",
        "revision", "rev", "hotfix", "更新到", "更新至", "回退到", "新版", "旧版", "chrome", "firefox",
        "safari", "edge", "opera",
    )  # fmt: skip

    def is_valid(self, value: str) -> bool:
        if ":" not in value or "." in value:
            return True
        # Of eight groups only "::" may stand for some; this rules out times before the costly test.
        if "::" not in value and value.count(":") != 7:
            return False
        groups = [group for group in value.split(":") if group]
        # "::1" and "a::b" are too short to tell from code; eight pairs are a key's fingerprint or a WWN.
        if len(groups) < 3 or (len(groups) == 8 and all(len(group) == 2 for group in groups)):
            return False
        try:
            IPv6Address(value)
        except AddressValueError:
            return False
        return True

    def are_valid(self, values: pa.Array) -> np.ndarray:
        # IPv4 is checked by its shape.
        valid = ~matching(values, ":") | matching(values, r"\.")
        likely = np.flatnonzero(~valid & matching(values, r"::|\A(?:[^:]*:){7}[^:]*\z"))
        valid[likely] = super().are_valid(values.take(pa.array(likely)))
        return valid
