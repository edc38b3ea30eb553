"""Telecom resale: published tariffs, plans that members confirmed, what they were charged and sent."""

import numpy as np

from demo.generate.frame import (
    DAY,
    LATEST,
    NEVER,
    Columns,
    choose,
    days_ago,
    pick,
    seconds,
    serials,
    stream,
    texts,
    uniform_times,
)
from demo.generate.members import Members

PERIOD_DAYS = 30
RAISED = np.datetime64("2025-10-01T00:00:00", "s")
"""When the plans' prices changed; the new ones were published a month before."""
PRICES = {
    "BROADBAND-200": (59.0, 69.0),
    "BROADBAND-500": (99.0, 109.0),
    "CARE-YEAR": (20.0, 22.0),
    "DATA-GB": (5.0, 4.0),
    "SC-COPY": (1.5, 1.5),
}
"""Tariff code -> price before and since."""
FREE_PLAN = "RINGTONE-FREE"
STOP_REASONS = ("OWE", "OWE", "USR", "ORD", "FRD")
AUTHORITIES = {
    "OWE": "业务规则 5.2",
    "USR": "用户申请单",
    "ORD": "协查函",
    "FRD": "反诈处置规程",
}


def telecom_tables(seed: int, members: Members, contracts: Columns, consents: Columns) -> dict[str, Columns]:
    """t_tariff, t_subscription, t_charge, t_unsubscribe, t_promo_message, t_service_stop."""
    rng = stream(seed, "telecom")
    subscriptions = _subscriptions(rng, members, contracts)
    unsubscribed = _unsubscribed(rng, subscriptions)
    left = set(subscriptions["member_no"][~np.isnat(subscriptions["close_time"])])
    return {
        "t_tariff": _tariffs(),
        "t_subscription": subscriptions,
        "t_charge": _charges(rng, members, subscriptions),
        "t_unsubscribe": unsubscribed,
        "t_promo_message": _messages(rng, consents, left),
        "t_service_stop": _stops(rng, subscriptions),
    }


def _tariffs() -> Columns:
    """Two versions of each: published a month before they applied."""
    codes = list(PRICES)
    size = len(codes)
    first = np.full(size, np.datetime64("2018-01-01T00:00:00", "s"))
    effect = np.concatenate([first, np.full(size, RAISED)])
    return {
        "tariff_no": serials("TF", 2 * size, 4),
        "tariff_code": texts(codes * 2),
        "tariff_name": texts([f"{code} 资费" for code in codes] * 2),
        "unit_price": np.array([price[0] for price in PRICES.values()] + [p[1] for p in PRICES.values()]),
        "publish_time": effect - seconds(np.full(2 * size, 31 * DAY)),
        "effect_time": effect,
        "expire_time": np.concatenate([np.full(size, RAISED), np.full(size, NEVER)]),
    }


