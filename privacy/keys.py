"""Secret keys on disk: made once, readable by their owner only."""

import os
import secrets
from pathlib import Path

from policy.errors import ConfigError
from policy.text import Text

KEY_BYTES = 32


def load_or_create_key(folder: Path, name: str) -> bytes:
    """The key `<folder>/<name>.key`; a missing one is made with mode 0600.

    Raises:
        ConfigError: the file can be read by others, or is no key.
    """
    path = folder / f"{name}.key"
    if not path.exists():
        _create(path)
    if path.stat().st_mode & 0o077:
        raise ConfigError(
            Text(zh=f"密钥文件 {path} 可被他人读取", en=f"The key file {path} can be read by others"),
            Text(zh=f"请运行 chmod 600 {path}", en=f"Run chmod 600 {path}"),
        )
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ConfigError(
            Text(zh=f"{path} 不是 {KEY_BYTES} 字节的密钥", en=f"{path} is no key of {KEY_BYTES} bytes"),
            Text(
                zh="请从备份恢复；换新密钥会使旧假名失去关联。",
                en="Restore it from a backup; a new key would break the link to older pseudonyms.",
            ),
        )
    return key


def _create(path: Path) -> None:
    """Write under a temporary name first, so that a crash leaves no half key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
    os.replace(temporary, path)
