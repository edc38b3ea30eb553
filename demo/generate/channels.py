"""Channels for members and their probes, letters of authorities, suggestions and invitations to rate."""

import numpy as np

from demo.generate.frame import (
    DAY,
    HOUR,
    LATEST,
    NEVER,
    Array,
    Columns,
    days_ago,
    is_none,
    pick,
    seconds,
    serials,
    stream,
    texts,
)
from demo.generate.members import Members
from demo.generate.orders import actors
from demo.generate.texts import Mentions, write

CHANNEL_KINDS = {"HOTLINE": "TEL", "EMAIL": "MAIL", "COUNTER": "HALL", "APP": "NET", "WECHAT": "NET"}
PROBED_DAYS = 120
INVITED_DAYS = 200


def channel_tables(
    seed: int, members: Members, orders: Columns, tickets: Columns, plans: Columns, suggestions: int
) -> dict[str, Columns]:
    """t_channel to t_rate_invite; `suggestions` is the number of suggestions of the last eighteen months."""
    rng = stream(seed, "channels")
    codes = texts(list(CHANNEL_KINDS))
    return {
        "t_channel": {
            "channel_code": codes,
            "channel_kind": texts(list(CHANNEL_KINDS.values())),
            "open_time": days_ago(np.full(len(codes), 1500.0)),
            "close_time": np.full(len(codes), NEVER),
        },
        "t_channel_probe": _probes(rng, codes),
        "t_authority_letter": _letters(tickets),
        "t_suggestion": _suggestions(rng, members, plans, suggestions),
        "t_rate_invite": _invitations(rng, orders),
    }


def _probes(rng: np.random.Generator, codes: Array) -> Columns:
    """Twice a day; a channel was down now and then, but not in the last two months."""
    age = np.repeat(np.arange(PROBED_DAYS * 2) / 2 + 0.1, len(codes))
    return {
        "probe_id": np.arange(1, len(age) + 1),
        "channel_code": np.tile(codes, PROBED_DAYS * 2),
        "probe_time": days_ago(age),
        "reachable": (age < 60) | (rng.random(len(age)) > 0.004),
    }


def _letters(tickets: Columns) -> Columns:
    """Seven over a year, about complaints that had come in by then; each was answered within four days."""
    age = np.array([300.0, 221.0, 150.0, 76.0, 41.0, 12.0, 1.5])
    received = days_ago(age)
    place = np.searchsorted(np.sort(tickets["create_time"]), received) - 1
    replied = received + seconds(np.array([3.0, 2.0, 4.0, 1.0, 3.5, 2.5, 4.0]) * DAY)
    return {
        "letter_no": serials("DC", len(age), 5),
        "ticket_no": tickets["ticket_no"][np.argsort(tickets["create_time"], kind="stable")][place],
        "receive_time": received,
        "reply_time": np.where(replied > LATEST, NEVER, replied),
    }


def _suggestions(rng: np.random.Generator, members: Members, plans: Columns, size: int) -> Columns:
    """Spread evenly and answered within twenty days, and one before each plan that it led to."""
    # What a survey led to is not what a suggestion led to.
    own = is_none(plans["survey_no"])
    spread = days_ago(540 * (np.arange(size) + rng.random(size)) / size)
    received = np.concatenate([spread, plans["open_time"][own] - seconds(5 * DAY)])
    led = np.arange(len(received)) >= size
    replied = received + seconds(rng.uniform(0.1, 20, len(received)) * DAY)
    number = serials("JY", len(received), 6)
    return {
        "suggest_no": number,
        "member_no": members.number[actors(rng, members, received)],
        "source": pick(rng, ["APP", "HOTLINE", "COUNTER"], len(received), [70, 20, 10]),
        "suggest_kind": pick(rng, ["IDEA", "VIEW", "THANK"], len(received), [55, 35, 10]),
        "content": write(rng, "suggestion", len(received), {}, number, Mentions()),
        "plan_id": texts([None] * size + plans["plan_id"][own].tolist()),
        "receive_time": received,
        "reply_time": np.where(led | (replied > LATEST), NEVER, replied),
    }


def _invitations(rng: np.random.Generator, orders: Columns) -> Columns:
    """Within two hours of each delivery of the last months but for one in fifty."""
    recent = orders["finish_time"] > LATEST - seconds(INVITED_DAYS * DAY)
    rows = np.flatnonzero(recent)
    rows = rows[np.arange(len(rows)) % 50 != 7]
    size = len(rows)
    return {
        "order_no": orders["order_no"][rows],
        "rate_merchant": np.full(size, True),
        "rate_rider": np.full(size, True),
        "invite_time": np.minimum(
            orders["finish_time"][rows] + seconds(rng.uniform(0.1, 2, size) * HOUR), LATEST
        ),
    }
