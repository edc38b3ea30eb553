"""The ledger beside a plain hash chain: the same events recorded and verified, and a planted change found.

The chain links every event to the one before it by SHA-256 and appends both to one file. It signs nothing,
flushes nothing, proves no single event and cannot be verified in part: what the difference in cost buys.
"""

import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from privacy.evidence.canonical import event_line
from privacy.evidence.keys import FIRST_KEY_FILE
from privacy.evidence.ledger import Ledger
from privacy.evidence.verify import verify_ledger

BATCH = 1_000
AT = datetime(2026, 3, 16, 2, 0)
Result = TypeVar("Result")
Event = dict[str, object]


def main(n: int = 1_000_000) -> dict[str, object]:
    """CPU seconds of one process; `ratio` is peer ÷ ours over appending and verifying together."""
    folder = Path(tempfile.mkdtemp(prefix="ledger-"))
    try:
        return _measure(folder, n)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, n: int) -> dict[str, object]:
    ledger = Ledger.open(folder / "ledger", folder / "keys")
    trusted = folder / "keys" / FIRST_KEY_FILE
    chain = HashChain(folder / "chain.txt")
    ours, peer = Spent(), Spent()
    for events in _batches(n):
        ours.append += _cpu(lambda events=events: ledger.append(events, AT))[0]  # type: ignore[misc]
        peer.append += _cpu(lambda events=events: chain.append(events))[0]  # type: ignore[misc]
    chain.close()
    ours.verify, report = _cpu(lambda: verify_ledger(folder / "ledger", trusted))
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peer.verify, chained = _cpu(chain.verified)
    agree = report.ok and report.events == chained == n
    _plant_change(max((folder / "ledger").glob("events-*"), key=lambda path: path.stat().st_size))
    _plant_change(chain.path)
    agree = agree and not verify_ledger(folder / "ledger", trusted).ok and chain.verified() is None
    return {
        "name": "ledger",
        "peer": "hash-chain",
        "ours_s": round(ours.total, 3),
        "peer_s": round(peer.total, 3),
        "ratio": round(peer.total / ours.total, 3),
        "agree": agree,
        "peak_mb": round(peak_kib / 1024, 1),
        "n": n,
        "batch": BATCH,
        "ours_append_us": round(ours.append / n * 1e6, 3),
        "ours_verify_us": round(ours.verify / n * 1e6, 3),
        "peer_append_us": round(peer.append / n * 1e6, 3),
        "peer_verify_us": round(peer.verify / n * 1e6, 3),
    }


@dataclass
class Spent:
    """CPU seconds."""

    append: float = 0.0
    verify: float = 0.0

    @property
    def total(self) -> float:
        return self.append + self.verify


class HashChain:
    """The peer: `<sha256 of the hash before and the event> <event>` a line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last = b""
        self._file = path.open("wb")

    def append(self, events: list[Event]) -> None:
        last, lines = self._last, []
        for event in events:
            line = event_line(event)
            digest = sha256(last + line)
            last = digest.digest()
            lines.append(b"%b %b\n" % (digest.hexdigest().encode(), line))
        self._last = last
        self._file.write(b"".join(lines))

    def close(self) -> None:
        self._file.close()

    def verified(self) -> int | None:
        """How many events there are; None when the chain is broken."""
        last, count = b"", 0
        with self.path.open("rb") as file:
            for line in file:
                digest = sha256(last + line[65:-1])
                if line[:64] != digest.hexdigest().encode():
                    return None
                last = digest.digest()
                count += 1
        return count


def _batches(n: int) -> Iterator[list[Event]]:
    """Check results as a run would record them, made in advance of each measurement."""
    for start in range(0, n, BATCH):
        yield [
            {
                "event": "check_result",
                "run": f"run-{number // 200:06d}",
                "check": f"capability_{number % 18}.check_{number % 158}",
                "outcome": ("pass", "violation", "gap")[number % 3],
                "population": number * 37 % 100_003,
                "breaches": number % 3 == 1 and number % 97,
                "policy_hash": sha256(str(number // 5_000).encode()).hexdigest(),
                "note": "符合" if number % 3 == 0 else None,
            }
            for number in range(start, min(start + BATCH, n))
        ]


def _plant_change(path: Path) -> None:
    """One bit of one byte in the middle, inside an event."""
    with path.open("r+b") as file:
        middle = path.stat().st_size // 2
        byte = os.pread(file.fileno(), 1, middle)[0]
        os.pwrite(file.fileno(), bytes([byte ^ 1]), middle)


def _cpu(work: Callable[[], Result]) -> tuple[float, Result]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result
