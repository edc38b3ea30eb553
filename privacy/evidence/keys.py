"""The ledger's keys on the writer's machine.

<keys folder>/           mode 0700
    ledger-<key id>.pem  a private key, mode 0600; older ones stay until their owner removes them
    ledger-first.pub     the public key that the ledger began with: what everyone trusts
    ledger-head.json     the last head sealed here, so that a ledger set back later is noticed
"""

import json
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from policy.errors import ConfigError
from policy.text import Text
from privacy.evidence.storage import write_whole
from privacy.evidence.verify_offline.messages import Broken
from privacy.evidence.verify_offline.public_keys import key_id, public_pem, read_public_key

FIRST_KEY_FILE = "ledger-first.pub"
LAST_HEAD_FILE = "ledger-head.json"


def create_key(keys_dir: Path) -> bytes:
    """Make a private key that only its owner can read; returns the public key (32 bytes)."""
    keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    _refuse_if_shared(keys_dir, "700")
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_whole(_private_path(keys_dir, key_id(public)), pem, mode=0o600)
    return public


def private_key(keys_dir: Path, name: str) -> Ed25519PrivateKey:
    """The private key with this id.

    Raises:
        ConfigError: it is missing, readable by others, or another key than its name says.
    """
    path = _private_path(keys_dir, name)
    if not path.is_file():
        raise ConfigError(
            Text(zh=f"缺少账本的签名密钥 {path}", en=f"The ledger's signing key {path} is missing"),
            Text(
                zh="请从备份恢复；没有它，账本仍可验证，但不能续写。",
                en="Restore it from a backup; without it the ledger can be verified but not continued.",
            ),
        )
    _refuse_if_shared(keys_dir, "700")
    _refuse_if_shared(path, "600")
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _no_such_key(path) from None
    if not isinstance(key, Ed25519PrivateKey) or key_id(key.public_key().public_bytes_raw()) != name:
        raise _no_such_key(path)
    return key


def first_key(keys_dir: Path) -> bytes | None:
    """The trusted public key (32 bytes) that the ledger began with; None before it began.

    Raises:
        ConfigError: the file holds no such key.
    """
    path = keys_dir / FIRST_KEY_FILE
    return trusted_key(path) if path.is_file() else None


def trusted_key(path: Path) -> bytes:
    """The public key in `path` (32 bytes); raises ConfigError when it holds none."""
    try:
        return read_public_key(path)
    except Broken as broken:
        what = Text(zh=broken.say("zh"), en=broken.say("en"))
    except OSError:
        what = Text(zh=f"无法读取公钥 {path}", en=f"The public key {path} cannot be read")
    raise ConfigError(
        what,
        Text(zh="请给出账本首个公钥的 PEM 文件。", en="Give the PEM file of the ledger's first public key."),
    )


def keep_first_key(keys_dir: Path, public: bytes) -> None:
    write_whole(keys_dir / FIRST_KEY_FILE, public_pem(public), mode=0o644)


def last_head(keys_dir: Path) -> tuple[int, str] | None:
    """Number and hash of the last head sealed on this machine; raises ConfigError for a malformed file."""
    path = keys_dir / LAST_HEAD_FILE
    if not path.is_file():
        return None
    try:
        noted = json.loads(path.read_bytes())
        return int(noted["sequence"]), str(noted["hash"])
    except (ValueError, TypeError, KeyError):
        raise ConfigError(
            Text(zh=f"{path} 不合规范", en=f"{path} is malformed"),
            Text(
                zh="运行 quanyi ledger verify 核对账本后，可删除该文件。",
                en="Verify the ledger with `quanyi ledger verify`, then the file may be deleted.",
            ),
        ) from None


def keep_last_head(keys_dir: Path, sequence: int, head_hash: str) -> None:
    note = json.dumps({"sequence": sequence, "hash": head_hash}) + "\n"
    write_whole(keys_dir / LAST_HEAD_FILE, note.encode(), mode=0o600)


def _private_path(keys_dir: Path, name: str) -> Path:
    return keys_dir / f"ledger-{name}.pem"


def _refuse_if_shared(path: Path, mode: str) -> None:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConfigError(
            Text(zh=f"{path} 可被他人访问", en=f"{path} can be accessed by others"),
            Text(zh=f"请运行 chmod {mode} {path}", en=f"Run chmod {mode} {path}"),
        )


def _no_such_key(path: Path) -> ConfigError:
    return ConfigError(
        Text(
            zh=f"{path} 不是它所命名的 Ed25519 私钥",
            en=f"{path} is not the Ed25519 private key it is named for",
        ),
        Text(zh="请从备份恢复。", en="Restore it from a backup."),
    )
