"""Every byte of a ledger's folder, verified in one pass with bounded memory."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from .chain import HeadChain, segment_name
from .head import NO_HEAD, Head
from .merkle import Frontier, merkle_root
from .messages import Broken
from .public_keys import public_pem

HEADS_FILE = "heads.jsonl"
KEYS_FOLDER = "keys"
_HEAD_LIMIT = 1 << 14
_BLOCK = 1 << 20
_SUBTREE = 1 << 12


@dataclass
class Verification:
    """What was found; the ledger holds when `problems` is empty. Counts are of heads that hold.

    Attributes:
        head: hash of the last head, for the reader to keep.
        keys: ids of the keys that signed or will sign, the trusted first one first.
    """

    heads: int = 0
    events: int = 0
    head: str = NO_HEAD
    keys: tuple[str, ...] = ()
    problems: list[Broken] = field(default_factory=list)


def verify_folder(folder: Path, first_key: bytes, expected_heads: Sequence[str] = ()) -> Verification:
    """Verify the ledger in `folder`; a changed batch is named and the rest still checked.

    Args:
        first_key: the trusted public key that the ledger began with (32 bytes).
        expected_heads: hashes of heads that must be in the ledger.

    Raises:
        OSError: a file cannot be read.
    """
    chain = HeadChain(first_key)
    result = Verification()
    absent = set(expected_heads)
    try:
        for line in head_lines(folder):
            head = chain.accept(line)
            absent.discard(chain.hash)
            if not _batch_holds(folder, head):
                result.problems.append(
                    Broken("events", number=head.sequence, first=head.before, size=head.size)
                )
        result.problems += _wrong_files(folder, chain)
    except Broken as broken:
        # After a broken head there is nothing to hold the rest against.
        result.problems.append(broken)
    result.problems += [Broken("head_absent", head=head_hash) for head_hash in sorted(absent)]
    result.heads, result.events, result.head = chain.sequence, chain.total, chain.hash
    result.keys = tuple(chain.keys)
    return result


def head_lines(folder: Path) -> Iterator[bytes]:
    """The lines of heads.jsonl without their newlines; raises Broken when there is none, or one is torn."""
    number = 0
    try:
        with (folder / HEADS_FILE).open("rb") as file:
            while line := file.readline(_HEAD_LIMIT):
                number += 1
                if not line.endswith(b"\n"):
                    raise Broken("head_torn", number=number)
                yield line[:-1]
    except FileNotFoundError:
        raise Broken("file_missing", file=HEADS_FILE) from None
    if not number:
        raise Broken("empty")


def events_root(file: BinaryIO, length: int) -> tuple[bytes, int]:
    """Root and number of the lines in the next `length` bytes; (b"", 0) when these are no whole lines.

    Reads in blocks and keeps only roots of perfect subtrees, so that memory does not grow with the batch.
    """
    tree, leaves, rest, count = Frontier(), list[bytes](), b"", 0
    while length and (block := file.read(min(_BLOCK, length))):
        length -= len(block)
        *lines, rest = (rest + block).split(b"\n")
        leaves += [sha256(b"\x00" + line).digest() for line in lines]
        count += len(lines)
        while len(leaves) >= _SUBTREE:
            tree.push(merkle_root(leaves[:_SUBTREE]), _SUBTREE)
            del leaves[:_SUBTREE]
    if length or rest:
        return b"", 0
    if leaves:
        tree.push(merkle_root(leaves), len(leaves))
    return tree.root(), count


def _batch_holds(folder: Path, head: Head) -> bool:
    if not head.size:
        return bytes.fromhex(head.batch_root) == merkle_root([])
    try:
        with (folder / segment_name(head.segment)).open("rb", buffering=0) as file:
            file.seek(head.offset)
            root, count = events_root(file, head.length)
    except (FileNotFoundError, IsADirectoryError):
        return False
    return count == head.size and root.hex() == head.batch_root


def _wrong_files(folder: Path, chain: HeadChain) -> Iterator[Broken]:
    """Files that are missing, unknown, longer than sealed, or not the key they are named for."""
    keys = {f"{KEYS_FOLDER}/{name}.pub": public for name, public in chain.keys.items()}
    expected = {HEADS_FILE, *chain.lengths, *keys}
    found = {entry.name for entry in os.scandir(folder)} - {KEYS_FOLDER}
    if (folder / KEYS_FOLDER).is_dir():
        found |= {f"{KEYS_FOLDER}/{entry.name}" for entry in os.scandir(folder / KEYS_FOLDER)}
    for name in sorted(expected | found):
        path = folder / name
        if name not in found:
            yield Broken("file_missing", file=name)
        elif name not in expected or path.is_symlink() or not path.is_file():
            yield Broken("file_unexpected", file=name)
        elif name in keys and path.read_bytes() != public_pem(keys[name]):
            yield Broken("key_file", file=name)
        elif name in chain.lengths and path.stat().st_size > chain.lengths[name]:
            yield Broken("unsealed", file=name)
