"""Full-width forms, so that １３８００１３８０００ is found where 13800138000 would be."""

import re

# U+FF01..U+FF5E mirror ASCII one to one, so offsets never move. Only letters, digits and the
# signs that occur inside identifiers are folded: a full-width colon or comma is punctuation of
# the sentence and must not look like the colon of a MAC address.
_FOLDED_SIGNS = "＠．－＋＿（）"
_FULL_WIDTH = {
    code: code - 0xFEE0
    for code in range(0xFF01, 0xFF5F)
    if chr(code - 0xFEE0).isalnum() or chr(code) in _FOLDED_SIGNS
}
_FULL_WIDTH[0x3000] = 0x20

FULL_WIDTH_CODES = frozenset(_FULL_WIDTH)
FULL_WIDTH_CLASS = "[" + "".join(chr(code) for code in _FULL_WIDTH) + "]"
_HAS_FULL_WIDTH = re.compile(FULL_WIDTH_CLASS)


def half_width(text: str) -> str:
    """The same text with full-width letters, digits and signs as ASCII; the length never changes."""
    return text.translate(_FULL_WIDTH) if _HAS_FULL_WIDTH.search(text) else text
