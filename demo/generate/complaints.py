"""Complaints and reports of two years with every step of their handling."""

import numpy as np

from demo.generate import identifiers
from demo.generate.calendar import busy_times
from demo.generate.canary import CANARY
from demo.generate.frame import (
    DAY,
    HOUR,
    LATEST,
    NEVER,
    Array,
    Columns,
    blank,
    choose,
    days_ago,
    erased,
    is_none,
    pick,
    seconds,
    stream,
    texts,
)
from demo.generate.members import Members
from demo.generate.orders import Orders, actors, former_times
from demo.generate.people import area_codes
from demo.generate.texts import Mentions, forget, types_in, write

HISTORY_DAYS = 730
LATE_EVERY = 50
"""Every so manyth complaint is answered and closed too late: 2 %, within what policy allows."""
ESCALATED_EVERY = 8

AGENTS = tuple(f"S00{number}" for number in range(23, 35))
CATEGORIES = ("配送", "退款", "服务质量", "商品质量", "隐私", "营销骚扰", "账户", "资金安全")
SECURITY = {"账户": "TAKEOVER", "资金安全": "FUND"}
"""Categories that open a security incident, and of which kind."""
CHANNELS = ("APP", "HOTLINE", "WECHAT", "EMAIL", "COUNTER", "12315")
BRANCHES = ("华东", "华北", "华南", "西南", "东北")


def complaint_tables(
    seed: int,
    members: Members,
    orders: Orders,
    merchant_names: Array,
    size: int,
    mentions: dict[str, Mentions],
) -> dict[str, Columns]:
    """t_ticket and t_ticket_event."""
    rng = stream(seed, "complaints")
    who, when = _who_and_when(rng, members, size)
    number = texts([f"TS{str(moment)[:10].replace('-', '')}{i:06d}" for i, moment in enumerate(when)])
    report = rng.random(size) < 0.1
    held = members.lives.within("exempt_complaint")[who] & (when > days_ago(10))
    category = pick(rng, CATEGORIES, size, [24, 20, 22, 16, 4, 6, 8, 3])
    # What nobody hurries with concerns no account and no money.
    category[held | _late(size)] = CATEGORIES[0]
    urgent = np.isin(category.astype(str), list(SECURITY))
    first, resolved, closed, reopened = _course(rng, when, urgent)
    # The recent complaints of accounts that are kept because of them are still open.
    resolved[held], closed[held] = LATEST + seconds(DAY), LATEST + seconds(2 * DAY)
    reopened[held] = False
    is_closed = closed <= LATEST
    gone = members.lives.to_erase[who]
    fill = _fill(rng, members, orders, merchant_names, who, when)
    content = write(rng, "complaint", size, fill, number, mentions.setdefault("t_ticket.content", Mentions()))
    reports = Mentions()
    content = np.where(report, write(rng, "report", size, fill, number, reports), content)
    keys = mentions["t_ticket.content"]
    forget(keys, set(number[report]))
    forget(reports, set(number[~report]))
    keys.cells += reports.cells
    canary_row = int(np.flatnonzero(who == members.canary)[0])
    content[canary_row] = _canary_text()
    forget(keys, {number[canary_row]})
    keys.cells.append((number[canary_row], types_in("{name}{phone}{email}{id}{wechat}")))
    forget(keys, set(number[gone]))
    anonymous = (rng.random(size) < 0.05) & ~gone & (who != members.canary) & ~held
    score = rng.choice([1, 2, 3, 4, 5], size=size, p=[0.02, 0.03, 0.07, 0.33, 0.55])
    tickets: Columns = {
        "ticket_no": number,
        "member_no": blank(members.number[who], anonymous),
        "order_no": choose(rng.random(size) < 0.6, fill["own_order"], None),
        "ticket_type": np.where(report, "REPORT", "COMPLAIN"),
        "category": category,
        "channel": _channels(rng, when),
        "branch": pick(rng, BRANCHES, size, [34, 22, 24, 12, 8]),
        "urgency": rng.choice([1, 2, 3], size=size, p=[0.3, 0.55, 0.15]),
        "contact_name": np.where(gone, erased(number, "name"), members.people.name[who]),
        "contact_phone": np.where(gone, erased(number, "phone"), members.people.mobile[who]),
        "content": np.where(gone, erased(number, "content"), content),
        "solution": choose(is_closed, write(rng, "solution", size, {}, number, Mentions()), None),
        "score": choose(is_closed & (rng.random(size) < 0.45), score, None),
        "verdict": choose(is_closed, choose(rng.random(size) < 0.7, "Y", "N"), None),
        "create_time": when,
        "close_time": np.where(is_closed, closed, NEVER),
    }
    quality = category.astype(str) == "商品质量"
    events = _events(rng, number, when, first, resolved, closed, reopened, quality, fill, gone, mentions)
    return {"t_ticket": tickets, "t_ticket_event": events}


