"""Plaintext passwords, access tokens and keys."""

import re

from privacy.detection.recognizer import (
    WHOLE_CELL_END,
    WHOLE_CELL_START,
    DeclaredRecognizer,
    Shape,
)

# What stands in front of the last word of a name does not matter: dbPassword, app_secret, X-Auth-Token.
_NAME = (
    r"(?:[Pp]ass(?:word|wd|code|phrase)|PASS(?:WORD|WD|CODE|PHRASE)|[Pp]wd|PWD|密码|口令|密钥|秘钥|令牌"
    r"|(?:[Ss]ecret|[Aa]pi|[Aa]ccess|[Aa]pp|[Pp]rivate|[Mm]aster)[ _-]?[Kk]ey"
    r"|(?:SECRET|API|ACCESS|APP|PRIVATE|MASTER)[ _-]?KEY"
    r"|[Ss]ecret|SECRET|[Tt]oken|TOKEN)"
)
# Between a name and its value in sentences, queries, code, JSON and XML.
_IS = r"(?:[\"'\]]{0,2}(?:(?:就?是|为|改成了?|设为|设成|重置为)[:： ]?| ?[:：=]=? ?| ?=> ?)[\"'“「【]?|>)"
# A password ends before what separates it in sentences, queries and code.
_SIGN = r"[!#-%(-+\--:=?-~]"
_LAST = r"[!#-%+\-/-9=@-Z\\^-{~]"
_NO_DIGIT = r"[!#-%+\-.?-~]"
# What a hash function, an encryptor or a mask leaves behind is not the secret itself.
_DIGEST = re.compile(
    r"(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{48}|[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}"
    r"|[0-9a-fA-F]{128}|\$[0-9a-z]{1,10}\$.*|[a-z0-9_]+[:$][0-9]*[:$].*|\{[A-Z0-9]{3,10}\}.*"
    r"|[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==|[*•xX.]+|enc[:(].*|.*\*{3,}.*)"
)
_NOT_A_SECRET = frozenset(
    (
        *("undefined", "changed", "expired", "incorrect", "required", "invalid", "missing", "enabled"),
        *("disabled", "bearer", "string", "updated", "unknown", "mismatch"),
    )
)


class Credential(DeclaredRecognizer):
    """`password: …` in text, and readable cells under such a header."""

    ENTITY = "CREDENTIAL"
    SHAPES = (
        Shape(
            "assignment",
            rf"{_NAME}{_IS}(?P<value>{_SIGN}{{5,63}}{_LAST})",
            0.8,
            "",
            rf"(?!{_LAST})",
        ),
        # 密码 abc12345 and "password is abc12345": what has no digit is a word about passwords.
        Shape(
            "named",
            rf"(?:{_NAME} (?:is|was) [\"'“]?|(?:密码|口令|密钥|秘钥|令牌) ?)"
            rf"(?P<value>(?:[0-9]|[A-Za-z#@_!]{_NO_DIGIT}{{0,30}}[0-9]){_SIGN}{{0,40}}{_LAST})",
            0.8,
            "",
            rf"(?!{_LAST})",
        ),
        Shape("whole cell", r"[!-~]{6,64}", 0.05, WHOLE_CELL_START, WHOLE_CELL_END),
    )
    CONTEXT = (
        "密码", "口令", "密钥", "令牌", "password", "passwd", "pwd", "secret", "api key", "apikey",
        "access key", "accesskey", "access token", "token", "mima",
    )  # fmt: skip
    CONTRADICT = (
        "hash", "hashed", "digest", "salt", "md5", "sha1", "sha256", "bcrypt", "algorithm", "algo",
        "changed", "at", "updated", "expires", "strength", "policy", "hint", "type", "status", "version",
        "摘要", "散列", "盐", "算法", "修改", "强度", "id", "attempts", "count",
    )  # fmt: skip

    def is_valid(self, value: str) -> bool:
        return len(value) >= 6 and not _DIGEST.fullmatch(value) and value.lower() not in _NOT_A_SECRET
