from datetime import date

import pytest

from policy.bundle import Policy
from policy.expiry import expiry_state

TODAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("last_day", "state"),
    [
        (date(2026, 3, 15), "expired"),
        (date(2026, 3, 16), "expiring"),
        (date(2026, 4, 15), "expiring"),
        (date(2026, 4, 16), "valid"),
    ],
)
def test_the_last_day_is_in_time_and_the_warning_comes_before_it(last_day: date, state: str) -> None:
    assert expiry_state(last_day, TODAY, 30) == state


def test_thirty_days_ahead_is_the_packaged_rule() -> None:
    assert Policy().expiry.warn_days == 30
