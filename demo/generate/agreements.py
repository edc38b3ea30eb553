"""The service agreement and who accepted it; changes of plan contracts."""

import numpy as np

from demo.generate.frame import DAY, NEVER, Columns, days_ago, seconds, stream, texts
from demo.generate.members import Members

VERSIONS = {"V1": "2015-01-01T00:00:00", "V2": "2022-07-01T00:00:00", "V3": "2024-09-01T00:00:00"}


def agreement_tables(seed: int, members: Members, contracts: Columns) -> dict[str, Columns]:
    """t_agreement_version, t_agreement_accept, t_contract_version."""
    rng = stream(seed, "agreements")
    size, starts = len(members.number), np.array(list(VERSIONS.values()), dtype="datetime64[s]")
    accepted = members.lives.created - seconds(rng.uniform(2, 30, size))
    in_force = np.searchsorted(starts, accepted, side="right") - 1
    return {
        "t_agreement_version": {
            "version_no": texts(list(VERSIONS)),
            "effective_time": starts,
            "end_time": np.append(starts[1:], NEVER),
        },
        "t_agreement_accept": {
            "accept_id": np.arange(1, size + 1),
            "account_no": members.account,
            "version_no": texts([list(VERSIONS)[index] for index in in_force.tolist()]),
            "show_time": accepted - seconds(rng.uniform(20, 400, size)),
            "accept_time": accepted,
        },
        "t_contract_version": _contract_versions(rng, contracts),
    }


def _contract_versions(rng: np.random.Generator, contracts: Columns) -> Columns:
    """The contract as signed; of those older than four months every third was changed, with consent."""
    signed = contracts["sign_time"]
    changed = np.flatnonzero(signed < days_ago(120))[::3]
    size, count = len(signed), len(changed)
    effective = days_ago(rng.uniform(5, 60, count))
    told, agreed = (
        effective - seconds(np.full(count, 40 * DAY)),
        effective - seconds(np.full(count, 20 * DAY)),
    )
    return {
        "version_id": np.arange(1, size + count + 1),
        "contract_no": np.concatenate([contracts["contract_no"], contracts["contract_no"][changed]]),
        "version_no": np.concatenate([np.full(size, 1), np.full(count, 2)]),
        "notice_time": np.concatenate([np.full(size, NEVER), told]),
        "agree_time": np.concatenate([np.full(size, NEVER), agreed]),
        "effective_time": np.concatenate([signed, effective]),
        "cancel_time": np.full(size + count, NEVER),
    }
