"""The people of a judgement: staged subjects, numbered, with their holds and duties, as each rule sees
them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa

from policy.retention import LIMIT_TRIGGER, RetentionPolicy
from privacy.erasure.ownership import People, literal
from privacy.stores.catalog import Catalog

FOLDER = Path(__file__).parent


def check_staged(connection: duckdb.DuckDBPyConnection, policy: RetentionPolicy) -> None:
    staged = connection.execute(
        "SELECT DISTINCT trigger, due_at IS NULL FROM staged_subjects "
        f"WHERE trigger IS DISTINCT FROM '{LIMIT_TRIGGER}'"
    ).fetchall()
    for trigger, no_due_time in staged:
        if trigger not in policy.triggers:
            raise ValueError(f"staged_subjects has the trigger {trigger}, which policy does not know")
        if no_due_time:
            raise ValueError(f"staged_subjects has subjects without due_at for the trigger {trigger}")


def chosen_people(connection: duckdb.DuckDBPyConnection, subjects: Sequence[str] | None) -> str:
    """SQL, whether a staged row is of one of these subjects; None chooses everybody."""
    if subjects is None:
        return "true"
    connection.register("chosen_ids", pa.table({"subject_id": pa.array(subjects, pa.string())}))
    connection.execute("CREATE OR REPLACE TEMP TABLE chosen_subjects AS FROM chosen_ids")
    connection.unregister("chosen_ids")
    return "subject_id IN (FROM chosen_subjects)"


@dataclass(frozen=True)
class RulePeople:
    """Tables of the people as rules see them; rules that see them alike share one. Made by `staged`.

    Attributes:
        chosen: SQL, of whose staged rows the duties count.
        key_type: of the subject table's key.
    """

    connection: duckdb.DuckDBPyConnection
    policy: RetentionPolicy
    chosen: str
    key_type: str
    _made: dict[tuple[object, ...], tuple[People, People]] = field(default_factory=dict)

    @staticmethod
    def staged(
        connection: duckdb.DuckDBPyConnection, policy: RetentionPolicy, catalog: Catalog, chosen: str
    ) -> "RulePeople":
        """Fill the temporary tables of staged_people.sql."""
        table = catalog.table(policy.subject.store, policy.subject.table)
        column = table.column(policy.subject.key) if table else None
        assert column is not None, "check_annotations has seen the subject's key"
        people = RulePeople(connection, policy, chosen, column.type)
        ids = [rule.id for rule in policy.tables]
        view, rows = people._statements("staged_people")
        connection.execute(view)
        connection.execute(rows, {"scope_all": policy.holds.scope_all, "rule_ids": ids})
        return people

    @cached_property
    def scopes(self) -> frozenset[str]:
        """Those that holds in force name."""
        rows = self.connection.execute("SELECT DISTINCT unnest(hold_scopes) FROM pressing_rows").fetchall()
        return frozenset(scope for (scope,) in rows)

    def of(self, rule_id: str, triggers: tuple[str, ...]) -> tuple[People, People]:
        """Those of rule_people.sql for a rule that these triggers concern, and everybody else."""
        seen = (rule_id if rule_id in self.scopes else None, triggers)
        if seen not in self._made:
            name = f"rule_people_{len(self._made)}"
            scopes = {
                "scope_all": self.policy.holds.scope_all,
                "rule_id": rule_id,
                "triggers": list(triggers),
            }
            (statement,) = self._statements("rule_people", name=name)
            self.connection.execute(statement, scopes)
            # Who has a duty that counts for the rule is no other; else duties have to be looked through.
            all_count = self.chosen == "true" and set(triggers) == set(self.policy.triggers)
            self._made[seen] = People(name), self.everybody(but=name, also_duties=not all_count)
        return self._made[seen]

    def everybody(self, *, but: str | None = None, also_duties: bool = False) -> People:
        """All that are staged for the limits, or by any row, perhaps without those of the relation `but`."""
        name = "staged_by_any" if also_duties else "staged_by_limit"
        (statement,) = self._statements("everybody", name=name, also_duties=str(also_duties).lower())
        self.connection.execute(statement)
        return People(name, but)

    def _statements(self, script: str, **names: str) -> list[str]:
        text = (FOLDER / f"{script}.sql").read_text(encoding="utf-8")
        names |= {"key_type": self.key_type, "chosen": self.chosen, "trigger_type": trigger_type(self.policy)}
        return [statement for statement in text.format(**names).split(";\n") if statement.strip()]


def trigger_type(policy: RetentionPolicy) -> str:
    """SQL, a type of one byte for the names of policy's triggers."""
    return f"ENUM({', '.join(literal(name) for name in sorted(policy.triggers))})"
