"""Access tokens and keys that look like a digest: the word beside them tells them apart."""

from privacy.detection.recognizer import (
    NOT_BEFORE_ALNUM,
    WHOLE_CELL_END,
    WHOLE_CELL_START,
    DeclaredRecognizer,
    Shape,
)

_NAME = (
    r"(?:(?:[Ss]ecret|[Aa]pi|[Aa]ccess|[Aa]pp|[Mm]aster)[ _-]?[Kk]ey"
    r"|(?:SECRET|API|ACCESS|APP|MASTER)[ _-]?KEY"
    r"|[Ss]ecret|SECRET|[Tt]oken|TOKEN|令牌|密钥|秘钥)"
)
_IS = r"(?:[\"'\]]{0,2}(?:就?是|为| ?[:：=]=? ?| is | ?=> ?| )[\"'“]?|>)"


class AccessToken(DeclaredRecognizer):
    """32 or more hexadecimal digits that are called a token or a key.

    Under a password's name the same digits are what a hash function left behind (`Credential`).
    """

    ENTITY = "CREDENTIAL"
    SHAPES = (
        Shape(
            "assignment",
            rf"{_NAME}{_IS}(?P<value>[0-9a-fA-F]{{32,128}})",
            0.8,
            "",
            NOT_BEFORE_ALNUM,
        ),
        Shape(
            "second of two",
            rf"{_NAME}{_IS}[0-9a-fA-F]{{32,128}} ?[,，、;；/|\t\n和或] ?(?P<value>[0-9a-fA-F]{{32,128}})",
            0.8,
            "",
            NOT_BEFORE_ALNUM,
        ),
        Shape("whole cell", r"[0-9a-fA-F]{32,128}", 0.05, WHOLE_CELL_START, WHOLE_CELL_END),
    )
    CONTEXT = (
        "token", "access token", "api key", "apikey", "access key", "accesskey", "secret", "secret key",
        "app key", "appkey", "client secret", "密钥", "令牌",
    )  # fmt: skip
    CONTRADICT = (
        "hash", "hashed", "digest", "salt", "md5", "sha1", "sha256", "password", "密码", "摘要", "散列", "id",
        "type", "status", "version", "count",
    )  # fmt: skip
