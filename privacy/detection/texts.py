"""String arrays as the scan sees them: matching, folding, lengths, without a Python object per text."""

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privacy.detection.text_width import FULL_WIDTH_CODES, half_width

Range = tuple[int, int]


def matching(texts: pa.Array, expression: str) -> np.ndarray:
    """Per text, whether the RE2 `expression` occurs in it."""
    return np.asarray(pc.match_substring_regex(texts, expression).to_numpy(zero_copy_only=False))


def matching_any(texts: pa.Array, expressions: Sequence[str]) -> np.ndarray:
    """Per text, whether one of the RE2 `expressions` occurs in it; each is tried on what is left over."""
    if len(expressions) == 1:
        return matching(texts, expressions[0])
    result = np.zeros(len(texts), dtype=bool)
    left = np.arange(len(texts))
    for expression in expressions:
        found = matching(texts, expression)
        if found.any():
            result[left[found]] = True
            left = left[~found]
            texts = texts.filter(pa.array(~found))
    return result


def lengths(texts: pa.Array) -> np.ndarray:
    """Characters of each text."""
    return np.asarray(pc.utf8_length(texts).to_numpy(zero_copy_only=False))


def raw(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """(offsets, bytes): text `i` is `bytes[offsets[i]:offsets[i + 1]]` in UTF-8."""
    if not len(texts):
        return np.zeros(1, np.int64), np.empty(0, np.uint8)
    _, offset_buffer, data_buffer = texts.buffers()
    offsets = np.frombuffer(offset_buffer, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    data = np.empty(0, np.uint8) if data_buffer is None else np.frombuffer(data_buffer, np.uint8)
    return offsets - offsets[0], data[offsets[0] : offsets[-1]]


def may_end_in(texts: pa.Array, alphabet: np.ndarray) -> np.ndarray:
    """Per text, whether its last character is one of `alphabet` (`character_table`); False for an empty text.

    Reads the last character only, so that a long text costs no more than a short one.
    """
    offsets, data = raw(texts)
    result = np.zeros(len(texts), dtype=bool)
    filled = np.flatnonzero(np.diff(offsets))
    last = offsets[1:][filled]
    # The character's bytes from its end; of a shorter one, what stands before it does not count.
    third, second, first = (data.take(last - back, mode="clip").astype(np.uint16) for back in (1, 2, 3))
    two = (second & 0x1F) << 6 | third & 0x3F
    three = first << 12 | (second & 0x3F) << 6 | third & 0x3F
    code = np.where(third < 0x80, third, np.where(second >= 0xC0, two, three))
    beyond = (third >= 0x80) & (second < 0xC0) & (first < 0xC0)
    result[filled] = alphabet[code] | beyond
    return result


def character_table(alphabet: Iterable[Range]) -> np.ndarray:
    """For `may_end_in`: per character of the basic plane, whether one of the inclusive ranges holds it."""
    table = np.zeros(0x10000, dtype=bool)
    for first, last in alphabet:
        table[first : last + 1] = True
    return table


def levelled(texts: pa.Array) -> pa.Array:
    """The texts with every ASCII digit as 0."""
    offsets, data = raw(texts)
    level = np.where((data > ord("0")) & (data <= ord("9")), np.uint8(ord("0")), data)
    return pa.StringArray.from_buffers(
        len(texts), pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(level)
    )


def bytes_in(texts: pa.Array) -> frozenset[int]:
    """The bytes that may occur in the texts: exact for short ones, else known only to be ASCII or not."""
    data = raw(texts)[1]
    if len(data) > _SHORT * len(texts):
        return _ASCII if int(data.max()) < 0x80 else _ALL
    present = np.zeros(256, dtype=bool)
    present[data] = True
    return frozenset(np.flatnonzero(present).tolist())


def folded(texts: pa.Array) -> pa.Array:
    """The texts with full-width letters, digits and signs as ASCII (`text_width.half_width`)."""
    offsets, data = raw(texts)
    if not len(data) or int(data.max()) < 0x80:
        return texts
    found = []
    for first_byte, is_wide in _WIDE.items():
        positions = np.flatnonzero(data == first_byte)
        second, third = data[positions + 1], data[positions + 2]
        found.append(positions[is_wide[second & 0x3F, third & 0x3F]])
    wide = np.concatenate(found)
    if not len(wide):
        return texts
    mask = np.zeros(len(texts), dtype=bool)
    mask[np.searchsorted(offsets, wide, side="right") - 1] = True
    narrow = [half_width(text) for text in texts.filter(pa.array(mask)).to_pylist()]
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(narrow, pa.string()))


def _wide_characters() -> dict[int, np.ndarray]:
    """First byte -> (second byte, third byte), low six bits of each -> whether the character is folded."""
    tables: dict[int, np.ndarray] = {}
    for character in FULL_WIDTH_CODES:
        first, second, third = chr(character).encode()
        table = tables.setdefault(first, np.zeros((64, 64), dtype=bool))
        table[second & 0x3F, third & 0x3F] = True
    return tables


_WIDE = _wide_characters()
WIDE_FIRST_BYTES = frozenset(_WIDE)
_ASCII = frozenset(range(0x80))
_ALL = frozenset(range(0x100))
# Mean bytes of a text up to which counting its bytes is cheap beside all else.
_SHORT = 48