def _channels(rng: np.random.Generator, when: Array) -> Array:
    """Most come by app or telephone; of the latest ten two by each of our own channels."""
    channel = pick(rng, CHANNELS, len(when), [46, 23, 13, 6, 4, 8])
    own = CHANNELS[:-1]
    channel[np.argsort(when, kind="stable")[-2 * len(own) :]] = own * 2
    return channel


def _who_and_when(rng: np.random.Generator, members: Members, size: int) -> tuple[Array, Array]:
    waiting = np.flatnonzero(members.lives.within("exempt_complaint"))
    former = size // 20
    when = busy_times(rng, size - former - len(waiting), HISTORY_DAYS, growth=0.5)
    who = actors(rng, members, when)
    who[[len(when) // 2, len(when) - 2]] = members.canary
    former_who, former_when = former_times(rng, members, former, HISTORY_DAYS)
    who = np.concatenate([who, former_who, waiting])
    when = np.concatenate([when, former_when, days_ago(rng.uniform(1, 9, len(waiting)))])
    order = np.argsort(when, kind="stable")
    return who[order], when[order]


def _late(size: int) -> Array:
    return np.arange(size) % LATE_EVERY == LATE_EVERY - 1


def _course(rng: np.random.Generator, when: Array, urgent: Array) -> tuple[Array, Array, Array, Array]:
    """(first human reply, last resolution, closure, whether reopened); urgent ones take six days at most."""
    size = len(when)
    late = _late(size)
    hours = np.minimum(rng.lognormal(1.0, 0.9, size), 22.5)
    hours = np.where(late, rng.uniform(26, 60, size), hours)
    first = when + seconds(hours * HOUR)
    days = np.minimum(rng.lognormal(0.9, 0.7, size), 12.5) + hours / 24
    days = np.where(late, rng.uniform(16, 26, size), np.where(urgent, np.minimum(days, 5), days))
    reopened = (rng.random(size) < 0.03) & ~late
    resolved = when + seconds(days * DAY)
    return first, resolved, resolved + seconds(rng.uniform(0.02, 0.9, size) * DAY), reopened


def _fill(
    rng: np.random.Generator, members: Members, orders: Orders, merchants: Array, who: Array, when: Array
) -> dict[str, Array]:
    people, size = members.people, len(who)
    last_order: dict[int, str] = dict(zip(orders.member.tolist(), orders.number, strict=True))
    own = texts([last_order.get(int(member)) for member in who])
    some = orders.number[rng.integers(0, len(orders.number), size=size)]
    issuers = pick(rng, [622202, 621700, 622848], size)
    return {
        "own_order": own,
        "order": np.where(is_none(own), some, own),
        "name": people.name[who],
        "phone": people.mobile[who],
        "landline": identifiers.landlines(rng, area_codes(people.region[who])),
        "email": people.email[who],
        "id": people.id_card[who],
        "address": people.address[who],
        "wechat": people.wechat[who],
        "qq": people.qq[who],
        "plate": identifiers.plates(rng, size),
        "card": identifiers.bank_cards(rng, issuers),
        "merchant": pick(rng, merchants, size),
        "amount": texts([str(number) for number in rng.integers(9, 3000, size=size).tolist()]),
    }


def _events(
    rng: np.random.Generator,
    number: Array,
    when: Array,
    first: Array,
    resolved: Array,
    closed: Array,
    reopened: Array,
    quality: Array,
    fill: dict[str, Array],
    gone: Array,
    mentions: dict[str, Mentions],
) -> Columns:
    """Steps up to now: receipt, the robot's answer, notes, replies, resolution, reopening, closure."""
    size = len(number)
    every = np.full(size, True)
    middle = when + (resolved - when) // 2
    escalated = np.arange(size) % ESCALATED_EVERY == 5
    # Late answers follow from late investigation; the others begin within three and a half hours.
    waited = (first - when).astype("int64") / HOUR
    start = np.where(waited > 24, waited * 0.4, np.minimum(waited * 0.4, 3.5))
    parts: list[tuple[Array, Array, str, str, str | None]] = [
        (every, when, "CREATE", "USER", None),
        (rng.random(size) < 0.8, when + seconds(np.full(size, 20)), "BOT_REPLY", "BOT", "bot_reply"),
        (rng.random(size) < 0.5, when + (first - when) // 2, "NOTE", "AGENT", "internal_note"),
        (every, first, "REPLY", "AGENT", "public_reply"),
        (rng.random(size) < 0.35, np.maximum(middle, first), "CALL", "AGENT", "internal_note"),
        (escalated, np.maximum(middle, first), "ESCALATE", "AGENT", None),
        (reopened, np.maximum(middle, first) + seconds(np.full(size, 60)), "RESOLVE", "AGENT", None),
        (reopened, np.maximum(middle, first) + seconds(np.full(size, 1800)), "REOPEN", "USER", "reopen"),
        (every, np.maximum(resolved, first + seconds(np.full(size, 3600))), "RESOLVE", "AGENT", "solution"),
        (every, np.maximum(closed, first + seconds(np.full(size, 7200))), "CLOSE", "SYSTEM", None),
        (every, when + seconds(start * HOUR), "INVESTIGATE", "AGENT", None),
        # Whoever got something bad is called within two hours.
        (quality, when + seconds(rng.uniform(0.1, 1.8, size) * HOUR), "CALL", "AGENT", None),
    ]
    # Whoever waits long for an answer hears every four days how it stands.
    for turn in range(1, 7):
        update = first + seconds(np.full(size, turn * 4 * DAY))
        parts.append((escalated & (update < resolved), update, "REPLY", "AGENT", "public_reply"))
    columns: dict[str, list[Array]] = {}
    for where, moment, code, actor, kind in parts:
        rows = np.flatnonzero(where & (moment <= LATEST))
        values = {
            "ticket_no": number[rows],
            "event_code": texts([code] * len(rows)),
            "actor_type": texts([actor] * len(rows)),
            "staff_no": pick(rng, AGENTS, len(rows)) if actor == "AGENT" else texts([None] * len(rows)),
            "event_time": moment[rows],
            "row": rows,
            "text": texts([kind or ""] * len(rows)),
        }
        for name, array in values.items():
            columns.setdefault(name, []).append(array)
    joined = {name: np.concatenate(arrays) for name, arrays in columns.items()}
    order = np.argsort(joined["event_time"], kind="stable")
    joined = {name: array[order] for name, array in joined.items()}
    ids, rows, kinds = np.arange(1, len(order) + 1), joined.pop("row"), joined.pop("text")
    notes = mentions.setdefault("t_ticket_event.content", Mentions())
    content = texts([None] * len(ids))
    for kind in sorted(set(kinds) - {""}):
        places = np.flatnonzero(kinds == kind)
        filled = {name: array[rows[places]] for name, array in fill.items()}
        content[places] = write(rng, kind, len(places), filled, ids[places], notes)
    wiped = gone[rows]
    forget(notes, {str(key) for key in ids[wiped]})
    content = np.where(wiped & ~is_none(content), erased(ids, "note"), content)
    return {"event_id": ids, **joined, "content": content}


def _canary_text() -> str:
    return (
        f"我是{CANARY.name}，身份证{CANARY.id_card}，手机{CANARY.mobile}，邮箱{CANARY.email}，"
        f"微信{CANARY.wechat}，请核实我的订单为何被取消。"
    )
