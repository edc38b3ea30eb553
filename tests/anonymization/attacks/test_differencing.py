"""Two releases, each fine alone, of which one taken from the other leaves a single person."""

from collections import Counter
from datetime import datetime, timedelta

import pyarrow as pa
import pytest

AT = datetime(2026, 3, 16, 23)


def difference(one: pa.Table, other: pa.Table) -> Counter[tuple[str, ...]]:
    columns = ("region", "birth_date", "gender", "diagnosis")
    one_, other_ = (Counter(zip(*(t[c].to_pylist() for c in columns), strict=True)) for t in (one, other))
    return one_ - other_


@pytest.fixture
def without_one(patients) -> tuple[pa.Table, dict[str, str]]:
    return patients.slice(1), patients.slice(0, 1).to_pylist()[0]


def test_two_releases_of_nearly_the_same_people(patients, without_one, rules, ours, store) -> None:
    fewer, target = without_one
    second = rules | {"name": "patients_again"}
    naive = difference(ours(patients, rules).table, ours(fewer, second).table)
    assert sum(naive.values()) == 1
    assert next(iter(naive))[-1] == target["diagnosis"], "the naive pair tells what the target has"
    store.publish(ours(patients, rules), released_at=AT)
    # Judged alone and only then brought to publication: the store looks at the pair again.
    events = store.publish(ours(fewer, second), released_at=AT)
    assert [event.kind for event in events] == ["refused"]
    assert "joined with the live patients, some classes hold only 1 people" in events[0].reasons[0].en
    assert not store.path("patients_again").exists()


def test_the_next_version_of_a_release(patients, without_one, rules, ours, store) -> None:
    fewer, _ = without_one
    store.publish(ours(fewer, rules), released_at=AT)
    before = store.path("patients").read_bytes()
    events = store.publish(ours(patients, rules), released_at=AT + timedelta(days=1))
    assert [event.kind for event in events] == ["held"] and store.path("patients").read_bytes() == before
    expired = AT + timedelta(days=91)
    assert [e.kind for e in store.publish(ours(patients, rules), released_at=expired)] == ["published"]


def test_the_same_people_again_are_no_difference(patients, rules, ours, store) -> None:
    for day in range(2):
        events = store.publish(ours(patients, rules), released_at=AT + timedelta(days=day))
        assert [event.kind for event in events] == ["published"]


@pytest.mark.parametrize("recoding", ["global", "local"])
def test_classes_of_two_tables_meet(patients, rules, ours, store, recoding: str) -> None:
    """Region in one, region and year of birth in the other: each holds five, the two together do not."""
    coarse = rules | {"quasi": {"region": "cn_region", "gender": "category"}}
    quasi = {"region": "cn_region", "birth_date": "birth_date"}
    fine = rules | {"name": "births", "recoding": recoding, "quasi": quasi}
    by_gender = patients.drop_columns(["birth_date"])
    by_birth = patients.drop_columns(["gender"])
    store.publish(ours(by_gender, coarse), released_at=AT)
    alone = ours(by_birth, fine)
    together = ours(by_birth, fine, others=store.others("births"))

    def least(table: pa.Table) -> int:
        """People left to who knows a target's region, birth and gender, and can line both tables up."""
        rows = zip(table.table["region"].to_pylist(), table.table["birth_date"].to_pylist(), strict=True)
        numbers = [table.subject_names[code].as_py() for code in table.subjects_of_rows]
        gender = dict(zip(patients["patient_no"].to_pylist(), patients["gender"].to_pylist(), strict=True))
        return min(
            Counter((*row, gender[number]) for row, number in zip(rows, numbers, strict=True)).values()
        )

    assert least(alone) < 5, "fine alone, too fine with the other"
    assert [event.kind for event in store.publish(alone, released_at=AT)] == ["refused"]
    assert together.status == "passed" and least(together) >= 5
    assert [event.kind for event in store.publish(together, released_at=AT)] == ["published"]


def test_a_release_that_names_no_subject_cannot_be_compared(patients, rules, ours, store) -> None:
    store.publish(ours(patients, rules), released_at=AT)
    nameless = rules | {"name": "nameless", "subject": None}
    result = ours(patients, nameless, others=store.others("nameless"))
    assert result.status == "refused" and "names no subject" in result.reasons[0].en
    unjudged = ours(patients, nameless)
    assert [event.kind for event in store.publish(unjudged, released_at=AT)] == ["refused"]
