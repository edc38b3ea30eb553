"""Orders of two years with items, reviews and refunds."""

from dataclasses import dataclass

import numpy as np

from demo.generate.calendar import busy_times
from demo.generate.frame import (
    DAY,
    HOUR,
    LATEST,
    NEVER,
    Array,
    Columns,
    blank,
    choose,
    erased,
    pick,
    seconds,
    stream,
    texts,
    uniform_times,
)
from demo.generate.members import Members
from demo.generate.texts import Mentions, forget, write

HISTORY_DAYS = 720
PLACED, PAID, FULFILLED, CANCELLED = 10, 20, 30, 90


@dataclass(frozen=True)
class Orders:
    """What later generators need of the orders, by position."""

    number: Array
    member: Array
    """position of the member"""
    created: Array


def actors(rng: np.random.Generator, members: Members, when: Array) -> Array:
    """For each moment a member in normal use who had been activated by then (the earliest where none had)."""
    pool = np.flatnonzero(members.lives.within("normal"))
    pool = pool[np.argsort(members.lives.activated[pool], kind="stable")]
    available = np.searchsorted(members.lives.activated[pool], when)
    return pool[(rng.random(len(when)) * np.maximum(available, 1)).astype(int)]


def former_times(
    rng: np.random.Generator, members: Members, size: int, history_days: int
) -> tuple[Array, Array]:
    """(position, time) of acts by members who no longer use the platform, within the time they did."""
    lives = members.lives
    start = LATEST - seconds(history_days * DAY)
    used = ~np.isnat(lives.last_active) & (lives.last_active > start) & ~lives.within("normal")
    who = rng.choice(np.flatnonzero(used), size=size)
    begin = np.maximum(lives.activated[who], start)
    return who, uniform_times(rng, begin, np.maximum(lives.last_active[who], begin))


