"""E-mail addresses whose domain ends in a public suffix."""

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from tldextract import TLDExtract

from privacy.detection.recognizer import DeclaredRecognizer, Shape
from privacy.detection.texts import matching

# The suffix list inside the package: no look-up, no cache on disk.
_SUFFIXES = TLDExtract(suffix_list_urls=(), cache_dir=None)
# Names that RFC 2606 reserves for examples are written by test systems and found like real ones.
_RESERVED = (".test", ".example", ".invalid")


@lru_cache(maxsize=8192)
def _is_public_domain(domain: str) -> bool:
    parts = _SUFFIXES.extract_str(domain)
    return bool(parts.suffix and parts.domain) or domain.endswith(_RESERVED)


class EmailAddress(DeclaredRecognizer):
    """`name@domain` in ASCII, `%40` in a URL; the domain is checked against the public suffix list."""

    ENTITY = "EMAIL_ADDRESS"
    SHAPES = (
        Shape(
            "address",
            r"[A-Za-z0-9._%+-]{1,64}(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}",
            0.95,
            r"(?<![A-Za-z0-9._%+-])",
            r"(?![A-Za-z0-9])(?!-[A-Za-z0-9])",
        ),
    )
    CONTEXT = ("邮箱", "邮件", "电子邮件", "email", "e-mail", "mail", "youxiang")

    def is_valid(self, value: str) -> bool:
        local, _, domain = value.replace("%40", "@").rpartition("@")
        # git@host:owner/repository.git is where code lies.
        return (
            not local.startswith(".")
            and ".." not in local
            and local != "git"
            and _is_public_domain(domain.lower())
        )

    def are_valid(self, values: pa.Array) -> np.ndarray:
        domains = pc.utf8_lower(
            pc.replace_substring_regex(values, r"(?s)\A.*(?:@|%40)", "")
        ).dictionary_encode()
        public = np.array(
            [_is_public_domain(domain) for domain in domains.dictionary.to_pylist()], dtype=bool
        )
        known = public[domains.indices.to_numpy()]
        return known & ~matching(values, r"\A(?:\.|git(?:@|%40))|\.\..*(?:@|%40)")
