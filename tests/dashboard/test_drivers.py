"""Contributions to a change: exact, ranked, and silent on what is hidden."""

from dashboard.drivers import Breakdown, Part
from policy.text import Text


def part(name: str, before: int | None, now: int | None) -> Part:
    return Part(Text(zh=name, en=name), before, now)


def test_parts_and_rest_add_up_to_the_whole_change() -> None:
    parts = (part("app", 9, 7), part("hotline", 8, 18), part("letter", 3, 3))
    one = Breakdown("channel", parts, rest_before=2, rest_now=3)
    before, now = 9 + 8 + 3 + 2, 7 + 18 + 3 + 3
    assert sum(each.change or 0 for each in one.parts) + one.rest_now - one.rest_before == now - before


def test_the_largest_contribution_comes_first_and_the_unknown_last() -> None:
    parts = (part("none", None, 90), part("small", 5, 6), part("down", 9, 1), part("up", 0, 7))
    one = Breakdown("channel", parts, 0, 0)
    assert [each.label.en for each in one.ranked] == ["down", "up", "small", "none"]
    assert one.widest == 8


def test_the_largest_part_needs_cases_in_the_latest_month() -> None:
    assert Breakdown("channel", (part("a", 3, 0), part("b", 2, None)), 0, 0).largest is None
    found = Breakdown("channel", (part("a", 30, 4), part("b", 0, 5)), 0, 0).largest
    assert found and found.label.en == "b"
