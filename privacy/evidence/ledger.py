"""The ledger: an append-only, tamper-evident record of events, signed batch by batch."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from policy.errors import DiskFullError
from policy.text import Text
from privacy.evidence.canonical import event_line
from privacy.evidence.errors import LedgerError
from privacy.evidence.keys import (
    FIRST_KEY_FILE,
    create_key,
    first_key,
    keep_first_key,
    keep_last_head,
    private_key,
)
from privacy.evidence.lock import ledger_lock
from privacy.evidence.proofs import Proof, consistency_proof, inclusion_proof
from privacy.evidence.sealing import sealed_head
from privacy.evidence.state import Sealed, load_sealed, restore_keys
from privacy.evidence.storage import append_whole, cut
from privacy.evidence.verify_offline.chain import segment_name
from privacy.evidence.verify_offline.folder import HEADS_FILE
from privacy.evidence.verify_offline.head import Head
from privacy.evidence.verify_offline.public_keys import key_id


class Ledger:
    """A ledger's folder and the folder of the keys that sign it; one pair belongs together.

    Several processes may hold it open: each append takes the lock and first reads what others have sealed.

    Attributes:
        recovery: what the last reading of the folder had to undo after a crash, or None.
    """

    def __init__(self, folder: Path, keys_dir: Path, trusted: bytes) -> None:
        """Use `Ledger.open`; the caller holds the lock."""
        self._folder = folder
        self._keys_dir = keys_dir
        self._trusted = trusted
        self._sealed, self.recovery = load_sealed(folder, keys_dir, trusted)

    @staticmethod
    def open(folder: Path, keys_dir: Path) -> "Ledger":
        """Open the ledger in `folder`, or begin one with a new key in `keys_dir`.

        Raises:
            LedgerError: it is damaged, set back to an older state, or the trusted first key is missing.
            ConfigError: a key file can be read by others or is malformed.
            LockHeldError: another process keeps the lock.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with ledger_lock(folder):
            trusted = first_key(keys_dir)
            if trusted is None:
                if any(folder.iterdir()):
                    raise _first_key_missing(keys_dir)
                trusted = create_key(keys_dir)
                keep_first_key(keys_dir, trusted)
            return Ledger(folder, keys_dir, trusted)

    @property
    def heads(self) -> tuple[Head, ...]:
        """All heads, oldest first."""
        return tuple(self._sealed.heads)

    @property
    def size(self) -> int:
        """Number of sealed events."""
        return self._sealed.chain.total

    def append(self, events: Sequence[Mapping[str, object]], at: datetime) -> Head:
        """Seal `events` as one batch. On return they are on the device; on any error nothing was added.

        Args:
            events: at least one; see `canonical.event_line` for what a value may be. Nothing may identify a
                person: what is sealed cannot be erased.
            at: when, in naive local time.

        Raises:
            LedgerError: no event, an event without a single form, or a damaged ledger.
            ConfigError: the signing key is missing or readable by others.
            DiskFullError, LockHeldError: as their names say.
        """
        lines = [event_line(event) for event in events]
        if not lines:
            raise LedgerError(
                Text(zh="一批至少要有一条事件", en="A batch needs at least one event"),
                Text(zh="没有事件时不必封存。", en="Seal nothing when nothing happened."),
            )
        with ledger_lock(self._folder):
            self._refresh()
            return self._seal(lines, at)

    def rotate_key(self, at: datetime) -> Head:
        """Make a new key and let the present one hand over to it; the next head is signed by the new one.

        Raises:
            ConfigError, LedgerError, DiskFullError, LockHeldError: as `append`.
        """
        with ledger_lock(self._folder):
            self._refresh()
            return self._seal([], at, next_key=create_key(self._keys_dir))

    def inclusion_proof(self, index: int) -> Proof:
        """That event `index` (from 0) is in the ledger; see `proofs.inclusion_proof`."""
        return inclusion_proof(self._folder, self._sealed.heads, index)

    def consistency_proof(self, old_sequence: int, new_sequence: int) -> Proof:
        """That one head only added to another; see `proofs.consistency_proof`."""
        return consistency_proof(self._sealed.heads, old_sequence, new_sequence)

    def _refresh(self) -> None:
        """Read the folder again when its files are not as this object left them."""
        chain = self._sealed.chain
        expected = [(HEADS_FILE, self._sealed.heads_length), (segment_name(chain.segment), chain.offset)]
        if any(_length(self._folder / name) != length for name, length in expected):
            self._sealed, self.recovery = load_sealed(self._folder, self._keys_dir, self._trusted)

    def _seal(self, lines: Sequence[bytes], at: datetime, next_key: bytes | None = None) -> Head:
        chain = self._sealed.chain
        private = private_key(self._keys_dir, key_id(chain.key))
        head = sealed_head(chain, lines, at, private, next_key)
        heads_path = self._folder / HEADS_FILE
        segment_path = self._folder / segment_name(head.segment)
        line = head.line()
        try:
            if lines:
                append_whole(segment_path, b"\n".join(lines) + b"\n")
            append_whole(heads_path, line + b"\n")
        except BaseException:
            cut(heads_path, self._sealed.heads_length)
            cut(segment_path, head.offset)
            raise
        self._sealed = Sealed(chain, self._sealed.heads, self._sealed.heads_length + len(line) + 1)
        self._sealed.heads.append(chain.accept(line))
        # The batch is sealed; these two follow from it and are made up for at the next append or opening.
        with suppress(DiskFullError, LedgerError):
            restore_keys(self._folder, chain)
            keep_last_head(self._keys_dir, head.sequence, chain.hash)
        return head


def _length(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _first_key_missing(keys_dir: Path) -> LedgerError:
    return LedgerError(
        Text(
            zh=f"账本已存在，但缺少其首个公钥 {keys_dir / FIRST_KEY_FILE}",
            en=f"The ledger exists, but its first public key {keys_dir / FIRST_KEY_FILE} is missing",
        ),
        Text(zh="请从备份恢复密钥文件夹。", en="Restore the folder of keys from a backup."),
    )
