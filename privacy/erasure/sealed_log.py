"""An append-only file of AES-256-GCM frames: nothing is changed in a store before its frame is on the device.

A frame is its length (4 bytes, big endian), a random nonce (12 bytes) and the sealed text. The name of the
log and the number of the frame are authenticated with it, so frames can be neither moved nor swapped. The
text is the length of a JSON header (4 bytes), the header, and the body compressed with Zstandard.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from policy.text import Text
from privacy.erasure.errors import SealedLogError
from privacy.evidence.storage import append_whole, cut

_NONCE = 12
_LENGTH = 4


@dataclass(frozen=True)
class Frame:
    number: int
    header: dict[str, Any]
    body: bytes


class SealedLog:
    """Use `SealedLog.open`.

    Attributes:
        torn_bytes: what a crash had left at the end and opening cut off.
    """

    def __init__(self, path: Path, key: bytes, name: str) -> None:
        self._path = path
        self._cipher = AESGCM(key)
        self._name = name
        self._codec = pa.Codec("zstd", compression_level=1)
        self._offsets: list[int] = []
        self._end = 0
        self.torn_bytes = 0

    @staticmethod
    def open(path: Path, key: bytes, name: str, at_least: int) -> "SealedLog":
        """Open or begin the log; a frame that a crash tore is cut off where nothing relied on it yet.

        Args:
            name: what the log is of; authenticated with every frame.
            at_least: frames that are known to have been sealed; fewer, or unreadable ones, mean tampering.

        Raises:
            SealedLogError: frames are missing or do not authenticate.
        """
        log = SealedLog(path, key, name)
        log._find_frames()
        while log._offsets and len(log._offsets) > at_least and not log._is_whole(len(log._offsets) - 1):
            log._end = log._offsets.pop()
        if len(log._offsets) < at_least:
            raise _tampered(path)
        if path.exists():
            log.torn_bytes = cut(path, log._end)
        return log

    def __len__(self) -> int:
        return len(self._offsets)

    def append(self, header: Mapping[str, object], body: bytes) -> int:
        """Seal one frame and flush it to the device; returns its number."""
        number = len(self._offsets)
        text = json.dumps({**header, "size": len(body)}, ensure_ascii=False).encode()
        packed = self._codec.compress(body, asbytes=True) if body else b""
        nonce = secrets.token_bytes(_NONCE)
        plain = b"".join((len(text).to_bytes(_LENGTH, "big"), text, packed))
        sealed = nonce + self._cipher.encrypt(nonce, plain, self._place(number))
        frame = len(sealed).to_bytes(_LENGTH, "big") + sealed
        try:
            append_whole(self._path, frame)
        except BaseException:
            cut(self._path, self._end)
            raise
        self._offsets.append(self._end)
        self._end += len(frame)
        return number

    def read(self, number: int) -> Frame:
        """Raises SealedLogError where the frame does not authenticate."""
        with self._path.open("rb") as file:
            file.seek(self._offsets[number])
            length = int.from_bytes(file.read(_LENGTH), "big")
            sealed = file.read(length)
        try:
            plain = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._place(number))
        except InvalidTag:
            raise _tampered(self._path) from None
        end = _LENGTH + int.from_bytes(plain[:_LENGTH], "big")
        header = json.loads(plain[_LENGTH:end])
        size = header.pop("size")
        body = self._codec.decompress(plain[end:], size, asbytes=True) if size else b""
        return Frame(number, header, body)

    def frames(self) -> Iterator[Frame]:
        """Oldest first; one is in memory at a time."""
        return (self.read(number) for number in range(len(self)))

    def _find_frames(self) -> None:
        if not self._path.exists():
            return
        size = self._path.stat().st_size
        with self._path.open("rb") as file:
            while self._end + _LENGTH <= size:
                file.seek(self._end)
                length = int.from_bytes(file.read(_LENGTH), "big")
                if length <= _NONCE or self._end + _LENGTH + length > size:
                    break
                self._offsets.append(self._end)
                self._end += _LENGTH + length

    def _is_whole(self, number: int) -> bool:
        try:
            self.read(number)
        except SealedLogError:
            return False
        return True

    def _place(self, number: int) -> bytes:
        return f"{self._name}\0{number}".encode()


def _tampered(path: Path) -> SealedLogError:
    return SealedLogError(
        Text(
            zh=f"封存日志 {path.name} 缺帧或被改动",
            en=f"The sealed log {path.name} lacks frames or was changed",
        ),
        Text(
            zh="请停止执行并查明原因；如有可信副本，请恢复整个文件夹。",
            en="Stop and find out why; restore the whole folder from a copy that you trust, if there is one.",
        ),
    )
