"""Members and what hangs on them: addresses, cards, vehicles, wallets, identity checks, guardians."""

import json
from dataclasses import dataclass

import numpy as np

from demo.generate import identifiers
from demo.generate.canary import CANARY
from demo.generate.frame import (
    DAY,
    LATEST,
    NEVER,
    Array,
    Columns,
    blank,
    choose,
    days_ago,
    pick,
    reference,
    seconds,
    serials,
    stream,
    texts,
    uniform_times,
)
from demo.generate.lifecycle import Lives
from demo.generate.people import People, invent


@dataclass(frozen=True)
class Members:
    """Who the members are and what happened to their accounts, by position."""

    number: Array
    account: Array
    people: People
    lives: Lives
    canary: int
    """position of the member who carries the canaries"""


def enrol(seed: int, lives: Lives) -> Members:
    """Give each account a person; one member in normal use carries the canary values."""
    people = invent(stream(seed, "people"), len(lives), minors=lives.minor)
    # An adult in long use, so that every table has rows of theirs.
    candidates = np.flatnonzero(lives.within("normal") & ~lives.minor)
    chosen = int(candidates[0])
    for field, value in (
        ("name", CANARY.name), ("mobile", CANARY.mobile), ("email", CANARY.email),
        ("id_card", CANARY.id_card),
        ("wechat", CANARY.wechat), ("region", CANARY.id_card[:6]), ("female", True),
        ("birth", np.datetime64(CANARY.birth_date)),
    ):  # fmt: skip
        getattr(people, field)[chosen] = value
    return Members(serials("YH", len(lives), 8), serials("AC", len(lives), 8), people, lives, chosen)


def member_tables(seed: int, members: Members, merchant_numbers: Array) -> dict[str, Columns]:
    """t_member, t_address, t_bank_card, t_vehicle, t_wallet, t_realname_auth, t_guardian_bind."""
    rng = stream(seed, "members")
    lives, people, size = members.lives, members.people, len(members.number)
    gone = lives.to_erase
    trader = lives.within("normal") & ~lives.minor & (np.arange(size) != members.canary)
    trader[trader] = rng.random(int(trader.sum())) < 0.03
    has_email = rng.random(size) < 0.8
    has_email[members.canary] = True
    address = _addresses(rng, members)
    first_address = _first_of(address["member_no"], address["address_id"], members.number)
    inviter = rng.integers(0, np.maximum(np.arange(size), 1))
    invited = (rng.random(size) < 0.25) & ~gone & ~gone[inviter] & (np.arange(size) > 0)
    # Reviews marked some data as invalid; each was corrected three days later.
    marked = lives.within("normal") & (lives.created < days_ago(200)) & (np.arange(size) % 30 == 7)
    invalid = np.where(marked, days_ago(10.0 + np.arange(size) % 100), NEVER)
    columns: Columns = {
        "member_no": members.number,
        "member_type": np.where(trader, "M", "C"),
        "nickname": blank(pick(rng, reference("names")["nicknames"], size), gone),
        "real_name": blank(people.name, gone),
        "gender": blank(texts(np.where(people.female, "F", "M")), gone),
        "birth_date": np.where(gone, np.datetime64("NaT", "D"), _mistyped(members)),
        "id_card_no": blank(people.id_card, gone),
        "mobile": blank(people.mobile, gone),
        "email": blank(people.email, gone | ~has_email),
        "home_region": blank(people.region, gone),
        "default_address_id": blank(first_address, gone),
        "invited_by": choose(invited, members.number[inviter], None),
        "merchant_no": choose(trader, pick(rng, list(merchant_numbers), size), None),
        "profile": blank(_profiles(rng, people), gone),
        "invalid_flag": np.zeros(size, dtype=bool),
        "invalid_time": invalid,
        "invalid_clear_time": invalid + seconds(np.full(size, 3 * DAY)),
        "reg_time": lives.created,
        "update_time": np.where(
            gone,
            lives.cancelled + seconds(np.full(size, 3 * DAY)),
            np.where(np.isnat(lives.edited), lives.activated, lives.edited),
        ),
    }
    return {
        "t_member": columns,
        "t_address": address,
        "t_bank_card": _cards(rng, members),
        "t_vehicle": _vehicles(rng, members),
        "t_wallet": _wallets(rng, members),
        "t_realname_auth": _identity_checks(rng, members),
        "t_guardian_bind": _guardians(rng, members),
    }


def _mistyped(members: Members) -> Array:
    """Every 250th date of birth in use is a day off, as in hand-typed files; far less than policy allows."""
    rows = np.flatnonzero(members.lives.within("normal") & ~members.lives.minor)[125::250]
    rows = rows[rows != members.canary]
    birth = members.people.birth.copy()
    birth[rows] += np.timedelta64(1, "D")
    return birth


def _first_of(owners: Array, ids: Array, numbers: Array) -> Array:
    first: dict[str, int] = {}
    for owner, number in zip(owners, ids.tolist(), strict=True):
        first.setdefault(owner, number)
    return texts([first.get(number) for number in numbers])


def _addresses(rng: np.random.Generator, members: Members) -> Columns:
    """None to two addresses a member; those of erased members are gone."""
    count = np.where(members.lives.to_erase, 0, rng.choice(3, size=len(members.number), p=[0.15, 0.6, 0.25]))
    count[members.canary] = 1
    who = np.repeat(np.arange(len(members.number)), count)
    people = members.people
    return {
        "address_id": np.arange(1, len(who) + 1),
        "member_no": members.number[who],
        "consignee": people.name[who],
        "contact_phone": people.mobile[who],
        "region_code": people.region[who],
        "detail": people.address[who],
        "create_time": uniform_times(
            rng, members.lives.created[who], members.lives.created[who] + seconds(40 * DAY)
        ),
    }


