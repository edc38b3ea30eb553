"""A head: one sealed batch, signed."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .merkle import leaf_hash
from .public_keys import key_id

FORMAT = "quanyi-ledger/1"
SIGNING_CONTEXT = b"quanyi-ledger-head/1\n"
NO_HEAD = "0" * 64

_COUNTS = ("sequence", "size", "total", "segment", "offset", "length")
_HEX_DIGITS = {"batch_root": 64, "tree_root": 64, "previous": 64, "key": 16, "next_key": 64, "signature": 128}
_HEX = re.compile("[0-9a-f]*")
_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8: RFC 8785 for ASCII keys and values without floats."""
    return _encoder.encode(value).encode()


@dataclass(frozen=True)
class Head:
    """One sealed batch; hashes, keys and the signature in lower-case hex.

    Attributes:
        sequence: number of the head, from 1; also the number of leaves of the ledger's tree.
        at: when it was sealed, as the writer was told (naive local time, ISO 8601); not itself proven.
        size: events in the batch; 0 only for a rotation.
        total: events in the ledger up to and with this batch.
        segment: events before the file that holds the batch, which names the file.
        offset, length: where in that file the batch's lines lie, in bytes.
        batch_root, tree_root: roots of the batch's tree and of the ledger's.
        previous: hash of the head before, or `NO_HEAD`.
        key: id of the key that signed.
        next_key: the public key that signs from the next head on, in a rotation; else None.
    """

    sequence: int
    at: str
    size: int
    total: int
    segment: int
    offset: int
    length: int
    batch_root: str
    tree_root: str
    previous: str
    key: str
    next_key: str | None
    signature: str
    format: str = FORMAT

    @staticmethod
    def of(values: Mapping[str, Any]) -> "Head":
        """Raises TypeError or ValueError when a field is missing, unknown or of another form."""
        head = Head(**values)
        for name in _COUNTS:
            if type(values[name]) is not int or values[name] < 0:
                raise ValueError(name)
        for name, digits in _HEX_DIGITS.items():
            value = values[name]
            if name == "next_key" and value is None:
                continue
            if len(value) != digits or not _HEX.fullmatch(value):
                raise ValueError(name)
        if head.format != FORMAT or type(head.at) is not str:
            raise ValueError("format")
        return head

    @property
    def before(self) -> int:
        """Events before the batch, which is also the index of its first event."""
        return self.total - self.size

    def line(self) -> bytes:
        return canonical(vars(self))

    def hash(self) -> str:
        return sha256(self.line()).hexdigest()

    def message(self) -> bytes:
        """The bytes that are signed."""
        return SIGNING_CONTEXT + canonical(
            {name: vars(self)[name] for name in vars(self) if name != "signature"}
        )

    def signed_by(self, public: bytes) -> bool:
        if self.key != key_id(public):
            return False
        try:
            key = Ed25519PublicKey.from_public_bytes(public)
            key.verify(bytes.fromhex(self.signature), self.message())
        except InvalidSignature:
            return False
        return True


def batch_leaf(before: int, size: int, root: bytes) -> bytes:
    """The batch's leaf in the ledger's tree: its place is hashed with its root."""
    return leaf_hash(before.to_bytes(8, "big") + size.to_bytes(8, "big") + root)
