"""A circle of references that rows to be kept open by themselves."""

from datetime import datetime

import duckdb
import pytest

from policy.errors import PolicyError
from policy.retention import RetentionPolicy
from privacy.erasure.due import judge_rows
from privacy.erasure.victims import victims_of
from privacy.stores.catalog import Catalog, Column, ForeignKey, Table

AS_OF = datetime(2026, 3, 16, 23)
POLICY = RetentionPolicy.model_validate(
    {
        "subject": {"store": "app", "table": "main.person", "key": "who"},
        "triggers": {"cancellation": {"days": 15, "source": "ours"}},
        "tables": [
            {"id": "person", "store": "app", "table": "main.person",
             "erasure": {"action": "delete", "columns": ["name"]}},
            {"id": "contract", "store": "app", "table": "main.contract",
             "erasure": {"action": "delete", "columns": ["name"]},
             "minimum": {"days": 100, "time": "made", "basis": {"zh": "法", "en": "law"}, "source": "law"}},
        ],
    }
)  # fmt: skip


def _table(name: str, key: str, to: str, own: str) -> Table:
    columns = (Column("n", "INTEGER"), Column(own, "VARCHAR"), Column("name", "VARCHAR"),
               Column("made", "TIMESTAMP"), Column(key, "INTEGER", nullable=False))  # fmt: skip
    reference = ForeignKey(f"main.{name}", (key,), f"main.{to}", ("n",))
    return Table("app", f"main.{name}", columns, foreign_keys=(reference,))


CATALOG = Catalog(
    (_table("person", "contract", "contract", "who"), _table("contract", "person", "person", "kind"))
)


def deleted(contract: str) -> set[tuple[str, int]]:
    """Person 1 refers to the old contract 8, person 2 to contract 7, which is given."""
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS app")
        for table, own, key in (("person", "who", "contract"), ("contract", "kind", "person")):
            connection.execute(
                f"CREATE TABLE app.{table}(n INTEGER PRIMARY KEY, {own} VARCHAR, name VARCHAR, "
                f"made TIMESTAMP, {key} INTEGER NOT NULL)"
            )
        connection.execute(
            "INSERT INTO app.person VALUES (1, 'a', '张三', NULL, 8), (2, 'a', '李四', NULL, 7);"
            f"INSERT INTO app.contract VALUES (8, 'x', '甲', TIMESTAMP '2020-01-01', 1), {contract};"
            "CREATE TEMP TABLE staged_subjects AS SELECT 'a' AS subject_raw, 'key-a' AS subject_id, "
            "TIMESTAMP '2026-03-01' AS due_at, []::VARCHAR[] AS hold_scopes, 'cancellation' AS trigger"
        )
        parts = victims_of(judge_rows(connection, POLICY, CATALOG, as_of=AS_OF))
        return {
            (part.instruction.table, row)
            for part in parts
            if part.instruction.action == "delete"
            for row in part.keys["rowid"].to_pylist()
        }


def test_rows_that_stay_open_a_circle_that_could_not_be_opened() -> None:
    # The young contract 7 keeps person 1, who keeps contract 8: only person 2 goes.
    assert deleted("(7, 'y', '乙', TIMESTAMP '2026-03-15', 1)") == {("main.person", 1)}


def test_a_circle_that_stays_closed_fails_the_plan() -> None:
    with pytest.raises(PolicyError, match="refer to each other"):
        deleted("(7, 'y', '乙', TIMESTAMP '2020-01-01', 2)")