def _profiles(rng: np.random.Generator, people: People) -> Array:
    """Extended data as JSON: contacts, an emergency contact, preferences."""
    size = len(people.name)
    relatives = people.name[rng.permutation(size)]
    phones = identifiers.mobiles(rng, size, start=30_000_000)
    chance = rng.random((3, size))
    topics = pick(rng, ["外卖", "家政", "洗车", "宠物", "数码"], size)
    documents = []
    for index in range(size):
        document: dict[str, object] = {
            "prefs": {"topic": topics[index], "push": bool(chance[0, index] < 0.5)}
        }
        contact = {"phone": people.mobile[index]}
        if chance[1, index] < 0.5 or people.name[index] == CANARY.name:
            contact["email"] = people.email[index]
        if chance[1, index] < 0.3:
            contact["wechat"] = people.wechat[index]
        document["contact"] = contact
        if chance[2, index] < 0.35:
            document["emergency"] = {"name": relatives[index], "phone": phones[index]}
        documents.append(json.dumps(document, ensure_ascii=False, sort_keys=True))
    return texts(documents)


def _cards(rng: np.random.Generator, members: Members) -> Columns:
    keep = (rng.random(len(members.number)) < 0.3) & ~members.lives.to_erase & ~members.lives.minor
    who = np.flatnonzero(keep)
    trade = reference("trade")
    bank = rng.integers(0, len(trade["banks"]), size=len(who))
    return {
        "card_id": np.arange(1, len(who) + 1),
        "member_no": members.number[who],
        "holder_name": members.people.name[who],
        "card_no": identifiers.bank_cards(rng, np.array(trade["bank_iin"])[bank]),
        "bank_name": texts(np.array(trade["banks"], dtype=object)[bank]),
        "bind_time": uniform_times(
            rng, members.lives.created[who], members.lives.created[who] + seconds(90 * DAY)
        ),
    }


def _vehicles(rng: np.random.Generator, members: Members) -> Columns:
    keep = (rng.random(len(members.number)) < 0.18) & ~members.lives.to_erase & ~members.lives.minor
    who = np.flatnonzero(keep)
    return {
        "member_no": members.number[who],
        "plate_no": identifiers.plates(rng, len(who)),
        "model": pick(rng, reference("trade")["car_models"], len(who)),
    }


def _wallets(rng: np.random.Generator, members: Members) -> Columns:
    """Balances; accounts on the way to deletion hold nothing, exempt ones hold funds."""
    lives = members.lives
    has = (rng.random(len(lives)) < 0.4) | lives.within("exempt_funds")
    who = np.flatnonzero(has & ~lives.to_erase)
    balance = np.round(rng.gamma(1.2, 80, size=len(who)), 2)
    empty = lives.within("notice_due", "noticed", "frozen", "closed_dormant", "closed_recent", "unused")[who]
    balance = np.where(empty, 0.0, np.where(lives.within("exempt_funds")[who], balance + 20, balance))
    return {
        "member_no": members.number[who],
        "balance": balance,
        "update_time": np.minimum(lives.created[who] + seconds(20 * DAY), LATEST),
    }


def _identity_checks(rng: np.random.Generator, members: Members) -> Columns:
    """One decided check before activation; pending and rejected accounts have an undecided or failed one."""
    lives, people, size = members.lives, members.people, len(members.number)
    gone = lives.to_erase
    submitted = lives.created + seconds(rng.uniform(60, 600, size))
    decided = lives.activated - seconds(rng.uniform(5, 120, size))
    decided = np.where(
        lives.within("rejected"), submitted + seconds(rng.uniform(0.1, 2, size) * DAY), decided
    )
    decided = np.where(~np.isnat(decided), np.maximum(decided, submitted + seconds(np.full(size, 30))), NEVER)
    by_hand = (rng.random(size) < 0.4) & ~np.isnat(decided)
    auditor = pick(rng, ["S0011", "S0012", "S0013"], size)
    cert_days = rng.uniform(200, 3000, size)
    return {
        "auth_id": np.arange(1, size + 1),
        "member_no": members.number,
        "auth_name": blank(people.name, gone),
        "id_card_no": blank(people.id_card, gone),
        "auth_method": np.where(by_hand, "IDCARD", "GOVAPI"),
        "auth_result": np.where(lives.within("pending"), "W", np.where(lives.within("rejected"), "N", "Y")),
        "cert_type": blank(np.full(size, "ID", dtype=object), gone),
        "cert_file": blank(serials("ZJ", size, 8), gone),
        "cert_expire": np.where(gone, NEVER, days_ago(-cert_days)),
        "auditor_no": choose(by_hand, auditor, None),
        "submit_time": submitted,
        "audit_time": decided,
        "valid_until": np.where(lives.within("pending", "rejected"), NEVER, days_ago(-cert_days)),
    }


def _guardians(rng: np.random.Generator, members: Members) -> Columns:
    """Each minor is bound to an adult member in normal use, who confirmed within five days."""
    lives = members.lives
    minors = np.flatnonzero(lives.minor)
    adults = np.flatnonzero(lives.within("normal") & ~lives.minor & (lives.created < days_ago(430)))
    return {
        "bind_id": np.arange(1, len(minors) + 1),
        "minor_no": members.number[minors],
        "guardian_no": members.number[rng.choice(adults, size=len(minors))],
        "relation": pick(rng, ["父亲", "母亲", "祖父母"], len(minors), [45, 50, 5]),
        "bind_status": np.full(len(minors), "Y"),
        "confirm_time": lives.activated[minors] + seconds(rng.uniform(0.01, 0.5, len(minors)) * DAY),
    }
