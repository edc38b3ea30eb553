from pathlib import Path

import numpy as np
import pytest

from policy.errors import PolicyError
from privacy.anonymization.hierarchies import build_hierarchy, cn_address
from privacy.anonymization.hierarchies.cn_divisions import code_of, names
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
        ("date", "2026-03-16 08:15", ["2026-03-16 08:15", "2026-03-16", "2026-03", "2026-Q1", "2026", "*"]),
        ("date", "2026-02-30", ["2026-02-30", "unknown", "unknown", "unknown", "unknown", "*"]),
        ("phone_prefix", "+86 138-0013-8000", ["+86 138-0013-8000", "1380013****", "138********", "*"]),
        ("phone_prefix", "010-62345678", ["010-62345678", "unknown", "unknown", "*"]),
        ("ip_prefix", "192.0.2.7", ["192.0.2.7", "192.0.2.0/24", "192.0.0.0/16", "*"]),
        ("ip_prefix", "::ffff:192.0.2.7", ["::ffff:192.0.2.7", "192.0.2.0/24", "192.0.0.0/16", "*"]),
        ("ip_prefix", "2001:db8:1:2::1", ["2001:db8:1:2::1", "2001:db8:1::/48", "2001:db8::/32", "*"]),
        ("ip_prefix", "local", ["local", "unknown", "unknown", "*"]),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("广东省深圳市南山区深南大道1号", "440305 4403** 44**** 4*****"),
        ("广东深圳南山", "440305 4403** 44**** 4*****"),
        ("深圳市南山区", "440305 4403** 44**** 4*****"),
        ("440305", "440305 4403** 44**** 4*****"),
        ("中国北京市朝阳区建国路", "110105 1101** 11**** 1*****"),
        ("北京市北京市朝阳区", "110105 1101** 11**** 1*****"),
        ("内蒙古呼和浩特市新城区", "150102 1501** 15**** 1*****"),
        ("江苏苏州昆山", "320583 3205** 32**** 3*****"),
        ("重庆市渝中区", "500103 5001** 50**** 5*****"),
        ("湖北省仙桃市", "429004 4290** 42**** 4*****"),
        ("吉林市", "unknown 2202**|2202** 22**** 2*****"),
        ("浙江", "unknown 33****|unknown 33****|33**** 3*****"),
        # The name of several counties, of streets, and nothing at all.
        ("朝阳区", "unknown unknown unknown unknown"),
        ("南京西路1号", "unknown unknown unknown unknown"),
        ("四川北路", "unknown unknown unknown unknown"),
        ("中山东路", "unknown unknown unknown unknown"),
        ("", "unknown unknown unknown unknown"),
    ],
)
def test_an_address_is_placed_or_left_unknown(text: str, expected: str) -> None:
    found = cn_address.levels(text)
    labels = expected.replace("unknown ", "unknown_") if "|" in expected else expected
    wanted = [part.replace("_", " ") for part in labels.replace("|", " ").split()]
    assert list(found) == [*wanted, "*"]


def test_every_division_is_found_by_its_full_name() -> None:
    for code, name in names().items():
        province, city = names()[f"{code[:2]}0000"], names().get(f"{code[:4]}00", "")
        text = "".join(dict.fromkeys(part for part in (province, city, name) if part))
        # 北京市 is a province and its only city: the text alone says no more than the province.
        assert code_of(text) == (f"{code[:2]}0000" if text == province else code)
