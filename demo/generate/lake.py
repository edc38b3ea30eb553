"""The event lake: logins, use of the app, and operations by staff, as Arrow tables in several pieces."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from demo.generate import identifiers
from demo.generate.calendar import busy_times
from demo.generate.canary import CANARY
from demo.generate.frame import (
    MIDNIGHT,
    Array,
    Columns,
    erased,
    pick,
    seconds,
    stream,
    table,
    texts,
)
from demo.generate.members import Members
from demo.generate.orders import Orders, actors, former_times
from demo.generate.staff import operator_logins
from demo.generate.texts import Mentions, forget, write

HISTORY_DAYS = 210


@dataclass(frozen=True)
class Lake:
    tables: dict[str, pa.Table]
    last_login: Array
    """each member's last successful login, NaT where there is none"""


def pour(seed: int, members: Members, orders: Orders, scale: float, mentions: dict[str, Mentions]) -> Lake:
    """login_log, app_event and operation_log; about 400 000 events at scale 1."""
    logins, last_login = _logins(stream(seed, "logins"), members, max(2_000, int(120_000 * scale)))
    return Lake(
        {
            "login_log": table(logins),
            "app_event": table(
                _app_events(stream(seed, "app"), members, max(3_000, int(240_000 * scale)), mentions)
            ),
            "operation_log": table(
                _operations(stream(seed, "ops"), members, orders, max(1_500, int(40_000 * scale)), mentions)
            ),
        },
        last_login,
    )


def _marks(members: Members) -> Array:
    """What the logs call each member: the number, or its erased form."""
    return np.where(members.lives.to_erase, erased(members.number, "member"), members.number)


