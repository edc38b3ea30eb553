"""Destroying a key: overwritten, flushed, unlinked. What it sealed can be read by nobody after that."""

import os
import secrets
from pathlib import Path


def destroy_key(path: Path) -> bool:
    """False where the key is gone already, so that an interrupted destruction can be run again.

    A copy-on-write file system or a solid-state disk may keep the old block for a while; the sealed log
    should therefore be deleted too, and key folders belong on no snapshot.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return True
