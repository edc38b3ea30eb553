"""The one lock that every warehouse writer holds, on the command line and in Dagster alike."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from policy.errors import LockHeldError
from policy.text import Text


@contextmanager
def writer_lock(path: Path, command: str) -> Iterator[None]:
    """Hold the lock at `path`; the file beside it tells others who does.

    Raises:
        LockHeldError: another process is writing; its process id, command and start are named.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    holder = path.with_suffix(".holder.json")
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise _held(holder) from None
    try:
        holder.write_text(
            json.dumps({"pid": os.getpid(), "command": command, "since": f"{datetime.now():%H:%M:%S}"})
        )
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _held(holder: Path) -> LockHeldError:
    try:
        who = json.loads(holder.read_text())
        by = Text(
            zh=f"进程 {who['pid']}({who['command']},{who['since']} 开始)正在写入",
            en=f"Process {who['pid']} ({who['command']}, since {who['since']}) is writing",
        )
    except (OSError, ValueError, KeyError):
        by = Text(zh="另一个运行正在写入", en="Another run is writing")
    return LockHeldError(by, Text(zh="请等它结束后再试。", en="Wait until it has finished, then try again."))