def _subscriptions(rng: np.random.Generator, members: Members, contracts: Columns) -> Columns:
    """One for each contract, open within three of the five days promised; and free ringtones."""
    signed, paid = contracts["sign_time"], len(contracts["sign_time"])
    able = np.flatnonzero(members.lives.within("normal"))
    gifted = np.sort(rng.choice(able, size=max(10, len(members.number) // 100), replace=False))
    size = paid + len(gifted)
    taken = uniform_times(rng, members.lives.activated[gifted], LATEST)
    ordered = np.concatenate([signed, taken])
    opened = ordered + seconds(np.concatenate([rng.uniform(0.05, 3, paid) * DAY, np.full(len(gifted), 60)]))
    opened = np.where(opened > LATEST, NEVER, opened)
    ends = np.concatenate([contracts["contract_status"] == "E", np.arange(len(gifted)) % 2 == 0])
    closed = uniform_times(rng, np.where(np.isnat(opened), LATEST, opened) + seconds(10 * DAY), LATEST)
    ends &= ~np.isnat(opened) & (opened + seconds(10 * DAY) < LATEST)
    return {
        "sub_no": serials("DG", size, 7),
        "member_no": np.concatenate([contracts["member_no"], members.number[gifted]]),
        "plan_code": np.concatenate([contracts["plan_code"], texts([FREE_PLAN] * len(gifted))]),
        "pay_flag": np.arange(size) < paid,
        "contract_no": np.concatenate([contracts["contract_no"], texts([None] * len(gifted))]),
        "order_time": ordered,
        "confirm_time": ordered,
        "promise_time": np.concatenate(
            [signed + seconds(np.full(paid, 5 * DAY)), np.full(len(gifted), NEVER)]
        ),
        "open_time": opened,
        "close_time": np.where(ends, closed, NEVER),
    }


def _charges(rng: np.random.Generator, members: Members, subscriptions: Columns) -> Columns:
    """A plan is charged at the end of each period that began while it was open, some with extra data; and
    copies made in the service centre."""
    rows, starts = [], []
    last = np.where(np.isnat(subscriptions["close_time"]), LATEST, subscriptions["close_time"])
    billed = np.flatnonzero(subscriptions["pay_flag"] & ~np.isnat(subscriptions["open_time"]))
    start = subscriptions["open_time"][billed].copy()
    while len(billed):
        # The end of the period may not lie in the future.
        due = (start < last[billed]) & (start + seconds(PERIOD_DAYS * DAY) <= LATEST)
        billed, start = billed[due], start[due]
        rows.append(billed)
        starts.append(start)
        start = start + seconds(np.full(len(start), PERIOD_DAYS * DAY))
    row, begin = np.concatenate(rows), np.concatenate(starts)
    extra = rng.random(len(row)) < 0.2
    row, begin = np.concatenate([row, row[extra]]), np.concatenate([begin, begin[extra]])
    code = np.concatenate(
        [subscriptions["plan_code"][row[: len(extra)]], texts(["DATA-GB"] * int(extra.sum()))]
    )
    quantity = np.concatenate([np.ones(len(extra)), np.round(rng.uniform(0.1, 9, int(extra.sum())), 1)])
    able = np.flatnonzero(members.lives.within("normal"))
    copied = rng.choice(able, size=max(10, len(members.number) // 60))
    copies = len(copied)
    at_counter = uniform_times(rng, np.maximum(members.lives.activated[copied], days_ago(300)), LATEST)
    begin = np.concatenate([begin, at_counter])
    code = np.concatenate([code, texts(["SC-COPY"] * copies)])
    quantity = np.concatenate([quantity, rng.integers(1, 30, copies).astype(float)])
    price = np.array([PRICES[each][int(since)] for each, since in zip(code, begin >= RAISED, strict=True)])
    size = len(code)
    return {
        "charge_no": serials("KF", size, 8),
        "member_no": np.concatenate([subscriptions["member_no"][row], members.number[copied]]),
        "sub_no": np.concatenate([subscriptions["sub_no"][row], texts([None] * copies)]),
        "tariff_code": code,
        "quantity": quantity,
        "amount": np.round(price * quantity, 2),
        "period_start": begin,
        "charge_time": np.concatenate([begin[:-copies] + seconds(PERIOD_DAYS * DAY), at_counter]),
    }


def _unsubscribed(rng: np.random.Generator, subscriptions: Columns) -> Columns:
    """Each closed subscription had been asked for at most two and a half days before."""
    rows = np.flatnonzero(~np.isnat(subscriptions["close_time"]))
    closed, size = subscriptions["close_time"][rows], len(rows)
    return {
        "unsub_no": serials("TD", size, 7),
        "sub_no": subscriptions["sub_no"][rows],
        "apply_time": closed - seconds(rng.uniform(0.01, 2.5, size) * DAY),
        "effect_time": closed,
    }


def _messages(rng: np.random.Generator, consents: Columns, left: set[str]) -> Columns:
    """At most two in 30 days, so four in a calendar month, while the consent to marketing stands; none about
    a plan that the member left."""
    rows = np.flatnonzero(consents["purpose"] == "marketing")
    revoked = np.where(np.isnat(consents["revoke_time"][rows]), LATEST, consents["revoke_time"][rows])
    who, when = [], []
    for period in range(5):
        begin = np.maximum(consents["grant_time"][rows], days_ago(30.0 * (period + 1)))
        end = np.minimum(revoked, days_ago(30.0 * period))
        sent = np.flatnonzero((begin < end) & (rng.random(len(rows)) < 0.6))
        sent = np.concatenate([sent, sent[rng.random(len(sent)) < 0.4]])
        who.append(rows[sent])
        when.append(uniform_times(rng, begin[sent], end[sent]))
    row, moment = np.concatenate(who), np.concatenate(when)
    order = np.argsort(moment, kind="stable")
    row, moment, size = row[order], moment[order], len(row)
    gone = np.array([number in left for number in consents["member_no"][row]], dtype=bool)
    return {
        "message_no": serials("YX", size, 8),
        "member_no": consents["member_no"][row],
        "send_channel": pick(rng, ["SMS", "PUSH", "MAIL"], size, [50, 40, 10]),
        "plan_code": choose(gone, None, pick(rng, [*PRICES][:3], size)),
        "send_time": moment,
    }


def _stops(rng: np.random.Generator, subscriptions: Columns) -> Columns:
    """Some plans were stopped for a while: for a reason, under a rule, after a notice where one is due."""
    opened = subscriptions["open_time"]
    running = np.isnat(subscriptions["close_time"]) & (opened < days_ago(40)) & subscriptions["pay_flag"]
    able = np.flatnonzero(running)
    rows = np.sort(rng.choice(able, size=min(len(able), max(5, len(able) // 20)), replace=False))
    size = len(rows)
    reason = texts([STOP_REASONS[index % len(STOP_REASONS)] for index in range(size)])
    stopped = uniform_times(rng, np.maximum(opened[rows] + seconds(20 * DAY), days_ago(300)), days_ago(5))
    told = stopped - seconds(rng.uniform(2, 8, size) * DAY)
    return {
        "stop_no": serials("TJ", size, 6),
        "sub_no": subscriptions["sub_no"][rows],
        "stop_kind": np.where(reason == "FRD", "L", "F"),
        "reason_code": reason,
        "authority": texts([AUTHORITIES[each] for each in reason]),
        "notice_time": np.where(np.isin(reason.astype(str), ("USR", "ORD")), NEVER, told),
        "stop_time": stopped,
        "resume_time": stopped + seconds(rng.uniform(0.5, 4, size) * DAY),
    }
