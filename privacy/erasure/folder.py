"""Where one execution keeps what it seals: `<data folder>/erasure/<execution id>/`, and its key elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from policy.errors import LockHeldError
from policy.text import Text
from privacy.erasure.errors import SealedLogError
from privacy.erasure.sealed_log import SealedLog
from privacy.keys import load_or_create_key


@dataclass(frozen=True)
class ErasureFolder:
    """`victims.sealed` (keys of a wave's rows) and `log.sealed` (rows before each batch)."""

    path: Path
    keys_dir: Path

    @staticmethod
    def of(data_dir: Path, keys_dir: Path, execution_id: str) -> "ErasureFolder":
        return ErasureFolder(data_dir / "erasure" / execution_id, keys_dir)

    @property
    def execution_id(self) -> str:
        return self.path.name

    @property
    def key_path(self) -> Path:
        return self.keys_dir / f"{self._key_name}.key"

    @property
    def _key_name(self) -> str:
        return f"erasure-{self.execution_id}"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One process at a time executes or undoes; raises LockHeldError."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(self.path / "running.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise LockHeldError(
                Text(
                    zh=f"执行 {self.execution_id} 正在另一个进程中进行",
                    en=f"Execution {self.execution_id} runs in another process",
                ),
                Text(zh="请等它结束后再试。", en="Wait until it has finished, then try again."),
            ) from None
        try:
            yield
        finally:
            lock.release()

    def new_key(self) -> bytes:
        """The key of an execution that has sealed nothing yet; else as `key`."""
        if (self.path / "log.sealed").exists() or (self.path / "victims.sealed").exists():
            return self.key()
        return load_or_create_key(self.keys_dir, self._key_name)

    def key(self) -> bytes:
        """Raises SealedLogError once the key is destroyed: nothing can be restored any more."""
        if not self.key_path.is_file():
            raise SealedLogError(
                Text(
                    zh=f"执行 {self.execution_id} 的密钥已不存在",
                    en=f"The key of execution {self.execution_id} is gone",
                ),
                Text(zh="已删除的数据不可恢复。", en="What was erased cannot be restored."),
            )
        return load_or_create_key(self.keys_dir, self._key_name)

    @property
    def commitments_path(self) -> Path:
        return self.keys_dir / f"commitments-{self.execution_id}.key"

    def commitments_secret(self) -> bytes:
        """What the salts of the certificates' commitments are derived from; ends with the execution's key."""
        return load_or_create_key(self.keys_dir, self.commitments_path.stem)

    def log(self, key: bytes, at_least: int) -> SealedLog:
        """The log of rows; `at_least` frames are known to be in it."""
        return SealedLog.open(self.path / "log.sealed", key, f"{self.execution_id}/log", at_least)

    def victims(self, key: bytes, at_least: int) -> SealedLog:
        return SealedLog.open(self.path / "victims.sealed", key, f"{self.execution_id}/victims", at_least)
