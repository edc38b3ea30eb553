from pathlib import Path

import numpy as np
import pytest

from policy.errors import PolicyError
from privacy.anonymization.hierarchies import build_hierarchy
from privacy.anonymization.hierarchy import hierarchy_of

HERE = Path(".")


@pytest.mark.parametrize(
    ("spec", "value", "expected"),
    [
        ("cn_region", "110105", ["110105", "1101**", "11****", "1*****", "*"]),
        ("cn_region", "910105", ["910105", "unknown", "unknown", "unknown", "*"]),
        ("cn_region", "北京市", ["北京市", "unknown", "unknown", "unknown", "*"]),
        ("birth_date", "1993-05-17", ["1993-05-17", "1993-05", "1993", "1990-1994", "1990-1999", "*"]),
        ("birth_date", "19991231", ["19991231", "1999-12", "1999", "1995-1999", "1990-1999", "*"]),
        ("birth_date", "2000-02-29T0", ["2000-02-29T0", "2000-02", "2000", "2000-2004", "2000-2009", "*"]),
        ("birth_date", "1993-02-30", ["1993-02-30", "unknown", "unknown", "unknown", "unknown", "*"]),
        ("category", "女", ["女", "*"]),
        ("number:10,50", "37", ["37", "[30, 40)", "[0, 50)", "*"]),
        ("number:10,50", "40", ["40", "[40, 50)", "[0, 50)", "*"]),
        ("number:10,50", "-0.5", ["-0.5", "[-10, 0)", "[-50, 0)", "*"]),
        ("number:10,50", "-10", ["-10", "[-10, 0)", "[-50, 0)", "*"]),
        ("number:10", "inf", ["inf", "unknown", "*"]),
        ("number:10", "n/a", ["n/a", "unknown", "*"]),
        ("number:10", None, [None, "unknown", "*"]),
    ],
)  # fmt: skip
def test_levels_of_a_value(spec: str, value: str | None, expected: list[str | None]) -> None:
    hierarchy, leaves = build_hierarchy(spec, [value, "0"], HERE)
    leaf = leaves.index(value)
    labels = [hierarchy.labels[level][hierarchy.groups[level][leaf]] for level in range(hierarchy.levels)]
    assert labels == expected


def test_losses_count_the_leaves_of_a_group() -> None:
    hierarchy = hierarchy_of([("a", "x", "*"), ("b", "x", "*"), ("c", "y", "*")])
    assert [losses.tolist() for losses in hierarchy.losses] == [[0, 0, 0], [0.5, 0.5, 0], [1, 1, 1]]
    only = hierarchy_of([("a", "*")])
    assert [losses.tolist() for losses in only.losses] == [[0], [0]]


def test_a_csv_file_brings_leaves_that_do_not_occur(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text("\ufeffa;x;*\nb;x;*\n\nc;y;*\n", encoding="utf-8")
    hierarchy, leaves = build_hierarchy("h.csv", ["a"], tmp_path)
    assert leaves == ["a", "b", "c"]
    assert np.array_equal(hierarchy.groups[1], [0, 0, 1])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("a;x;*\nb;*\n", "different numbers of levels"),
        ("a;x;*\na;y;*\n", "occurs twice"),
        ("a;x;p\nb;x;q\n", "level 2 splits a group of level 1"),
        ("", "empty"),
        (None, "No such file"),
        (b"\xff\xfe;x", "decode"),
    ],
)
def test_a_file_that_is_no_hierarchy(tmp_path: Path, content: str | bytes | None, why: str) -> None:
    if content is not None:
        (tmp_path / "h.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(PolicyError, match=why):
        build_hierarchy("h.csv", ["a"], tmp_path)
