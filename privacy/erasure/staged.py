"""The people of a judgement: staged subjects, numbered, with their holds and duties, as each rule sees
them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa

from policy.retention import LIMIT_TRIGGER, RetentionPolicy
from privacy.erasure.judged_table import JudgedTable
from privacy.stores.catalog import Catalog

FOLDER = Path(__file__).parent


def check_staged(connection: duckdb.DuckDBPyConnection, policy: RetentionPolicy) -> None:
    staged = connection.execute("SELECT DISTINCT trigger, due_at IS NULL FROM staged_subjects").fetchall()
    for trigger, no_due_time in staged:
        if trigger != LIMIT_TRIGGER and trigger not in policy.triggers:
            raise ValueError(f"staged_subjects has the trigger {trigger}, which policy does not know")
        if trigger != LIMIT_TRIGGER and no_due_time:
            raise ValueError(f"staged_subjects has subjects without due_at for the trigger {trigger}")


def stage_people(
    connection: duckdb.DuckDBPyConnection,
    policy: RetentionPolicy,
    catalog: Catalog,
    subjects: Sequence[str] | None,
) -> None:
    """Fill the temporary tables of staged_people.sql; `subjects` None chooses everybody."""
    chosen = "true"
    if subjects is not None:
        connection.register("chosen_ids", pa.table({"subject_id": pa.array(subjects, pa.string())}))
        connection.execute("CREATE OR REPLACE TEMP TABLE chosen_subjects AS FROM chosen_ids")
        connection.unregister("chosen_ids")
        chosen = "subject_id IN (FROM chosen_subjects)"
    table = catalog.table(policy.subject.store, policy.subject.table)
    column = table.column(policy.subject.key) if table else None
    assert column is not None, "check_annotations has seen the subject's key"
    script = (
        (FOLDER / "staged_people.sql").read_text(encoding="utf-8").format(key_type=column.type, chosen=chosen)
    )
    people, holds, duties, pressing = (part for part in script.split(";\n") if part.strip())
    scopes = {"scope_all": policy.holds.scope_all, "rule_ids": [rule.id for rule in policy.tables]}
    for statement, values in ((people, None), (holds, scopes), (duties, None), (pressing, None)):
        connection.execute(statement, values)


@dataclass
class RulePeople:
    """Tables of the people as rules see them; rules that see them alike share one."""

    connection: duckdb.DuckDBPyConnection
    policy: RetentionPolicy
    made: dict[tuple[object, ...], str] = field(default_factory=dict)

    @cached_property
    def scopes(self) -> frozenset[str]:
        """Those that holds in force name."""
        rows = self.connection.execute("SELECT DISTINCT scope FROM staged_holds").fetchall()
        return frozenset(scope for (scope,) in rows)

    def table(self, judged: JudgedTable) -> str:
        """The name of the table of rule_people.sql for the table's rule."""
        own = judged.rule.id if judged.rule.id in self.scopes else None
        seen = (own, judged.triggers)
        if seen not in self.made:
            self.made[seen] = f"rule_people_{len(self.made)}"
            script = (FOLDER / "rule_people.sql").read_text(encoding="utf-8")
            self.connection.execute(
                script.format(name=self.made[seen]),
                {
                    "scope_all": self.policy.holds.scope_all,
                    "rule_id": judged.rule.id,
                    "triggers": list(judged.triggers),
                },
            )
        return self.made[seen]