def _logins(rng: np.random.Generator, members: Members, size: int) -> tuple[Columns, Array]:
    operators = max(400, size // 20)
    former = size // 20
    when = busy_times(rng, size - former - operators, HISTORY_DAYS)
    who = actors(rng, members, when)
    former_who, former_when = former_times(rng, members, former, HISTORY_DAYS)
    who, when = np.concatenate([who, former_who]), np.concatenate([when, former_when])
    when = np.maximum(when, members.lives.activated[who])
    who[len(who) // 2] = members.canary
    count = len(members.number)
    devices = identifiers.hex_digests(rng, count, 32)
    homes = rng.integers(0, 2**32, size=count)
    heads = rng.choice([36, 58, 101, 112, 117, 183, 222], size=count)
    address = texts(
        [
            f"{head}.{home % 256}.{home // 256 % 256}.{1 + home // 65_536 % 250}"
            for head, home in zip(heads.tolist(), homes.tolist(), strict=True)
        ]
    )
    gone = members.lives.to_erase
    devices, address = (
        np.where(gone, erased(devices, "device"), devices),
        np.where(gone, erased(address, "ip"), address),
    )
    good = rng.random(len(who)) < 0.96
    last_login = np.full(count, np.datetime64(0, "s"))
    np.maximum.at(last_login, who[good], when[good])
    last_login = np.where(last_login == np.datetime64(0, "s"), np.datetime64("NaT", "s"), last_login)
    staff, office, staff_when = operator_logins(rng, operators, HISTORY_DAYS)
    nobody = texts([None] * operators)
    total = len(who) + operators
    columns: Columns = {
        "member_no": np.concatenate([_marks(members)[who], nobody]),
        "staff_no": np.concatenate([texts([None] * len(who)), staff]),
        "ip": np.concatenate([address[who], office]),
        "device_id": np.concatenate([devices[who], _computers(staff)]),
        "client": pick(rng, ["iOS 18.3", "Android 15", "HarmonyOS 5", "Web"], total),
        "result": np.concatenate([np.where(good, "OK", "FAIL"), np.full(operators, "OK")]),
        "ts": np.concatenate([when, staff_when]),
    }
    order = np.argsort(columns["ts"], kind="stable")
    return {
        "log_id": np.arange(1, total + 1),
        **{name: values[order] for name, values in columns.items()},
    }, last_login


def _computers(staff: Array) -> Array:
    """The office computer of each member of staff, one apiece."""
    return texts(
        [hashlib.blake2b(f"computer/{number}".encode(), digest_size=16).hexdigest() for number in staff]
    )


def _app_events(
    rng: np.random.Generator, members: Members, size: int, mentions: dict[str, Mentions]
) -> Columns:
    former = size // 40
    when = busy_times(rng, size - former, HISTORY_DAYS)
    # Whatever the scale, no day is without a record.
    daily = np.repeat(MIDNIGHT - seconds(np.arange(HISTORY_DAYS) * 86_400), 2) + seconds(12 * 3_600)
    when[: len(daily)] = daily
    who = actors(rng, members, when)
    former_who, former_when = former_times(rng, members, former, HISTORY_DAYS)
    who, when = np.concatenate([who, former_who]), np.concatenate([when, former_when])
    order = np.argsort(when, kind="stable")
    who, when = who[order], np.maximum(when[order], members.lives.activated[who[order]])
    when = np.where(np.isnat(when), members.lives.created[who], when)
    who[size // 2] = members.canary
    ids, gone = np.arange(1, size + 1), members.lives.to_erase[who]
    event = pick(
        rng, ["open", "view", "search", "order", "pay", "share", "logout"], size, [25, 35, 14, 10, 8, 3, 5]
    )
    searches = (event == "search") & ~gone
    event[size // 2], searches[size // 2] = "search", True
    notes = mentions.setdefault("app_event.keyword", Mentions())
    keyword = texts([None] * size)
    keyword[searches] = write(
        rng,
        "app_search",
        int(searches.sum()),
        {"phone": members.people.mobile[who[searches]]},
        ids[searches],
        notes,
    )
    forget(notes, {str(ids[size // 2])})
    keyword[size // 2] = f"{CANARY.name} {CANARY.mobile} {CANARY.email} {CANARY.id_card} {CANARY.wechat}"
    notes.cells.append(
        (str(ids[size // 2]), ("CN_ID_CARD", "EMAIL_ADDRESS", "PERSON", "PHONE_NUMBER", "WECHAT_ID"))
    )
    located = (rng.random(size) < 0.02) & ~gone
    points = texts([f"{lat:.6f},{lon:.6f}" for lat, lon in zip(
        rng.uniform(22, 45, int(located.sum())).tolist(), rng.uniform(100, 125, int(located.sum())).tolist(),
        strict=True)])  # fmt: skip
    gps = texts([None] * size)
    gps[located] = points
    return {
        "event_id": ids,
        "member_no": _marks(members)[who],
        "event": event,
        "keyword": keyword,
        "gps": gps,
        "ts": when,
    }


def _operations(
    rng: np.random.Generator, members: Members, orders: Orders, size: int, mentions: dict[str, Mentions]
) -> Columns:
    """What staff did in the console; the canary member was looked up once."""
    staff, _, when = operator_logins(rng, size, HISTORY_DAYS)
    when = np.sort(when)
    when[: HISTORY_DAYS * 2] = np.repeat(
        MIDNIGHT - seconds(np.arange(HISTORY_DAYS)[::-1] * 86_400), 2
    ) + seconds(9 * 3_600)
    order = np.argsort(when, kind="stable")
    when, staff, ids = when[order], staff[order], np.arange(1, size + 1)
    target = actors(rng, members, when)
    people, notes = members.people, mentions.setdefault("operation_log.detail", Mentions())
    fill = {
        "name": people.name[target],
        "phone": people.mobile[target],
        "id": people.id_card[target],
        "order": orders.number[rng.integers(0, len(orders.number), size=size)],
    }
    detail = write(rng, "operation", size, fill, ids, notes)
    target[size // 2] = members.canary
    forget(notes, {str(ids[size // 2])})
    detail[size // 2] = f"查看会员资料 {CANARY.name} {CANARY.mobile} {CANARY.id_card}"
    notes.cells.append((str(ids[size // 2]), ("CN_ID_CARD", "PERSON", "PHONE_NUMBER")))
    return {
        "op_id": ids,
        "staff_no": staff,
        "action": pick(rng, ["VIEW", "EXPORT", "UPDATE", "RESET", "AUDIT"], size, [50, 5, 25, 8, 12]),
        "target_member_no": members.number[target],
        "detail": detail,
        "case_no": texts([f"AJ{number:08d}" for number in ids.tolist()]),
        "trace_id": identifiers.hex_digests(rng, size, 32),
        "ts": when,
    }
