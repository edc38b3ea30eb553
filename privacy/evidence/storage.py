"""Bytes on disk that survive a crash: nothing counts as written before it is flushed to the device."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from policy.errors import DiskFullError
from policy.text import Text
from privacy.evidence.errors import LedgerError


def append_whole(path: Path, data: bytes) -> None:
    """Append and flush to the device.

    Raises:
        DiskFullError: no room; the caller cuts what was written.
        LedgerError: the file cannot be written.
    """
    new = not path.exists()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            _write(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if new:
            _flush_folder(path.parent)
    except OSError as error:
        raise _cannot_write(path, error) from error


def write_whole(path: Path, data: bytes, mode: int) -> None:
    """Create or replace a file in one step: after a crash there is the old file or the new one.

    Raises:
        DiskFullError, LedgerError: as `append_whole`.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            _write(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, path)
        _flush_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise _cannot_write(path, error) from error


def cut(path: Path, length: int) -> int:
    """Shorten a file to `length` bytes, remove it when that is 0; returns the bytes that were cut."""
    try:
        surplus = path.stat().st_size - length
    except FileNotFoundError:
        return 0
    if surplus <= 0 and length:
        return 0
    if length:
        descriptor = os.open(path, os.O_WRONLY)
        try:
            os.ftruncate(descriptor, length)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    else:
        path.unlink()
        _flush_folder(path.parent)
    return surplus


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _flush_folder(folder: Path) -> None:
    """A new name is durable only once its folder is flushed."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cannot_write(path: Path, error: OSError) -> DiskFullError | LedgerError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError(
            Text(zh=f"磁盘已满，无法写入 {path}", en=f"The disk is full: {path} cannot be written"),
            Text(
                zh="请腾出空间后重试；账本没有变化。", en="Make room and try again; the ledger is unchanged."
            ),
        )
    return LedgerError(
        Text(zh=f"无法写入 {path}（{error.strerror}）", en=f"{path} cannot be written ({error.strerror})"),
        Text(
            zh="请检查权限与磁盘；账本没有变化。",
            en="Check permissions and the disk; the ledger is unchanged.",
        ),
    )
