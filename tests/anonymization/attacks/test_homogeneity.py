"""Where all of a class have one diagnosis, k people or not, everybody in it has it."""

from collections import defaultdict

import pyarrow as pa


def revealed(table: pa.Table) -> int:
    """Rows whose class tells the diagnosis of everybody in it."""
    classes = defaultdict(list)
    for row in table.to_pylist():
        classes[row["region"], row["birth_date"], row["gender"]].append(row["diagnosis"])
    return sum(len(values) for values in classes.values() if len(set(values)) == 1)


def skewed(patients: pa.Table) -> pa.Table:
    """In one city everybody born in the sixties has the same illness."""
    rows = patients.to_pylist()
    for row in rows:
        if row["region"] == "310115" and row["birth_date"] < "1970":
            row["diagnosis"] = "糖尿病"
    return pa.Table.from_pylist(rows, schema=patients.schema)


def test_homogeneity(patients, rules, ours) -> None:
    table = skewed(patients)
    naive = ours(table, rules | {"sensitive": {}, "insensitive": {"diagnosis": "keep"}})
    assert naive.status == "passed" and revealed(naive.table) >= 5, "k alone lets it through"
    diverse = ours(table, rules)
    assert diverse.status == "passed" and revealed(diverse.table) == 0 and diverse.l_reached["diagnosis"] >= 2


def test_skewness_is_bounded_by_closeness(patients, rules, ours) -> None:
    """A class may be diverse and still say "nine in ten": t bounds how far it is from the whole."""

    def furthest(table: pa.Table) -> float:
        rows = table.to_pylist()
        values = sorted({row["diagnosis"] for row in rows})
        overall = [sum(row["diagnosis"] == value for row in rows) / len(rows) for value in values]
        classes = defaultdict(list)
        for row in rows:
            classes[row["region"], row["birth_date"], row["gender"]].append(row["diagnosis"])
        return max(
            sum(abs(of.count(value) / len(of) - all_) for value, all_ in zip(values, overall, strict=True))
            / 2
            for of in classes.values()
        )

    table = skewed(patients)
    assert furthest(ours(table, rules).table) > 0.2
    close = ours(table, rules | {"sensitive": {"diagnosis": {"t": 0.15}}})
    assert close.status == "passed" and furthest(close.table) <= 0.15 + 1e-9
