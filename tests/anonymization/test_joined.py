"""Two releases together, against counting people in plain Python."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.anonymization.joined import smallest_cell
from privacy.anonymization.memberships import Membership, read_membership, signatures, write_membership

# (subject, raw value of the shared column, class)
Rows = list[tuple[str, str, int]]
ROWS = st.lists(
    st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("xy"), st.integers(0, 2)), min_size=1, max_size=14
)


def member(rows: Rows, *, quasi: str = "column:v", own: bool = False) -> Membership:
    """With `own` each has a column the other lacks, so that neither can be taken from the other."""
    extra = {f"column:own{id(rows)}"} if own else set()
    distinct = sorted(set(rows))
    return Membership(
        "m",
        frozenset({quasi} | extra),
        frozenset({quasi} | extra),
        pa.array([subject for subject, _, _ in distinct]),
        np.array([number for _, _, number in distinct], np.int64),
        3,
        {quasi: pa.array([value for _, value, _ in distinct])},
    )


def expected(one: Rows, other: Rows, *, differencing: bool) -> int | None:
    cells: dict[object, set[str]] = defaultdict(set)
    for subject, value, number in one:
        for subject2, value2, number2 in other:
            if (subject, value) == (subject2, value2):
                cells[number, number2].add(subject)
    if differencing:
        for name, mine, theirs in (("one", one, other), ("other", other, one)):
            there = {(subject, value) for subject, value, _ in theirs}
            for subject, value, number in mine:
                if (subject, value) not in there:
                    cells[name, number].add(subject)
    return min(map(len, cells.values()), default=None)


@settings(deadline=None)
@given(one=ROWS, other=ROWS, own=st.booleans())
def test_the_smallest_cell(one: Rows, other: Rows, own: bool) -> None:
    found = smallest_cell(member(one, own=own), member(other, own=own))
    assert found == expected(one, other, differencing=not own)


@settings(deadline=None)
@given(live=ROWS, new=ROWS)
def test_rows_have_one_signature_exactly_where_they_are_linked_with_the_same_classes(
    live: Rows, new: Rows
) -> None:
    code = signatures(
        [member(live)], pa.array([s for s, _, _ in new]), {"column:v": pa.array([v for _, v, _ in new])}
    )
    linked = [
        frozenset(number for s, v, number in live if (s, v) == (subject, value)) for subject, value, _ in new
    ]
    for mine, classes in zip(code, linked, strict=True):
        assert [theirs == mine for theirs in code] == [other == classes for other in linked]


def test_tables_that_share_nothing_are_not_linked() -> None:
    rows = [("A", "x", 0)]
    assert smallest_cell(member(rows), member(rows, quasi="column:w")) is None


def test_a_member_file_gives_back_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "private" / "m.parquet"
    write_membership(path, member([("A", "x", 0), ("B", "y", 2)]))
    again = read_membership(path)
    assert again.subjects.to_pylist() == ["A", "B"] and again.classes.tolist() == [0, 2]
    assert (again.links, again.count) == (frozenset({"column:v"}), 3)
    assert again.values["column:v"].to_pylist() == ["x", "y"]
    assert path.stat().st_mode & 0o077 == 0 and [p.name for p in path.parent.iterdir()] == ["m.parquet"]


def test_without_subjects_nobody_can_tell() -> None:
    nameless = Membership(
        "m", frozenset({"column:v"}), frozenset({"column:v"}), None, np.zeros(1, np.int64), 1
    )
    with pytest.raises(ValueError, match="without subjects"):
        smallest_cell(nameless, member([("A", "x", 0)]))
