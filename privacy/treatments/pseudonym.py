"""Keyed pseudonyms: one person, one pseudonym in every entity, and only the key's holder can make it."""

import hmac
import re
import unicodedata
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

VERSION = "k1"
_PHONE_PREFIX = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")
_SEPARATORS = re.compile(r"[\s-]+")


def canonical(domain: str, value: str) -> str:
    """One spelling for one identifier: width, blanks and case, and for phones the country code."""
    text = unicodedata.normalize("NFKC", value).strip()
    if domain == "phone":
        return _PHONE_PREFIX.sub("", _SEPARATORS.sub("", text))
    if domain == "id_number":
        return _SEPARATORS.sub("", text).upper()
    if domain == "email":
        return text.lower()
    return text


class Pseudonymiser:
    """HMAC-SHA256 over domain and canonical value, cut to 128 bits, with the key's version in front."""

    def __init__(self, key: bytes, version: str = VERSION) -> None:
        self._key = key
        self._version = version

    def one(self, domain: str, value: str) -> str | None:
        """The version, such as `k1.`, and 32 hexadecimal digits; None for a blank value."""
        text = canonical(domain, value)
        if not text:
            return None
        digest = hmac.digest(self._key, f"{domain}\0{text}".encode(), "sha256")
        return f"{self._version}.{digest[:16].hex()}"

    def array(self, domain: str, values: pa.Array) -> pa.Array:
        """Pseudonyms of a string array, each distinct value hashed once; nulls and blanks give null."""
        return map_distinct(values, lambda value: self.one(domain, value), pa.string())


def map_distinct(values: pa.Array, function: Callable[[str], object], type_: pa.DataType) -> pa.Array:
    """`function` of every non-null string, called once a distinct value; null stays null."""
    encoded = pc.dictionary_encode(values.cast(pa.string()))
    mapped = pa.array([function(value) for value in encoded.dictionary.to_pylist()], type=type_)
    return pc.take(mapped, encoded.indices)
