"""Whether every column of a release has its role, and whether a direct identifier would slip through."""

import pyarrow as pa
import pyarrow.compute as pc

from policy.anonymization import Release
from policy.text import Text
from privacy.anonymization import reasons
from privacy.anonymization.columns import recode, text_codes


def objections(table: pa.Table, release: Release) -> list[Text]:
    """What refuses the release before any value is generalised."""
    roles = {*release.quasi, *release.sensitive, *release.direct}
    present = set(table.column_names)
    found = []
    if present - roles:
        found.append(reasons.unclassified(sorted(present - roles)))
    if roles - present:
        found.append(reasons.missing(sorted(roles - present)))
    kept = sorted(column for column, treatment in release.direct.items() if treatment == "keep")
    if kept:
        found.append(reasons.direct_kept(kept))
    if not found and not table.num_rows:
        found.append(reasons.no_rows())
    if not found:
        found += [
            reasons.direct_copied(column, direct)
            for direct in release.direct
            for column in (*release.quasi, *release.sensitive)
            if _repeats(table, column, direct)
        ]
    return found


def _repeats(table: pa.Table, column: str, direct: str) -> bool:
    """Whether most of the values of a direct identifier stand in the column beside them too."""
    codes, texts = text_codes(table, direct)
    if len(texts) < 2:
        return False
    other = table[column].combine_chunks().cast(pa.string())
    same = pc.equal(recode(codes, texts), other)
    present = pc.sum(pc.is_valid(same)).as_py()
    return bool(present) and (pc.sum(same).as_py() or 0) * 2 > present
