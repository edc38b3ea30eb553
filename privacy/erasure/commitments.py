"""Salted commitments: a certificate binds whom it speaks of without saying who they are.

A person's commitment is SHA-256 over a salt of their own and the key of their row. The certificate holds the
root of a Merkle tree over them (RFC 6962). Who is given their salt and path can prove that they are meant;
without the salt nobody can test a guess. The salts are derived from one secret, which is destroyed when the
certificate's proof is no longer owed; then nobody can link the certificate to anyone.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from privacy.evidence.verify_offline.merkle import leaf_hash, merkle_root

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


def salt_of(secret: bytes, subject_key: str) -> bytes:
    """32 bytes to hand to the person who asks for proof, and to nobody else."""
    return hmac.digest(secret, PURPOSE + subject_key.encode(), "sha256")


def commitment(salt: bytes, subject_key: str) -> bytes:
    return hashlib.sha256(PURPOSE + salt + subject_key.encode()).digest()
