"""Whether every column of a release has its role, and whether a direct identifier would slip through."""

import pyarrow as pa
import pyarrow.compute as pc

from policy.anonymization import Rules
from policy.text import Text
from privacy.anonymization import reasons


def objections(table: pa.Table, rules: Rules) -> list[Text]:
    """What refuses the release before any value is generalised."""
    roles = {*rules.quasi, *rules.transforms}
    present = set(table.column_names)
    found = []
    if present - roles:
        found.append(reasons.unclassified(sorted(present - roles)))
    if roles - present:
        found.append(reasons.missing(sorted(roles - present)))
    kept = sorted(column for column, treatment in rules.direct.items() if treatment == "keep")
    if kept:
        found.append(reasons.direct_kept(kept))
    if not found and not table.num_rows:
        found.append(reasons.no_rows())
    if not found:
        found += [
            reasons.direct_copied(column, direct)
            for direct in rules.direct
            for column in (*rules.quasi, *rules.sensitive, *rules.insensitive)
            if _repeats(table, column, direct)
        ]
    return found


def _repeats(table: pa.Table, column: str, direct: str) -> bool:
    """Whether most of the values of a direct identifier stand in the column beside them too."""
    identifiers, others = (table[name].combine_chunks() for name in (direct, column))
    if pa.types.is_nested(identifiers.type) or pa.types.is_nested(others.type):
        return False
    identifiers, others = identifiers.cast(pa.string()), others.cast(pa.string())
    if pc.count_distinct(identifiers).as_py() < 2:
        return False
    same = pc.equal(identifiers, others)
    present = pc.sum(pc.is_valid(same)).as_py()
    return bool(present) and (pc.sum(same).as_py() or 0) * 2 > present
