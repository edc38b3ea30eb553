"""An approved plan whose carrying out is killed anywhere, from approval to certificate, ends as if it had not
been: equal rows, one approval used once, a valid ledger with the same certificate."""

import random
from typing import Any

RANDOM_KILLS = 100


def test_a_kill_at_a_random_moment_leaves_an_execution_that_goes_on(office: Any) -> None:
    chance = random.Random(20260316)
    kills = 0
    while kills < RANDOM_KILLS:
        office.build()
        # Several kills in a row, as often as the execution lasts.
        for _ in range(5):
            moment = chance.uniform(0, office.seconds)
            outcome = office.work(kill_after=moment)
            kills += outcome == "killed"
            if outcome != "killed":
                break
        assert office.work() in ("0", "1"), (kills, moment)
        office.check_ended(kills)
