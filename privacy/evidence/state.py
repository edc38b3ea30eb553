"""What is sealed in a ledger's folder, and what a crash may have left beside it.

An append writes the events, then the head, each flushed before the next step. So after a crash there may be
events that no head covers, or a head without its end; both were never reported as recorded and are cut off.
Anything else that does not follow from the heads is damage, and the writer refuses to build on it.
"""

from dataclasses import dataclass
from pathlib import Path

from policy.text import Text
from privacy.evidence.errors import RUN_VERIFY, LedgerError, damaged
from privacy.evidence.keys import last_head
from privacy.evidence.storage import cut, write_whole
from privacy.evidence.verify_offline.chain import HeadChain, segment_name
from privacy.evidence.verify_offline.folder import HEADS_FILE, KEYS_FOLDER
from privacy.evidence.verify_offline.head import Head
from privacy.evidence.verify_offline.messages import Broken
from privacy.evidence.verify_offline.public_keys import public_pem


@dataclass(frozen=True)
class Recovery:
    """What opening had to undo or restore after a crash.

    Attributes:
        event_bytes: bytes of events that no head sealed, cut off.
        head_bytes: bytes of a head without its end, cut off.
        key_files: copies of public keys written anew.
    """

    event_bytes: int
    head_bytes: int
    key_files: int

    @property
    def text(self) -> Text:
        return Text(
            zh=f"上次写入中断：已去除未封存的事件 {self.event_bytes} 字节、"
            f"不完整的封存记录 {self.head_bytes} 字节，补回公钥文件 {self.key_files} 个；"
            "已封存的内容没有变化。",
            en=f"The last write was interrupted: {self.event_bytes} bytes of unsealed events and "
            f"{self.head_bytes} bytes of an incomplete head were cut off, "
            f"{self.key_files} public key files were restored; nothing sealed has changed.",
        )


@dataclass(frozen=True)
class Sealed:
    """The sealed state: the chain to continue, its heads, and the bytes of heads.jsonl."""

    chain: HeadChain
    heads: list[Head]
    heads_length: int


def load_sealed(folder: Path, keys_dir: Path, first_key: bytes) -> tuple[Sealed, Recovery | None]:
    """Read the heads, and cut what a crash left after them. The caller holds the lock.

    The events themselves are not read: that is what verification is for.

    Raises:
        LedgerError: the ledger is damaged, or older than the last head sealed here. Nothing is cut then.
    """
    sealed, torn = _read_heads(folder, first_key)
    _refuse_if_set_back(sealed, keys_dir)
    unsealed = _unsealed_segment(folder, sealed.chain)
    missing = _missing_keys(folder, sealed.chain)
    head_bytes = cut(folder / HEADS_FILE, sealed.heads_length) if torn else 0
    event_bytes = cut(unsealed, sealed.chain.lengths.get(unsealed.name, 0)) if unsealed else 0
    restore_keys(folder, sealed.chain)
    if not (head_bytes or event_bytes or missing):
        return sealed, None
    return sealed, Recovery(event_bytes, head_bytes, missing)


def restore_keys(folder: Path, chain: HeadChain) -> None:
    """Write the copies of the public keys that are not there yet; they follow from the heads."""
    for path, public in _key_files(folder, chain).items():
        if not path.exists():
            path.parent.mkdir(exist_ok=True, mode=0o700)
            write_whole(path, public_pem(public), mode=0o644)


def _read_heads(folder: Path, first_key: bytes) -> tuple[Sealed, bool]:
    sealed = Sealed(HeadChain(first_key), [], 0)
    path = folder / HEADS_FILE
    if not path.exists():
        return sealed, False
    length = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                return Sealed(sealed.chain, sealed.heads, length), True
            try:
                sealed.heads.append(sealed.chain.accept(line[:-1]))
            except Broken as broken:
                raise damaged(broken) from None
            length += len(line)
    return Sealed(sealed.chain, sealed.heads, length), False


def _refuse_if_set_back(sealed: Sealed, keys_dir: Path) -> None:
    noted = last_head(keys_dir)
    if noted is None:
        return
    sequence, head_hash = noted
    if sequence > len(sealed.heads) or sealed.heads[sequence - 1].hash() != head_hash:
        raise LedgerError(
            Text(
                zh=f"账本中没有本机已封存的第 {sequence} 条记录：它被回退或替换",
                en=f"Head {sequence}, sealed on this machine, is gone: the ledger was set back or replaced",
            ),
            RUN_VERIFY,
        )


def _unsealed_segment(folder: Path, chain: HeadChain) -> Path | None:
    """The file that an interrupted append was writing; raises LedgerError for any other surplus or lack."""
    unsealed = None
    next_segment = segment_name(chain.total)
    for name, length in chain.lengths.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size < length:
            raise damaged(Broken("file_missing", file=name))
        if path.stat().st_size > length:
            if name != segment_name(chain.segment):
                raise damaged(Broken("unsealed", file=name))
            unsealed = path
    for path in folder.iterdir():
        if path.name in chain.lengths or path.name in (HEADS_FILE, KEYS_FOLDER):
            continue
        if path.name != next_segment or unsealed:
            raise damaged(Broken("file_unexpected", file=path.name))
        unsealed = path
    return unsealed


def _missing_keys(folder: Path, chain: HeadChain) -> int:
    """How many copies of public keys are to be restored; raises LedgerError for one that differs."""
    files = _key_files(folder, chain)
    for path, public in files.items():
        if path.exists() and path.read_bytes() != public_pem(public):
            raise damaged(Broken("key_file", file=f"{KEYS_FOLDER}/{path.name}"))
    for path in (folder / KEYS_FOLDER).glob("*"):
        if path.name.startswith(".") and path.name.endswith(".new"):
            path.unlink()
        elif path not in files:
            raise damaged(Broken("file_unexpected", file=f"{KEYS_FOLDER}/{path.name}"))
    return sum(not path.exists() for path in files)


def _key_files(folder: Path, chain: HeadChain) -> dict[Path, bytes]:
    if not chain.sequence:
        return {}
    return {folder / KEYS_FOLDER / f"{name}.pub": public for name, public in chain.keys.items()}
