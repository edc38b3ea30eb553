"""One writer at a time. The lock lies beside the ledger's folder, which holds nothing but the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from policy.errors import LockHeldError
from policy.text import Text

# An append takes milliseconds; who waits longer than this meets a writer that is stuck.
WAIT_SECONDS = 10.0


@contextmanager
def ledger_lock(folder: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the ledger's lock; raises LockHeldError when another process keeps it for `wait` seconds."""
    lock = FileLock(folder.with_name(f"{folder.name}.lock"))
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        raise LockHeldError(
            Text(zh=f"另一个进程正在使用账本 {folder}", en=f"Another process is using the ledger {folder}"),
            Text(zh="请等它结束后再试。", en="Wait until it has finished, then try again."),
        ) from None
    try:
        yield
    finally:
        lock.release()
