"""Merchants, their audits and what they sell; brands and numbers here look personal but are not."""

import numpy as np

from demo.generate import identifiers
from demo.generate.frame import (
    Array,
    Columns,
    choose,
    days_ago,
    pick,
    reference,
    seconds,
    serials,
    stream,
    texts,
)
from demo.generate.people import area_codes, invent


def merchant_tables(seed: int, size: int) -> dict[str, Columns]:
    """t_merchant, t_merchant_audit, t_goods."""
    rng = stream(seed, "merchants")
    trade = reference("trade")
    people = invent(rng, size, phone_start=10_000_000)
    kind = pick(rng, trade["shop_words"], size)
    name = pick(rng, trade["shop_prefixes"], size) + kind
    branded = rng.random(size) < 0.2
    name = np.where(branded, pick(rng, trade["brands"], size) + texts(["旗舰店"] * size), name)
    status = pick(rng, ["A", "S", "C"], size, [0.92, 0.04, 0.04])
    status[:2], status[2:4] = "A", ["S", "C"]
    category = pick(rng, trade["categories"], size)
    # Two active merchants of every size of platform teach, and at least two cook.
    teaching, cooking = np.flatnonzero(status == "A")[2:4], np.flatnonzero(status == "A")[4:6]
    category[teaching], category[cooking] = "training", "catering"
    name[teaching] = pick(rng, trade["shop_prefixes"], 2) + texts(["职业培训学校"] * 2)
    number = serials("MC", size, 6)
    joined = days_ago(rng.uniform(30, 1500, size))
    active = status == "A"
    merchants: Columns = {
        "merchant_no": number,
        "merchant_name": name,
        "category": category,
        "merchant_status": status,
        "uscc": identifiers.company_codes(rng, people.region),
        "licence_expire": days_ago(
            np.where(active, -rng.uniform(40, 3000, size), rng.uniform(-300, 300, size))
        ),
        "contact_name": people.name,
        "contact_phone": people.mobile,
        "shop_phone": identifiers.landlines(rng, area_codes(people.region)),
        "shop_address": people.address,
        "region_code": people.region,
        "join_time": joined,
    }
    return {
        "t_merchant": merchants,
        "t_merchant_audit": _audits(rng, number, active, joined),
        "t_goods": _goods(rng, number),
    }


def _audits(rng: np.random.Generator, number: Array, active: Array, joined: Array) -> Columns:
    """One at entry; active merchants also in the last 150 days, a few after a failed first attempt."""
    size = len(number)
    recent = days_ago(rng.uniform(5, 150, size))
    failed = active & (rng.random(size) < 0.05)
    who = np.concatenate([np.arange(size), np.flatnonzero(active), np.flatnonzero(failed)])
    when = np.concatenate(
        [joined, recent[active], recent[failed] - seconds(np.full(int(failed.sum()), 3 * 86_400))]
    )
    result = np.concatenate(
        [np.full(size, "Y"), np.full(int(active.sum()), "Y"), np.full(int(failed.sum()), "N")]
    )
    order = np.argsort(when, kind="stable")
    return {
        "audit_id": np.arange(1, len(who) + 1),
        "merchant_no": number[who[order]],
        "audit_time": when[order],
        "audit_result": result[order],
        "auditor_no": pick(rng, ["S0021", "S0022"], len(who)),
    }


def _goods(rng: np.random.Generator, number: Array) -> Columns:
    """Goods with brand names, device models, bar codes, time stamps in digits and image digests."""
    trade = reference("trade")
    who = np.repeat(np.arange(len(number)), 5)
    size = len(who)
    brand = pick(rng, trade["brands"], size)
    made = days_ago(rng.uniform(1, 700, size))
    stamps = [str(moment).replace("-", "").replace("T", "").replace(":", "") for moment in made]
    return {
        "goods_no": serials("G", size, 7),
        "merchant_no": number[who],
        "goods_name": brand + pick(rng, trade["goods"], size),
        "brand": brand,
        "model_no": choose(rng.random(size) < 0.4, pick(rng, trade["models"], size), None),
        "bar_code": texts([f"69{tail:011d}" for tail in rng.integers(0, 10**11, size=size).tolist()]),
        "batch_stamp": texts([stamp + "001" for stamp in stamps]),
        "image_digest": identifiers.hex_digests(rng, size, 64),
        "price": np.round(rng.gamma(2, 45, size) + 3, 2),
    }
