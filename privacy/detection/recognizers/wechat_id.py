"""WeChat accounts."""

import numpy as np
import pyarrow as pa

from privacy.detection.recognizer import (
    NOT_AFTER_ALNUM,
    WHOLE_CELL_END,
    WHOLE_CELL_START,
    DeclaredRecognizer,
    Shape,
)
from privacy.detection.texts import lengths, matching

_ACCOUNT = r"[A-Za-z][-_A-Za-z0-9]{5,19}"
_NAME = "(?:微信|薇信|威信)"
_LATIN_NAME = (
    "(?:[Ww]e[Cc]hat|WECHAT|[Ww]eixin|[Ww][Xx]_?[Ii][Dd]|VX|Vx|vx)"
    "(?:号码?|账号|[ _]?ID|[ _]?id|Id| account| number)?"
)
_LONGEST = 20
_END = r"(?![-_0-9A-Za-z@])"


class WechatId(DeclaredRecognizer):
    """`wxid_…` speaks for itself; a chosen name is any word and needs 微信 right before it."""

    ENTITY = "WECHAT_ID"
    SHAPES = (
        Shape("internal", r"wxid_[0-9a-z]{10,20}", 0.85, r"(?<![-_0-9A-Za-z])", _END),
        Shape(
            "named",
            rf"(?:(?:{_NAME}(?:号码?|账号|同名|同号|ID|id)|加{_NAME})[\"'\]]{{0,2}}(?:就?是|为|也是)?"
            r"(?: ?[:：=] ?| |>)?[\"'“]?"
            rf"|{_NAME}[\"'\]]{{0,2}}(?:(?:就?是|为|也是)[:：]?| ?[:：=] ?|>)[\"'“]?"
            # Two Latin letters may be part of a key: they need something between them and the account.
            rf"|{_LATIN_NAME}"
            r"[\"'\]]{0,2}(?:(?:就?是|为|也是)[:：]?| ?[:：=] ?| is:? |>)[\"'“]?)"
            rf"(?P<value>{_ACCOUNT})",
            0.8,
            NOT_AFTER_ALNUM,
            _END,
        ),
        # 微信official, 微信pay_success: right behind the name of the service only what has a digit.
        Shape(
            "named only",
            rf"(?:{_NAME} ?|{_LATIN_NAME} )(?P<value>[A-Za-z][-_A-Za-z]{{0,18}}[0-9][-_A-Za-z0-9]{{0,18}})",
            0.8,
            NOT_AFTER_ALNUM,
            _END,
        ),
        Shape("whole cell", _ACCOUNT, 0.05, WHOLE_CELL_START, WHOLE_CELL_END),
    )
    CONTEXT = (
        "微信", "薇信", "威信", "wechat", "wechat id", "wechat no", "wechat account", "weixin", "weixinhao",
        "wx", "wx id", "wxh", "vx",
    )  # fmt: skip
    CONTRADICT = ("openid", "unionid", "appid", "支付", "pay", "昵称", "nickname", "type", "channel")

    def is_valid(self, value: str) -> bool:
        return value.startswith("wxid_") or 6 <= len(value) <= _LONGEST

    def are_valid(self, values: pa.Array) -> np.ndarray:
        length = lengths(values)
        return ((length >= 6) & (length <= _LONGEST)) | matching(values, r"\Awxid_")
