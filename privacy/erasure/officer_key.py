"""An officer's own signing key: made once, kept by the officer, under a passphrase if one is given."""

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from policy.errors import UsageError
from policy.text import Text


def create_officer_key(path: Path, passphrase: str | None) -> bytes:
    """Write a new private key to `path` (mode 0600, PKCS 8 in PEM); returns the public key, 32 bytes.

    Raises:
        UsageError: there is a file already; a key is never overwritten.
    """
    private = Ed25519PrivateKey.generate()
    protection: KeySerializationEncryption = NoEncryption()
    if passphrase:
        protection = BestAvailableEncryption(passphrase.encode())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(
            Text(zh=f"{path} 已存在", en=f"{path} exists already"),
            Text(zh="请换一个文件名；密钥不会被覆盖。", en="Choose another name; no key is overwritten."),
        ) from None
    except OSError:
        raise UsageError(
            Text(zh=f"无法写入 {path}", en=f"{path} cannot be written"),
            Text(
                zh="请检查文件夹是否存在、是否可写。", en="See that its folder exists and can be written to."
            ),
        ) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return private.public_key().public_bytes_raw()


def read_officer_key(path: Path, passphrase: str | None) -> Ed25519PrivateKey:
    """Raises UsageError when the file is missing, readable by others, or no key under this passphrase."""
    try:
        shared = path.stat().st_mode & 0o077
        content = path.read_bytes()
    except OSError:
        raise UsageError(
            Text(zh=f"无法读取密钥 {path}", en=f"The key {path} cannot be read"),
            Text(
                zh="请给出 quanyi erasure keygen 生成的文件。",
                en="Give the file that `quanyi erasure keygen` made.",
            ),
        ) from None
    if shared:
        raise UsageError(
            Text(zh=f"密钥 {path} 可被他人读取", en=f"The key {path} can be read by others"),
            Text(zh=f"请运行 chmod 600 {path}", en=f"Run chmod 600 {path}"),
        )
    try:
        key = load_pem_private_key(content, passphrase.encode() if passphrase else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(
            Text(
                zh=f"{path} 不是 Ed25519 私钥，或口令不对",
                en=f"{path} is no Ed25519 private key, or the passphrase is wrong",
            ),
            Text(zh="请核对文件与口令。", en="Check the file and the passphrase."),
        )
    return key
