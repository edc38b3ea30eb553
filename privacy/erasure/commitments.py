"""Salted commitments: a certificate binds whom it speaks of without saying who they are.

A person's commitment is SHA-256 over a salt of their own and the key of their row. The certificate holds the
root of a Merkle tree over them (RFC 6962). Without the salt nobody can test a guess. The salts are derived
from one secret, which ends with the execution's key: from then on nobody, we included, can link the
certificate to anyone. Whoever was given a receipt before, that is their salt and path, can show for good that
they are meant.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from privacy.evidence.paths import inclusion_path
from privacy.evidence.verify_offline.merkle import leaf_hash, merkle_root, root_of_inclusion

PURPOSE = b"quanyi erasure commitment 1\0"


@dataclass(frozen=True)
class Commitments:
    """In the order of their hashes, so that their order tells nothing."""

    hashes: tuple[bytes, ...]

    @property
    def root(self) -> str:
        return merkle_root([leaf_hash(each) for each in self.hashes]).hex()


def commit(secret: bytes, subject_keys: Sequence[str]) -> Commitments:
    return Commitments(tuple(sorted(commitment(salt_of(secret, key), key) for key in set(subject_keys))))


@dataclass(frozen=True)
class Receipt:
    """What shows, with the person's own key, that a certificate means them. Hexadecimal; it names nobody."""

    salt: str
    index: int
    size: int
    path: tuple[str, ...]

    def root(self, subject_key: str) -> str | None:
        """The commitments' root that a certificate which means this person holds; None for a torn receipt."""
        leaf = leaf_hash(commitment(bytes.fromhex(self.salt), subject_key))
        found = root_of_inclusion(self.index, self.size, leaf, [bytes.fromhex(each) for each in self.path])
        return None if found is None else found.hex()


def receipt(secret: bytes, subject_keys: Sequence[str], subject_key: str) -> Receipt | None:
    """For one of the people; None for anybody else."""
    if subject_key not in subject_keys:
        return None
    salt = salt_of(secret, subject_key)
    hashes = commit(secret, subject_keys).hashes
    index = hashes.index(commitment(salt, subject_key))
    path = inclusion_path(index, [leaf_hash(each) for each in hashes])
    return Receipt(salt.hex(), index, len(hashes), tuple(each.hex() for each in path))


def salt_of(secret: bytes, subject_key: str) -> bytes:
    """32 bytes to hand to the person who asks for proof, and to nobody else."""
    return hmac.digest(secret, PURPOSE + subject_key.encode(), "sha256")


def commitment(salt: bytes, subject_key: str) -> bytes:
    return hashlib.sha256(PURPOSE + salt + subject_key.encode()).digest()
