"""What tells rows apart is encrypted at rest, under a key of its own beside the memory's file."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy.keys import load_or_create_key

_NONCE_BYTES = 12


class Seal:
    """AES-256-GCM with a random nonce in front of each text."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @staticmethod
    def beside(path: Path) -> "Seal":
        """With the key `keys/scan-memory.key` in the folder of `path`, made where there is none.

        Raises:
            ConfigError: the key can be read by others, or is none.
        """
        return Seal(load_or_create_key(path.parent / "keys", "scan-memory"))

    def close(self, text: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text, None)

    def open(self, sealed: bytes) -> bytes | None:
        """None where another key has sealed it: what was remembered is lost and has to be scanned anew."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except InvalidTag:
            return None
