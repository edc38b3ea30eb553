import duckdb

from checks.contract_expectations import validate_profiles
from checks.contract_profile import profile
from warehouse.contracts import Contract, create_table_sql

CONTRACT = Contract.model_validate(
    {
        "entity": "sample",
        "origin": "store",
        "grain": {"zh": "一行", "en": "one row"},
        "key": ["id", "part"],
        "columns": {
            "id": {"type": "text", "required": True},
            "part": {"type": "integer", "required": True},
            "status": {"type": "text", "enum": ["open", "closed"]},
        },
    }
)


def problems(rows: list[tuple]) -> list[str]:
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA entities")
    connection.execute(create_table_sql(CONTRACT))
    connection.executemany("INSERT INTO entities.sample VALUES (?, ?, ?)", rows)
    found = validate_profiles({"sample": profile(connection, CONTRACT)})["sample"]
    return [problem.describe().en for problem in found]


def test_a_kept_contract_has_no_problem() -> None:
    assert problems([("a", 1, "open"), ("a", 2, None)]) == []


def test_each_rule_names_columns_and_rows_but_no_value() -> None:
    found = problems([("a", 1, "secret-value"), ("a", 1, "open"), (None, 3, "open")])
    assert found == [
        "a required column has nulls: id (1 rows)",
        "values lie outside the enumeration: status (1 rows)",
        "the key repeats: (key) (1 rows)",
    ]
    assert "secret-value" not in str(found)
