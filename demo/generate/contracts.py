"""Contracts for plans, and what members were told before they signed."""

import numpy as np

from demo.generate.frame import DAY, LATEST, Columns, pick, seconds, serials, stream, texts, uniform_times
from demo.generate.members import Members

PLANS = ("BROADBAND-200", "BROADBAND-500", "CARE-YEAR")
PARTS = ("CONTENT", "RIGHTS")


def contract_tables(seed: int, members: Members) -> dict[str, Columns]:
    """t_contract and t_contract_notice: one member in twenty has a plan and was told all of it before."""
    rng = stream(seed, "contracts")
    able = np.flatnonzero(members.lives.within("normal"))
    who = np.sort(rng.choice(able, size=max(10, len(members.number) // 20), replace=False))
    size = len(who)
    activated = members.lives.activated[who]
    signed = uniform_times(rng, np.minimum(activated + seconds(np.full(size, DAY)), LATEST), LATEST)
    number = serials("HT", size, 6)
    told = np.repeat(signed, len(PARTS)) - seconds(rng.uniform(60, 3_000, size * len(PARTS)))
    return {
        "t_contract": {
            "contract_no": number,
            "member_no": members.number[who],
            "plan_code": pick(rng, PLANS, size),
            "contract_status": pick(rng, ["A", "E"], size, [0.9, 0.1]),
            "sign_time": signed,
        },
        "t_contract_notice": {
            "notice_id": np.arange(1, size * len(PARTS) + 1),
            "contract_no": np.repeat(number, len(PARTS)),
            "part": np.tile(texts(PARTS), size),
            "notice_time": told,
        },
    }
