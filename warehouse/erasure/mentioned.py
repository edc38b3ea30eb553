"""Where the newest scan says that texts name people, and how many of those to be erased they name."""

from collections.abc import Mapping

import duckdb

from privacy.erasure.due import JudgedRows
from privacy.erasure.identifiers import DOMAINS
from privacy.erasure.mention_search import find_mentions
from privacy.erasure.mentions import FoundMentions, Wanted, concerned
from privacy.erasure.people import read_people
from privacy.erasure.plan import plan_subjects


def mentioned(
    judged: JudgedRows, warehouse: duckdb.DuckDBPyConnection, found: Mapping[tuple[str, str, str], str]
) -> FoundMentions:
    """Mentions of the people on whose rows the plan acts, in the columns of policy and of the scan.

    Args:
        found: what whole cells of a column are; without a scan nobody's identifiers are known.
    """
    if not found:
        return FoundMentions()
    subjects = concerned(judged, plan_subjects(judged))
    people = read_people(judged.connection, judged.policy, judged.catalog, subjects, found)
    columns = warehouse.execute(
        'SELECT DISTINCT store, "table", "column" FROM entities.pii_findings '
        "WHERE list_contains($types, entity_type) AND (mentions OR path IS NOT NULL)",
        {"types": list(DOMAINS)},
    ).fetchall()
    return find_mentions(judged, Wanted.of(people, subjects), columns)
