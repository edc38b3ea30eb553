"""Some ten thousand rows as they are remembered: which they are, and the class of each in every column.

Rows are known by two hashes that the store's server computes: one of the primary key, one of key and change
mark. Both are sealed before they are written (`sealing`).
"""

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from privacy.detection.incremental.row_classes import GroupCodes, Place

# Rows a segment has at most.
SEGMENT_ROWS = 65_536
# Codes of which at most this share differ from the commonest are written as exceptions to it.
_EXCEPTIONS = 0.1
_LENGTHS = struct.Struct("<II")
# Between the texts of classes, which are JSON and so have no control characters.
_END = b"\x1e"


@dataclass(frozen=True)
class RowHashes:
    """Rows of a table: the hash of each key (64 bits, ascending), and of each key with its mark (32 bits)."""

    keys: np.ndarray
    marks: np.ndarray

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, chosen: np.ndarray | slice) -> "RowHashes":
        return RowHashes(self.keys[chosen], self.marks[chosen])

    def without(self, gone: np.ndarray) -> "RowHashes":
        return RowHashes(np.delete(self.keys, gone), np.delete(self.marks, gone))

    def parity(self) -> int:
        """Exclusive or of the second hashes: it takes rows in and out alike."""
        return int(np.bitwise_xor.reduce(self.marks, initial=0))

    def to_bytes(self) -> bytes:
        return self.keys.astype("<u8").tobytes() + self.marks.astype("<u4").tobytes()

    @staticmethod
    def from_bytes(packed: bytes) -> "RowHashes":
        rows = len(packed) // 12
        return RowHashes(
            np.frombuffer(packed, "<u8", rows), np.frombuffer(packed, "<u4", rows, offset=8 * rows)
        )


def pack(groups: list[GroupCodes]) -> bytes:
    """The classes of the rows of a segment, how many rows have each, and the codes.

    A class that no row has is left out, or blank where it had one.
    """
    places, texts, counts, codes = [], [], [], []
    for group in groups:
        times = np.bincount(group.codes, minlength=len(group.classes))
        used = np.flatnonzero(times)
        used = used[used > 0]
        number = np.zeros(len(times), dtype=np.int64)
        number[used] = np.arange(1, len(used) + 1)
        packed, kind = _pack_codes(number[group.codes])
        places.append([*group.place, len(used), kind, len(packed)])
        texts += [group.classes[code].encode() for code in used.tolist()]
        counts.append(times[used])
        codes.append(packed)
    return _joined(places, texts, np.concatenate(counts) if counts else np.zeros(0), codes)


def without_rows(packed: bytes, gone: np.ndarray, on_gone: Callable[[Place, dict[str, int]], None]) -> bytes:
    """The packed classes without the rows at the positions `gone`, which ascend.

    Args:
        on_gone: called with what they added: place, and how many of these rows had each class.
    """
    places, texts, counts, codes = _split(packed)
    first = 0
    kept = []
    for entry, part in zip(places, codes, strict=True):
        column, path, classes, kind, _ = entry
        of_gone, again, entry[3] = _cut(part, kind, gone)
        times = np.bincount(of_gone, minlength=classes + 1)[1:]
        known = np.flatnonzero(times).tolist()
        on_gone((column, path), {texts[first + code].decode(): int(times[code]) for code in known})
        counts[first : first + classes] -= times.astype(counts.dtype)
        for code in known:
            if not counts[first + code]:
                texts[first + code] = b""
        entry[4] = len(again)
        kept.append(again)
        first += classes
    return _joined(places, texts, counts, kept)


def _joined(places: list[list], texts: list[bytes], counts: np.ndarray, codes: list[bytes]) -> bytes:
    head = json.dumps(places, ensure_ascii=False, separators=(",", ":")).encode()
    text = _END.join(texts)
    lengths = _LENGTHS.pack(len(head), len(text))
    return b"".join([lengths, head, text, counts.astype("<u4").tobytes(), *codes])


def _split(packed: bytes) -> tuple[list[list], list[bytes], np.ndarray, list[bytes]]:
    head_length, text_length = _LENGTHS.unpack_from(packed)
    position = _LENGTHS.size
    places = json.loads(packed[position : position + head_length])
    position += head_length
    classes = sum(entry[2] for entry in places)
    texts = packed[position : position + text_length].split(_END)
    position += text_length
    counts = np.frombuffer(packed, "<u4", classes, offset=position).copy()
    position += 4 * classes
    codes = []
    for entry in places:
        codes.append(packed[position : position + entry[4]])
        position += entry[4]
    return places, texts, counts, codes


def _pack_codes(codes: np.ndarray) -> tuple[bytes, list[int]]:
    """(bytes, [bytes a code, the commonest code and how many codes differ; none where all are written])."""
    width = next(width for width in (1, 2, 4) if int(codes.max(initial=0)) < 1 << 8 * width)
    kind = f"<u{width}"
    base = int(np.bincount(codes).argmax()) if len(codes) else 0
    others = np.flatnonzero(codes != base)
    if len(others) > _EXCEPTIONS * len(codes):
        return codes.astype(kind).tobytes(), [width]
    return others.astype("<u4").tobytes() + codes[others].astype(kind).tobytes(), [width, base, len(others)]


def _cut(packed: bytes, kind: list[int], gone: np.ndarray) -> tuple[np.ndarray, bytes, list[int]]:
    """(codes of the rows that are gone, the other codes packed in the same way, their kind)."""
    width = f"<u{kind[0]}"
    if len(kind) == 1:
        codes = np.frombuffer(packed, width)
        return codes[gone], np.delete(codes, gone).tobytes(), kind
    _, base, count = kind
    positions = np.frombuffer(packed, "<u4", count)
    codes = np.frombuffer(packed, width, offset=4 * count)
    before = np.searchsorted(gone, positions)
    is_gone = before < len(gone)
    is_gone[is_gone] = gone[before[is_gone]] == positions[is_gone]
    of_gone = np.full(len(gone), base)
    of_gone[before[is_gone]] = codes[is_gone]
    kept = ~is_gone
    rest = (positions[kept] - before[kept]).astype("<u4").tobytes() + codes[kept].tobytes()
    return of_gone, rest, [kind[0], base, int(kept.sum())]
