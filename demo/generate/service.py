"""Inquiries and requests for service, answered in time but for a few."""

import numpy as np

from demo.generate.calendar import busy_times
from demo.generate.frame import (
    HOUR,
    LATEST,
    NEVER,
    Array,
    Columns,
    choose,
    pick,
    seconds,
    stream,
    texts,
)
from demo.generate.members import Members
from demo.generate.orders import Orders, actors
from demo.generate.texts import Mentions, write

FIXES = ("已上门维修，恢复正常。", "已远程排除故障，用户确认。", "已更换配件，测试正常。")


def service_tables(
    seed: int, members: Members, orders: Orders, size: int, mentions: dict[str, Mentions]
) -> dict[str, Columns]:
    """t_service_call: of every forty inquiries in the app one is answered too late."""
    rng = stream(seed, "service")
    when = busy_times(rng, size, 540)
    who = actors(rng, members, when)
    number = texts([f"FW{str(moment)[:10].replace('-', '')}{i:06d}" for i, moment in enumerate(when)])
    hours = np.minimum(rng.lognormal(0.4, 1.0, size), 21)
    kind = pick(rng, ["INQ", "REPAIR", "WARRANTY", "TECH", "OTHER"], size, [60, 18, 7, 5, 10])
    channel = pick(rng, ["APP", "HOTLINE", "WECHAT", "HALL"], size, [50, 30, 15, 5])
    # Only in the largest channel, where so few do not spoil its share.
    late = np.flatnonzero((kind == "INQ") & (channel == "APP"))[20::40]
    hours[late] = rng.uniform(25, 70, len(late))
    reply = when + seconds(hours * HOUR)
    finish = reply + seconds(rng.lognormal(0.5, 1.0, size) * HOUR)
    fixed = np.isin(kind.astype(str), ("REPAIR", "WARRANTY"))
    people = members.people
    fill = {
        "order": orders.number[rng.integers(0, len(orders.number), size=size)],
        "phone": people.mobile[who],
        "name": people.name[who],
        "email": people.email[who],
        "address": people.address[who],
    }
    question = write(
        rng, "question", size, fill, number, mentions.setdefault("t_service_call.question", Mentions())
    )
    return {
        "t_service_call": {
            "call_no": number,
            "member_no": members.number[who],
            "call_type": kind,
            "channel": channel,
            "order_no": _order_of(orders, who, when, fixed),
            "call_back_phone": choose(rng.random(size) < 0.5, people.mobile[who], None),
            "question": question,
            "fix_note": choose(fixed & (finish <= LATEST), pick(rng, FIXES, size), None),
            "fix_result": choose(
                fixed & (finish <= LATEST), pick(rng, ["R", "C", "F"], size, [80, 15, 5]), None
            ),
            "open_time": when,
            "reply_time": np.where(reply > LATEST, NEVER, reply),
            "finish_time": np.where(finish > LATEST, NEVER, finish),
        }
    }


def _order_of(orders: Orders, who: Array, when: Array, wanted: Array) -> Array:
    """The member's first order where it was placed before, None otherwise."""
    first: dict[int, int] = {}
    for index, member in enumerate(orders.member.tolist()):
        first.setdefault(member, index)
    found = np.array([first.get(member, -1) for member in who.tolist()])
    return choose(wanted & (found >= 0) & (orders.created[found] <= when), orders.number[found], None)
