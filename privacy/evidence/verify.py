"""Verification for the command line and the pipeline; the work is done by `verify_offline`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policy.text import Text
from privacy.evidence.errors import RUN_VERIFY, LedgerError
from privacy.evidence.keys import trusted_key
from privacy.evidence.verify_offline.folder import verify_folder


@dataclass(frozen=True)
class Report:
    """What verification found.

    Attributes:
        heads, events: how many hold.
        head: hash of the last head that holds: to be kept elsewhere, since it shows a later loss.
        keys: ids of all keys, the trusted first one first.
        problems: what does not hold; empty when all does.
    """

    heads: int
    events: int
    head: str
    keys: tuple[str, ...]
    problems: tuple[Text, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def verify_ledger(folder: Path, trusted_key_path: Path, expected_heads: Sequence[str] = ()) -> Report:
    """Verify every byte of a ledger in one pass, in memory that does not grow with it.

    Without `expected_heads` an older state of the ledger passes: newest batches cut off whole cannot be told.
    No writer may be at work meanwhile: hold `lock.ledger_lock`, or verify a copy.

    Args:
        trusted_key_path: PEM file of the public key that the ledger began with.
        expected_heads: hashes of heads that must be in the ledger.

    Raises:
        ConfigError: the file holds no such key.
        LedgerError: a file cannot be read.
    """
    first_key = trusted_key(trusted_key_path)
    try:
        found = verify_folder(folder, first_key, expected_heads)
    except OSError as error:
        raise LedgerError(
            Text(zh=f"无法读取 {error.filename}", en=f"{error.filename} cannot be read"), RUN_VERIFY
        ) from error
    problems = tuple(Text(zh=broken.say("zh"), en=broken.say("en")) for broken in found.problems)
    return Report(found.heads, found.events, found.head, found.keys, problems)