def order_tables(
    seed: int, members: Members, goods: Columns, size: int, mentions: dict[str, Mentions]
) -> tuple[dict[str, Columns], Orders]:
    """t_order, t_order_item, t_review, t_refund; and the orders themselves."""
    rng = stream(seed, "orders")
    late = size // 12
    when = busy_times(rng, size - late, HISTORY_DAYS)
    who_former, when_former = former_times(rng, members, late, HISTORY_DAYS)
    who = np.concatenate([actors(rng, members, when), who_former])
    when = np.concatenate([when, when_former])
    # The canary's order is the last one that is not of today.
    order = np.argsort(when, kind="stable")
    who, when = who[order], np.maximum(when[order], members.lives.activated[who[order]])
    who[[len(who) // 3, len(who) // 2]] = members.canary
    stamps = [str(moment).replace("-", "").replace("T", "").replace(":", "")[:14] for moment in when]
    number = texts([f"{stamp}{index % 1_000_000:06d}" for index, stamp in enumerate(stamps)])
    gone, people = members.lives.to_erase[who], members.people

    goods_index = rng.integers(0, len(goods["goods_no"]), size=size)
    amount = np.round(goods["price"][goods_index] * rng.integers(1, 4, size=size), 2)
    age_hours = (LATEST - when).astype("int64") / HOUR
    status = np.where(rng.random(size) < 0.06, CANCELLED, FULFILLED)
    status = np.where((age_hours < 60) & (rng.random(size) < 0.5), PAID, status)
    status = np.where((age_hours < 24) & (rng.random(size) < 0.1), PLACED, status)
    unpaid = (status == PLACED) | ((status == CANCELLED) & (rng.random(size) < 0.3))
    amount = np.where(unpaid, 0.0, amount)
    cancel_time = np.where(status == CANCELLED, when + seconds(rng.uniform(0.05, 20, size) * HOUR), NEVER)
    too_soon = cancel_time > LATEST
    status, cancel_time = np.where(too_soon, PAID, status), np.where(too_soon, NEVER, cancel_time)
    promised = when + seconds(rng.uniform(1, 48, size) * HOUR)
    # What is under way was promised for later today.
    promised = np.where((status == PAID) & (promised <= LATEST), LATEST + seconds(HOUR), promised)
    early = rng.uniform(0.05, 0.9, size)
    # One delivery in forty came late, by half an hour to two hours.
    late_rows = np.flatnonzero(status == FULFILLED)[13::40]
    early[late_rows] = -0.4 - 1.7 * early[late_rows]
    finished = np.where(status == FULFILLED, promised - seconds(early * HOUR), NEVER)
    not_yet = finished > LATEST
    status, finished = np.where(not_yet, PAID, status), np.where(not_yet, NEVER, finished)

    remark = write(
        rng, "remark", size, {"phone": people.mobile[who], "name": people.name[who]}, number,
        mentions.setdefault("t_order.buyer_remark", Mentions()),
    )  # fmt: skip
    silent = rng.random(size) < 0.6
    forget(mentions["t_order.buyer_remark"], set(number[silent | gone]))
    orders: Columns = {
        "order_no": number,
        "member_no": members.number[who],
        "merchant_no": goods["merchant_no"][goods_index],
        "order_status": status,
        "pay_amount": amount,
        "receiver_name": np.where(gone, erased(number, "receiver_name"), people.name[who]),
        "receiver_phone": np.where(gone, erased(number, "receiver_phone"), people.mobile[who]),
        "receiver_address": np.where(gone, erased(number, "receiver_address"), people.address[who]),
        "buyer_remark": blank(remark, silent | gone),
        "create_time": when,
        "promise_time": np.where(unpaid, NEVER, promised),
        "finish_time": finished,
        "cancel_time": cancel_time,
    }
    tables = {
        "t_order": orders,
        "t_order_item": {
            "order_no": number,
            "line_no": np.ones(size, dtype=int),
            "goods_no": goods["goods_no"][goods_index],
            "quantity": rng.integers(1, 4, size=size),
        },
        "t_review": _reviews(rng, members, orders, who, mentions),
        "t_refund": _refunds(rng, members, orders, who),
    }
    return tables, Orders(number, who, when)


def _reviews(
    rng: np.random.Generator, members: Members, orders: Columns, who: Array, mentions: dict[str, Mentions]
) -> Columns:
    rows = np.flatnonzero((orders["order_status"] == FULFILLED) & (rng.random(len(who)) < 0.15))
    people, writer, size = members.people, who[rows], len(rows)
    ids = np.arange(1, size + 1)
    content = write(
        rng, "review", size,
        {"name": pick(rng, people.name, size), "phone": people.mobile[writer],
         "wechat": people.wechat[writer]},
        ids, mentions.setdefault("t_review.content", Mentions()),
    )  # fmt: skip
    gone = members.lives.to_erase[writer]
    forget(mentions["t_review.content"], {str(key) for key in ids[gone]})
    return {
        "review_id": ids,
        "order_no": orders["order_no"][rows],
        "line_no": np.ones(size, dtype=int),
        "stars": rng.choice([1, 2, 3, 4, 5], size=size, p=[0.04, 0.04, 0.08, 0.24, 0.6]),
        "content": np.where(gone, erased(ids, "review"), content),
        "create_time": np.minimum(
            orders["finish_time"][rows] + seconds(rng.uniform(1, 90, size) * HOUR), LATEST
        ),
    }


def _refunds(rng: np.random.Generator, members: Members, orders: Columns, who: Array) -> Columns:
    """One for each paid and cancelled order: in full or with a note on what was kept, most within a day.

    Every fiftieth took four to six days (of a few dozen none: one alone would exceed what policy allows);
    refunds asked for in the last hours are still on their way.
    """
    rows = np.flatnonzero((orders["order_status"] == CANCELLED) & (orders["pay_amount"] > 0))
    size, payer, people = len(rows), who[rows], members.people
    applied = np.minimum(orders["cancel_time"][rows] + seconds(rng.uniform(30, 600, size)), LATEST)
    wait = np.minimum(rng.lognormal(2.4, 0.7, size), 65) * HOUR
    if size >= 400:
        wait[25::50] = rng.uniform(4, 6, size)[25::50] * DAY
    else:
        # A month with one or two refunds has its median at any of them.
        wait = np.minimum(wait, 23 * HOUR)
    paid = applied + seconds(wait)
    approved = applied + seconds(wait * 0.4)
    kept = rng.random(size) < 0.08
    amount = orders["pay_amount"][rows]
    number = texts([f"RF{order}" for order in orders["order_no"][rows]])
    gone = members.lives.to_erase[payer]
    return {
        "refund_no": number,
        "order_no": orders["order_no"][rows],
        "refund_amount": np.where(kept, np.round(amount * 0.9, 2), amount),
        "deduct_note": choose(kept, "上门前2小时内取消，按约定扣除10%", None),
        "payee_name": np.where(gone, erased(number, "payee"), people.name[payer]),
        "payee_account": np.where(gone, erased(number, "account"), people.mobile[payer]),
        "apply_time": applied,
        "approve_time": np.where(approved > LATEST, NEVER, approved),
        "pay_time": np.where(paid > LATEST, NEVER, paid),
    }
