"""Whether files were written to since: their size, time of change and inode."""

import os
from pathlib import Path

from privacy.stores.config import FOLDER_KINDS, StoreConfig
from privacy.stores.folders import FILE_PATTERNS

Stamp = dict[str, tuple[int, int, int]]


def stamps(store: StoreConfig) -> Stamp:
    """Of every file of a store that consists of files; empty for a server."""
    if store.kind in FOLDER_KINDS:
        files = [path for path in Path(store.url).rglob(FILE_PATTERNS[store.kind]) if path.is_file()]
    elif store.kind in ("sqlite", "duckdb"):
        files = [Path(store.url), Path(f"{store.url}-wal"), Path(f"{store.url}.wal")]
    else:
        files = []
    return {str(path): stamp for path in files if (stamp := _stamp(path))}


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    # Opening a file makes an empty write-ahead log beside it; nothing was written by that.
    if not status.st_size and path.name.endswith("wal"):
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino
