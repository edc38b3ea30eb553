"""WeChat accounts."""

from privacy.detection.recognizer import (
    NOT_AFTER_ALNUM,
    WHOLE_CELL_END,
    WHOLE_CELL_START,
    DeclaredRecognizer,
    Shape,
)

_ACCOUNT = r"[A-Za-z][-_A-Za-z0-9]{5,19}"
_END = r"(?![-_0-9A-Za-z@])"


class WechatId(DeclaredRecognizer):
    """`wxid_…` speaks for itself; a chosen name is any word and needs 微信 right before it."""

    ENTITY = "WECHAT_ID"
    SHAPES = (
        Shape("internal", r"wxid_[0-9a-z]{10,20}", 0.85, r"(?<![-_0-9A-Za-z])", _END),
        Shape(
            "named",
            r"(?:(?:微信|薇信|威信)(?:号码?|账号|ID|id)?(?:就?是|为|也是)?(?: ?[:：=] ?| )?"
            # Two Latin letters may be part of a key: they need something between them and the account.
            r"|(?:[Ww]e[Cc]hat|WECHAT|[Ww]eixin|VX|Vx|vx)(?:号码?|账号| ?ID| ?id)?"
            r"(?:(?:就?是|为|也是)[:：]?| ?[:：=] ?| ))"
            rf"(?P<value>{_ACCOUNT})",
            0.8,
            NOT_AFTER_ALNUM,
            _END,
        ),
        Shape("whole cell", _ACCOUNT, 0.05, WHOLE_CELL_START, WHOLE_CELL_END),
    )
    CONTEXT = (
        "微信号", "wechat", "wechatid", "wechat id", "wechat no", "weixin", "weixinhao", "wxid", "wx", "vx",
        "wxh",
    )  # fmt: skip
    CONTRADICT = ("openid", "unionid", "appid", "支付", "pay", "昵称", "nickname", "type", "channel")
