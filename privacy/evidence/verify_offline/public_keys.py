"""Ed25519 public keys: 32 bytes in memory, PEM on disk, named by the beginning of their SHA-256."""

from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from .messages import Broken


def key_id(public: bytes) -> str:
    return sha256(public).hexdigest()[:16]


def public_pem(public: bytes) -> bytes:
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_public_key(path: Path) -> bytes:
    """The 32 bytes of the key in a PEM file; raises Broken when it holds none, OSError when unreadable."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm):
        raise Broken("key_unusable", file=path) from None
    if not isinstance(key, Ed25519PublicKey):
        raise Broken("key_unusable", file=path)
    return key.public_bytes_raw()
