"""Who has a register with names finds people in the table by what both know: region, birth, gender."""

import pyarrow as pa

from privacy.anonymization.hierarchies import build_hierarchy

QUASI = ("region", "birth_date", "gender")


def candidates(register: pa.Table, released: pa.Table, folder, specs: dict[str, str]) -> list[int]:
    """Per person of the register, how many released rows fit what the register knows of them."""
    covers = {}
    for column, spec in specs.items():
        hierarchy, leaves = build_hierarchy(spec, sorted(set(register[column].to_pylist())), folder)
        covers[column] = {
            leaf: {
                hierarchy.labels[level][hierarchy.groups[level][code]] for level in range(hierarchy.levels)
            }
            for code, leaf in enumerate(leaves)
        }
    rows = list(zip(*(released[column].to_pylist() for column in QUASI), strict=True))
    fits = []
    for person in register.to_pylist():
        allowed = [covers[column][person[column]] for column in QUASI]
        fits.append(
            sum(all(label in known for label, known in zip(row, allowed, strict=True)) for row in rows)
        )
    return fits


def test_linkage(patients, rules, ours, tmp_path) -> None:
    naive = patients.drop_columns(["patient_no", "name"])
    found = candidates(patients, naive, tmp_path, rules["quasi"])
    assert sum(count == 1 for count in found) > 300, "the naive release gives most people away"
    result = ours(patients, rules)
    found = candidates(patients, result.table, tmp_path, rules["quasi"])
    # Somebody whose row was suppressed fits no row, or the rows of five others.
    assert min(count for count in found if count) >= 5
    assert max(1 / count for count in found if count) <= result.risks.prosecutor <= 0.2


def test_linkage_of_local_recoding(patients, rules, ours, tmp_path) -> None:
    result = ours(patients, rules | {"recoding": "local"})
    found = candidates(patients, result.table, tmp_path, rules["quasi"])
    assert result.status == "passed" and min(count for count in found if count) >= 5
