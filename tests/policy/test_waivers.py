from datetime import date
from pathlib import Path

import pytest

from policy.bundle import Policy
from policy.errors import PolicyError
from policy.text import Text
from policy.waivers import Waiver, lapsed_waivers, waivers_in_force

CHECK = "dsr.dsr_access_rectify_erase"
WAIVER = """
waivers:
  - check: {check}
    owner: 客服中心
    reason: {{zh: 系统迁移, en: the system is being moved}}
    granted_at: 2026-01-01
    expires_at: {expires}
"""


def policy(folder: Path, text: str) -> Policy:
    (folder / "waivers.yaml").write_text(text, encoding="utf-8")
    return Policy(folder)


def waiver(check: str, granted: date, expires: date) -> Waiver:
    reason = Text(zh="因", en="why")
    return Waiver(check=check, owner="o", reason=reason, granted_at=granted, expires_at=expires)


def test_a_waiver_is_read_and_shows_in_the_policy_hash(tmp_path: Path) -> None:
    before = Policy(tmp_path).hash
    rules = policy(tmp_path, WAIVER.format(check=CHECK, expires="2026-06-30"))
    rules.validate()
    assert [(one.check, one.expires_at) for one in rules.waivers] == [(CHECK, date(2026, 6, 30))]
    assert rules.hash != before
    assert Policy().waivers == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (WAIVER.format(check="dsr.no_such_check", expires="2026-06-30"), r"no check dsr\.no_such_check"),
        (WAIVER.format(check=CHECK, expires="2027-01-03"), "at most 366 days, this one 367"),
        (WAIVER.format(check=CHECK, expires="2025-12-31"), "lies before granted_at"),
        (WAIVER.format(check=CHECK, expires="") + "", "expires_at"),
        (
            WAIVER.format(check=CHECK, expires="2026-06-30").replace("    expires_at: 2026-06-30\n", ""),
            "expires_at is wrong: Field required",
        ),
        (WAIVER.format(check=CHECK, expires="2026-06-30") + "    forever: true\n", "unknown key"),
        (WAIVER.format(check=CHECK, expires="2026-06-30").replace("系统迁移", "''"), "both languages"),
        (WAIVER.format(check=CHECK, expires="2026-06-30").replace("客服中心", "''"), "owner"),
    ],
)
def test_a_waiver_without_end_or_sense_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(PolicyError, match=complaint):
        policy(tmp_path, text).validate()


def test_the_longest_waiver_lasts_a_leap_year(tmp_path: Path) -> None:
    policy(tmp_path, WAIVER.format(check=CHECK, expires="2027-01-02")).validate()


def test_a_waiver_is_in_force_from_its_first_to_its_last_day() -> None:
    one = waiver("a.b", date(2026, 3, 2), date(2026, 3, 4))
    days = [date(2026, 3, day) for day in range(1, 6)]
    assert [bool(waivers_in_force([one], day)) for day in days] == [False, True, True, True, False]
    assert [bool(lapsed_waivers([one], day)) for day in days] == [False, False, False, False, True]


def test_of_several_the_longest_counts_and_an_expired_one_is_listed_only_without_it() -> None:
    old = waiver("a.b", date(2025, 1, 1), date(2025, 6, 1))
    long = waiver("a.b", date(2026, 1, 1), date(2026, 6, 1))
    short = waiver("a.b", date(2026, 1, 1), date(2026, 4, 1))
    other = waiver("c.d", date(2025, 1, 1), date(2025, 2, 1))
    everything = [long, old, short, other]
    assert waivers_in_force(everything, date(2026, 3, 16)) == {"a.b": long}
    assert lapsed_waivers(everything, date(2026, 3, 16)) == {"c.d": other}
    assert lapsed_waivers(everything, date(2026, 7, 1)) == {"a.b": long, "c.d": other}
