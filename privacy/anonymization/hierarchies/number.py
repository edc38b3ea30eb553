"""Numbers and amounts: value → buckets of each given width → *.

`number:10,50` puts 37 into [30, 40), then into [0, 50). Each width is a multiple of the one before, which
policy has checked, so that no bucket straddles two of the next level.
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from privacy.anonymization.hierarchy import ANY, UNKNOWN


def levels_of(spec: str) -> Callable[[str], tuple[str, ...]]:
    """The function from a number's text to its labels above level 0."""
    widths = [int(width) for width in spec.removeprefix("number:").split(",")]

    def levels(text: str) -> tuple[str, ...]:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            return (*(UNKNOWN for _ in widths), ANY)
        return (*(_bucket(number, width) for width in widths), ANY)

    return levels


def _bucket(number: Decimal, width: int) -> str:
    # `//` on Decimal truncates towards zero; a negative amount belongs to the bucket below.
    low = int(number // width) * width
    if low > number:
        low -= width
    return f"[{low}, {low + width})"
