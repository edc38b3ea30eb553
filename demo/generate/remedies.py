"""What members got back: steps of refunds, compensations, causes of delays, and money at lost merchants."""

import numpy as np

from demo.generate.frame import (
    DAY,
    HOUR,
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
)
from demo.generate.members import Members

LATE_SECONDS = 600
"""An order that comes later than this after its promised time has a cause on record."""
DELAYS_KEPT_DAYS = 200
_CAUSES = ("RIDER", "SYSTEM", "SHOP", "RIDER", "FORCE", "RIDER", "USER", "SHOP")
QUALITY = "商品质量"


def remedy_tables(
    seed: int, members: Members, ordered: dict[str, Columns], tickets: Columns, merchants: Columns
) -> dict[str, Columns]:
    """t_refund_step to t_recover_case, from the orders, refunds and complaints they belong to."""
    rng = stream(seed, "remedies")
    delays = _delays(rng, ordered["t_order"])
    return {
        "t_refund_step": _refund_steps(rng, ordered["t_refund"]),
        "t_compensation": _compensations(rng, tickets, delays),
        "t_delay_cause": {name: delays[name] for name in ("order_no", "cause_code", "find_time")},
        "t_quality_case": _quality_cases(rng, ordered["t_order"], tickets, merchants),
        **_lost_money(rng, members, merchants),
    }


def _refund_steps(rng: np.random.Generator, refunds: Columns) -> Columns:
    """The application, an approval by hand for one in three, and the payment."""
    by_hand = rng.random(len(refunds["refund_no"])) < 0.35
    parts = [
        (refunds["apply_time"], "APPLY", ~np.isnat(refunds["apply_time"])),
        (refunds["approve_time"], "AUDIT", by_hand & ~np.isnat(refunds["approve_time"])),
        (refunds["pay_time"], "PAY", ~np.isnat(refunds["pay_time"])),
    ]
    when = np.concatenate([moment[there] for moment, _, there in parts])
    return {
        "step_id": np.arange(1, len(when) + 1),
        "refund_no": np.concatenate([refunds["refund_no"][there] for _, _, there in parts]),
        "step_code": np.concatenate([texts([code] * int(there.sum())) for _, code, there in parts]),
        "step_time": when,
    }


def _delays(rng: np.random.Generator, orders: Columns) -> Columns:
    """Late orders of the last months with their cause, found within an hour of the promised time."""
    promised = orders["promise_time"]
    reached = np.fmin(np.fmin(orders["finish_time"], orders["cancel_time"]), LATEST)
    late = reached > promised + seconds(LATE_SECONDS)
    late &= (orders["pay_amount"] > 0) & (promised > LATEST - seconds(DELAYS_KEPT_DAYS * DAY))
    rows = np.flatnonzero(late)
    found = promised[rows] + seconds(rng.uniform(LATE_SECONDS, HOUR, len(rows)))
    rows, found = rows[found <= LATEST], found[found <= LATEST]
    return {
        "order_no": orders["order_no"][rows],
        # Counted from the latest, so that the smallest platform has a recent one of its own making.
        "cause_code": np.resize(texts(_CAUSES), len(rows))[::-1],
        "find_time": found,
    }


def _compensations(rng: np.random.Generator, tickets: Columns, delays: Columns) -> Columns:
    """For upheld complaints, for complaints of quality unless rejected, and for delays the platform caused.

    Bad goods are settled within two and a half days of the complaint, delays within two; the money follows
    within two days.
    """
    bad = (tickets["category"].astype(str) == QUALITY) & (tickets["verdict"].astype(str) != "N")
    upheld = (tickets["verdict"].astype(str) == "Y") & ~bad
    told, closed = tickets["create_time"], tickets["close_time"]
    own = np.isin(delays["cause_code"].astype(str), ("SYSTEM", "RIDER"))
    numbers = [tickets["ticket_no"][bad], tickets["ticket_no"][upheld], delays["order_no"][own]]
    sizes = [len(part) for part in numbers]
    granted = np.concatenate(
        [
            told[bad] + seconds(rng.uniform(2, 60, sizes[0]) * HOUR),
            np.maximum(closed[upheld] - seconds(rng.uniform(0.5, 5, sizes[1]) * HOUR), told[upheld]),
            np.minimum(delays["find_time"][own] + seconds(rng.uniform(0.1, 46, sizes[2]) * HOUR), LATEST),
        ]
    )
    kinds = np.concatenate(
        [
            pick(rng, ["REDO", "REFUND", "COUPON", "CASH"], sizes[0], [30, 45, 15, 10]),
            pick(rng, ["COUPON", "POINT", "CASH", "REFUND", "IMPROVE"], sizes[1], [35, 20, 10, 15, 20]),
            pick(rng, ["COUPON", "POINT"], sizes[2], [70, 30]),
        ]
    )
    ticket = np.concatenate([*numbers[:2], texts([None] * sizes[2])])
    order = np.concatenate([texts([None] * (sizes[0] + sizes[1])), numbers[2]])
    done = np.flatnonzero(granted <= LATEST)
    size = len(done)
    improved = kinds[done].astype(str) == "IMPROVE"
    paid = granted[done] + seconds(rng.uniform(0.1, 48, size) * HOUR)
    return {
        "comp_no": serials("BC", size, 7),
        "ticket_no": ticket[done],
        "order_no": order[done],
        "comp_kind": kinds[done],
        "amount": np.where(improved, np.nan, np.round(rng.gamma(2, 8, size) + 2, 2)),
        "grant_time": granted[done],
        "pay_time": np.where(improved | (paid > LATEST), NEVER, paid),
    }


def _quality_cases(
    rng: np.random.Generator, orders: Columns, tickets: Columns, merchants: Columns
) -> Columns:
    """One for each complaint of quality; three in four are about substandard goods."""
    rows = np.flatnonzero(tickets["category"].astype(str) == QUALITY)
    sellers = dict(zip(orders["order_no"], orders["merchant_no"], strict=True))
    trading = merchants["merchant_no"][merchants["merchant_status"] == "A"]
    other = pick(rng, trading, len(rows))
    return {
        "ticket_no": tickets["ticket_no"][rows],
        "merchant_no": texts(
            [sellers.get(order, some) for order, some in zip(tickets["order_no"][rows], other, strict=True)]
        ),
        "issue_kind": choose(
            np.arange(len(rows)) % 4 != 3, "SHODDY", pick(rng, ["FOREIGN", "DAMAGED", "WRONG"], len(rows))
        ),
    }


def _lost_money(rng: np.random.Generator, members: Members, merchants: Columns) -> dict[str, Columns]:
    """Prepaid cards; some merchants that left were lost, the first fifty days ago; cards have cases."""
    number, status = merchants["merchant_no"], merchants["merchant_status"]
    lost = number[status == "C"][::2]
    found = days_ago(np.concatenate([[50.0], rng.uniform(60, 400, len(lost) - 1)]))
    shops = np.concatenate([np.repeat(lost, 3), np.repeat(number[status == "A"][::2], 2)])
    holders = np.flatnonzero(
        members.lives.within("normal") & ~members.lives.minor & (members.lives.created < days_ago(480))
    )
    size, cases = len(shops), 3 * len(lost)
    balance = np.round(rng.gamma(2, 120, size) + 5, 2)
    opened = np.repeat(found, 3) + seconds(rng.uniform(0.2, 6, cases) * DAY)
    closed = opened + seconds(rng.uniform(10, 60, cases) * DAY)
    cards = serials("SC", size, 7)
    return {
        "t_shop_card": {
            "card_no": cards,
            "member_no": members.number[rng.choice(holders, size=size)],
            "merchant_no": shops,
            "balance": balance,
            "open_time": days_ago(rng.uniform(410, 470, size)),
        },
        "t_merchant_lost": {"merchant_no": lost, "find_time": found},
        "t_recover_case": {
            "case_no": serials("ZH", cases, 6),
            "card_no": cards[:cases],
            "case_kind": pick(rng, ["CHASE", "PAYOUT"], cases),
            "open_time": opened,
            "close_time": np.where(closed > LATEST, NEVER, closed),
        },
    }
