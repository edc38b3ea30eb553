"""Plaintext passwords, access tokens and keys."""

import re

from privacy.detection.recognizer import (
    NOT_BEFORE_ALNUM,
    WHOLE_CELL_END,
    WHOLE_CELL_START,
    DeclaredRecognizer,
    Shape,
)

_NAME = (
    r"(?:[Pp]assword|PASSWORD|[Pp]asswd|[Pp]wd|PWD|密码|口令|[Ss]ecret|SECRET|[Tt]oken|TOKEN"
    r"|[Aa]pi[_-]?[Kk]ey|API[_-]?KEY|[Aa]ccess[_-]?[Kk]ey|ACCESS[_-]?KEY)"
)
# What a hash function, an encryptor or a mask leaves behind is not the secret itself.
_DIGEST = re.compile(
    r"(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{48}|[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}"
    r"|[0-9a-fA-F]{128}|\$[0-9a-z]{1,10}\$.*|[a-z0-9_]+[:$][0-9]*[:$].*|\{[A-Z0-9]{3,10}\}.*"
    r"|[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==|[*•xX.]+|enc[:(].*|.*\*{3,}.*)"
)
_NOT_A_SECRET = frozenset(
    {"null", "none", "true", "false", "changed", "expired", "incorrect", "wrong", "required"}
)


class Credential(DeclaredRecognizer):
    """Keys of well-known issuers, `password: …` in text, and readable cells under such a header."""

    ENTITY = "CREDENTIAL"
    SHAPES = (
        Shape(
            "issued key",
            r"(?:AKIA[0-9A-Z]{16}|LTAI[0-9A-Za-z]{12,22}|AKID[0-9A-Za-z]{13,40}|gh[pousr]_[A-Za-z0-9]{36,80}"
            r"|glpat-[A-Za-z0-9_-]{20}|sk-[A-Za-z0-9_-]{20,100}|xox[abp]-[A-Za-z0-9-]{10,80})",
            0.95,
            r"(?<![0-9A-Za-z_-])",
            NOT_BEFORE_ALNUM,
        ),
        Shape("web token", r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}", 0.9),
        Shape("private key", r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----", 1.0, ""),
        Shape(
            "assignment",
            rf"{_NAME}(?:(?:就?是|为|改成了?|设为)[:： ]?| ?[:：=] ?)[\"'“]?(?P<value>[!#-&(-+.-~]{{6,64}})",
            0.8,
            r"(?<![A-Za-z])",
            r"(?![!#-&(-+.-~])",
        ),
        Shape("whole cell", r"[!-~]{6,64}", 0.05, WHOLE_CELL_START, WHOLE_CELL_END),
    )
    CONTEXT = (
        "密码", "口令", "密钥", "令牌", "password", "passwd", "pwd", "secret", "api key", "apikey",
        "access key", "accesskey", "access token", "mima",
    )  # fmt: skip
    CONTRADICT = (
        "hash", "hashed", "digest", "salt", "md5", "sha1", "sha256", "bcrypt", "algorithm", "algo",
        "changed", "at", "updated", "expires", "strength", "policy", "hint", "type", "status", "version",
        "摘要", "散列", "盐", "算法", "修改", "强度", "id", "attempts", "count",
    )  # fmt: skip

    def is_valid(self, value: str) -> bool:
        return not _DIGEST.fullmatch(value) and value.lower() not in _NOT_A_SECRET
