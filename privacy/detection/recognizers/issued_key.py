"""Keys that show by themselves what they are."""

from privacy.detection.recognizer import NOT_BEFORE_ALNUM, DeclaredRecognizer, Shape

_BEFORE = r"(?<![0-9A-Za-z_-])"


class IssuedKey(DeclaredRecognizer):
    """Keys of well-known issuers, web tokens, private keys, logins in URLs: no word speaks against them."""

    ENTITY = "CREDENTIAL"
    SHAPES = (
        Shape(
            "issued key",
            r"(?:(?:AKIA|ASIA)[0-9A-Z]{16}|LTAI[0-9A-Za-z]{12,22}|AKID[0-9A-Za-z]{13,40}|AIza[0-9A-Za-z_-]{35}"
            r"|gh[pousr]_[A-Za-z0-9]{36,80}|github_pat_[A-Za-z0-9_]{22,90}|glpat-[A-Za-z0-9_-]{20}"
            r"|[sr]k_(?:live|test)_[A-Za-z0-9]{16,100}|sk-[A-Za-z0-9_-]{20,100}|xox[abp]-[A-Za-z0-9-]{10,80}"
            r"|hf_[A-Za-z0-9]{30,40}|npm_[A-Za-z0-9]{36})",
            0.95,
            _BEFORE,
            NOT_BEFORE_ALNUM,
        ),
        Shape("web token", r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}", 0.9),
        Shape(
            "login in a URL",
            r"[A-Za-z][0-9A-Za-z+.-]{1,20}://[0-9A-Za-z._%+-]{0,40}:[!#-.0-9;-?A-~]{3,64}@[0-9A-Za-z.-]{2,80}",
            0.8,
        ),
        Shape("private key", r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----", 1.0, ""),
        Shape(
            "in a header of HTTP",
            r"(?:[Aa]uthorization[\"']?[:=] ?[\"']?(?:[Bb]asic|[Bb]earer|[Tt]oken)|Bearer)"
            r" (?P<value>[0-9A-Za-z._~+/-]{20,400}={0,2})",
            0.8,
            after="(?![0-9A-Za-z=])",
        ),
    )
