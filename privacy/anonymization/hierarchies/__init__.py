"""The hierarchies that ship with the product, one a file, and the reader for those that users bring."""

from collections.abc import Sequence
from pathlib import Path

from privacy.anonymization.hierarchies import (
    birth_date,
    category,
    cn_address,
    cn_region,
    csv_file,
    date,
    ip_prefix,
    number,
    phone_prefix,
)
from privacy.anonymization.hierarchy import ANY, UNKNOWN, Hierarchy, hierarchy_of

_BUILT_IN = {
    "cn_region": cn_region.levels,
    "cn_address": cn_address.levels,
    "birth_date": birth_date.levels,
    "category": category.levels,
    "date": date.levels,
    "phone_prefix": phone_prefix.levels,
    "ip_prefix": ip_prefix.levels,
}


def build_hierarchy(
    spec: str, values: Sequence[str | None], folder: Path
) -> tuple[Hierarchy, Sequence[str | None]]:
    """The hierarchy a release names, and its leaves in order of their codes.

    A built-in hierarchy has the given distinct values as leaves, a CSV file its own, whether they occur or
    not. A missing value, or one the hierarchy cannot place, stays apart as `unknown` until the top level.

    Args:
        spec: a built-in name, `number:<width>[,<width>…]`, or a CSV file relative to `folder`.

    Raises:
        PolicyError: the CSV file cannot be read or is no hierarchy.
    """
    if spec.endswith(".csv"):
        rows = csv_file.read(folder / spec)
    else:
        levels = _BUILT_IN.get(spec) or number.levels_of(spec)
        above = {value: None if value is None else levels(value) for value in values}
        height = len(levels("0"))
        unknown = (*(UNKNOWN for _ in range(height - 1)), ANY)
        rows = [(value, *(known or unknown)) for value, known in above.items()]
    return hierarchy_of(rows), [row[0] for row in rows]
