"""One person with k rows looks like a crowd of k to whoever counts rows."""

from collections import Counter

import pyarrow as pa

CLASS = ("region", "birth_date", "gender")


def frequent_visitor(patients: pa.Table) -> pa.Table:
    """A hermit: the only patient of a province, seen five times for two reasons."""
    visit = {
        "patient_no": "P99999",
        "name": "隐士",
        "region": "650102",
        "birth_date": "1931-01-01",
        "gender": "男",
    }
    visits = [visit | {"diagnosis": "艾滋病" if number % 2 else "感冒"} for number in range(5)]
    return pa.concat_tables([patients, pa.Table.from_pylist(visits, schema=patients.schema)])


def test_one_person_with_k_rows(patients, rules, ours) -> None:
    table = frequent_visitor(patients)
    counted = Counter(zip(*(table[column].to_pylist() for column in CLASS), strict=True))
    naive = [row for row in table.to_pylist() if counted[tuple(row[column] for column in CLASS)] >= 5]
    assert {row["diagnosis"] for row in naive if row["region"] == "650102"} == {"艾滋病", "感冒"}
    result = ours(table, rules)
    assert result.status == "passed" and result.k_reached >= 5
    shown = [row for row in result.table.to_pylist() if row["region"].startswith("6")]
    assert not shown, "the hermit's rows are suppressed or generalised among five people"
    assert "艾滋病" not in result.table["diagnosis"].to_pylist()


def test_rows_without_a_subject_are_another_person_each_only_where_policy_says_so(
    patients, rules, ours
) -> None:
    table = frequent_visitor(patients)
    stated = rules | {"subject": None, "sensitive": {}, "insensitive": {"diagnosis": "keep"}, "k": 5}
    assert ours(table, stated).subjects == table.num_rows
    assert ours(table, rules).subjects == table.num_rows - 4
