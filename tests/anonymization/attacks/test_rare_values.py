"""A value that one person has finds that person, whatever happened to the quasi-identifiers."""

import pyarrow as pa

PHONE, IDENTIFIER = "13912345678", "11010519491231002X"


def with_column(table: pa.Table, name: str, values: list[object]) -> pa.Table:
    return table.append_column(name, pa.array(values))


def test_a_rare_diagnosis(patients, rules, ours) -> None:
    diagnoses = patients["diagnosis"].to_pylist()
    diagnoses[17] = "克雅氏病"
    table = patients.set_column(patients.column_names.index("diagnosis"), "diagnosis", pa.array(diagnoses))
    naive = table.drop_columns(["patient_no", "name"])
    assert naive["diagnosis"].to_pylist().count("克雅氏病") == 1
    result = ours(table, rules)
    shown = result.table["diagnosis"].to_pylist()
    assert result.status == "passed" and "克雅氏病" not in shown
    # The mask alone would mark the one row just as well.
    assert shown.count("*") >= 5 and result.masked["diagnosis"] == shown.count("*")


def test_an_exact_amount(patients, rules, ours) -> None:
    table = with_column(patients, "bill", [100.0 + number / 7 for number in range(patients.num_rows)])
    kept = rules | {"insensitive": {"bill": "keep"}}
    assert len(set(table["bill"].to_pylist())) == table.num_rows, "each bill names its payer"
    assert set(ours(table, kept).table["bill"].to_pylist()) == {None}
    rounded = ours(table, rules | {"insensitive": {"bill": "round:10"}}).table["bill"].to_pylist()
    assert set(rounded) - {None} and all(value is None or rounded.count(value) >= 5 for value in rounded)


def test_free_text(patients, rules, ours) -> None:
    texts = [f"复诊第{number}次，情况稳定。" for number in range(patients.num_rows)]
    texts[3] = f"我叫张伟，身份证{IDENTIFIER}，电话{PHONE}，请联系P00003。"
    texts[4] = f"Please call Mr. John Smith at {PHONE} about patient p00004."
    table = with_column(patients, "note", texts)
    secrets = (PHONE, IDENTIFIER, "张伟", "John", "Smith", "P00003", "p00004")
    assert all(any(secret in text for text in texts) for secret in secrets)
    kept = ours(table, rules | {"insensitive": {"note": "keep"}})
    assert set(kept.table["note"].to_pylist()) == {"*"} and kept.label == "anonymised"
    result = ours(table, rules | {"direct": rules["direct"] | {"note": "redact"}})
    shown = " ".join(result.table["note"].to_pylist())
    assert result.status == "passed" and result.label == "de_identified"
    assert not [secret for secret in secrets if secret in shown]
    assert "<电话>" in shown and "<身份证号>" in shown and "<PHONE_NUMBER>" in shown and "情况稳定" in shown


def test_an_identifier_under_another_name(patients, rules, ours) -> None:
    table = with_column(patients, "reference", patients["patient_no"].to_pylist())
    result = ours(table, rules | {"insensitive": {"reference": "keep"}})
    assert result.status == "refused" and "repeats the values" in result.reasons[0].en
