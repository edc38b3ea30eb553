"""What members allowed, what was given to others, what they asked for, and what must be kept for the law."""

import numpy as np

from demo.generate.calendar import busy_times
from demo.generate.frame import (
    DAY,
    LATEST,
    MIDNIGHT,
    NEVER,
    Columns,
    choose,
    days_ago,
    pick,
    reference,
    seconds,
    stream,
    texts,
    uniform_times,
)
from demo.generate.members import Members
from demo.generate.orders import actors
from demo.generate.texts import Mentions, write

PURPOSES = ("marketing", "insurance", "analytics")
UNDERTAKING = "truthful_registration"


def rights_tables(seed: int, members: Members, mentions: dict[str, Mentions]) -> dict[str, Columns]:
    """t_consent, t_share_record, t_privacy_request, t_legal_hold."""
    rng = stream(seed, "rights")
    consents, shares = _consents_and_shares(rng, members)
    return {
        "t_consent": consents,
        "t_share_record": shares,
        "t_privacy_request": _requests(rng, members, mentions),
        "t_legal_hold": _holds(rng, members),
    }


def _consents_and_shares(rng: np.random.Generator, members: Members) -> tuple[Columns, Columns]:
    """Consent and an undertaking at registration; disclosures rest on a contract or a live consent."""
    lives, size = members.lives, len(members.number)
    optional = np.flatnonzero((rng.random(size) < 0.45) & lives.within("normal"))
    who = np.concatenate([np.arange(size), optional, np.arange(size)])
    purpose = np.concatenate(
        [texts(["service"] * size), pick(rng, PURPOSES, len(optional)), texts([UNDERTAKING] * size)]
    )
    granted = np.concatenate(
        [lives.created, lives.activated[optional] + seconds(np.full(len(optional), 3600)), lives.created]
    )
    age = (LATEST - granted).astype("int64")
    withdraws = np.isin(purpose.astype(str), PURPOSES) & (rng.random(len(who)) < 0.12) & (age > 20 * DAY)
    revoked = np.where(withdraws, granted + seconds(age * rng.uniform(0.5, 0.95, len(who))), NEVER)
    ids = np.arange(1, len(who) + 1)
    consents: Columns = {
        "consent_id": ids,
        "member_no": members.number[who],
        "document": choose(
            purpose == "service", "隐私政策", choose(purpose == UNDERTAKING, "真实信息承诺书", "单独同意书")
        ),
        "purpose": purpose,
        "version": pick(rng, ["v3.1", "v3.2", "v4.0"], len(who)),
        "grant_way": texts(["TICK"] * len(who)),
        "grant_time": granted,
        "revoke_time": revoked,
    }
    # Insurance that the member asked for; for its partners' marketing the platform gives nothing away.
    by_consent = np.flatnonzero(purpose == "insurance")
    by_consent = by_consent[rng.random(len(by_consent)) < 0.5]
    limit = np.where(np.isnat(revoked), LATEST, revoked - seconds(np.full(len(who), 3600)))[by_consent]
    by_contract = rng.choice(np.flatnonzero(lives.within("normal")), size=max(20, size // 40))
    count = len(by_consent) + len(by_contract)
    basis = texts(["consent"] * len(by_consent) + ["contract"] * len(by_contract))
    recipients = reference("trade")["recipients"]
    shares: Columns = {
        "share_id": np.arange(1, count + 1),
        "member_no": members.number[np.concatenate([who[by_consent], by_contract])],
        "recipient": np.where(
            basis == "consent", pick(rng, recipients[2:], count), pick(rng, recipients[:2], count)
        ),
        "purpose": np.concatenate([purpose[by_consent], texts(["service"] * len(by_contract))]),
        "legal_basis": basis,
        "consent_id": texts([*ids[by_consent].tolist(), *[None] * len(by_contract)]),
        "consideration": np.full(count, "none"),
        "share_time": np.concatenate(
            [
                uniform_times(rng, granted[by_consent] + seconds(np.full(len(by_consent), 60)), limit),
                uniform_times(rng, lives.activated[by_contract], np.full(len(by_contract), LATEST)),
            ]
        ),
    }
    return consents, shares


def _requests(rng: np.random.Generator, members: Members, mentions: dict[str, Mentions]) -> Columns:
    """Rights requests; of every fifty one took too long, refusals cite a basis, recent ones may be open."""
    size = max(200, len(members.number) // 45)
    received = busy_times(rng, size, 500)
    who = actors(rng, members, received)
    days = np.minimum(rng.lognormal(1.2, 0.6, size), 12.5)
    days[20::50] = rng.uniform(17, 24, size)[20::50]
    finished = received + seconds(days * DAY)
    done = finished <= LATEST
    outcome = pick(rng, ["DONE", "REFUSED", "CANCEL"], size, [90, 6, 4])
    number = texts([f"QY{str(moment)[:10].replace('-', '')}{i:05d}" for i, moment in enumerate(received)])
    people = members.people
    fill = {"name": people.name[who], "phone": people.mobile[who], "address": people.address[who]}
    kind = pick(rng, ["ACCESS", "RECTIFY", "ERASE"], size, [45, 30, 25])
    return {
        "request_no": number,
        "member_no": members.number[who],
        "request_type": kind,
        "description": write(
            rng, "dsr", size, fill, number, mentions.setdefault("t_privacy_request.description", Mentions())
        ),
        "receive_time": received,
        "finish_time": np.where(done, finished, NEVER),
        "outcome": choose(done, outcome, None),
        "refuse_basis": choose(done & (outcome == "REFUSED"), "个人信息保护法第四十七条第二款", None),
    }


def _holds(rng: np.random.Generator, members: Members) -> Columns:
    """Holds for investigations and lawsuits: accounts kept because of them, and some that were released."""
    lives = members.lives
    held = np.flatnonzero(lives.within("closed_held", "exempt_hold"))
    past = rng.choice(np.flatnonzero(lives.within("normal")), size=max(2, len(held) // 2), replace=False)
    who = np.concatenate([held, past])
    start = np.concatenate(
        [days_ago(rng.uniform(430, 500, len(held))), days_ago(rng.uniform(200, 400, len(past)))]
    )
    open_end = np.full(len(who), MIDNIGHT + seconds(300 * DAY))
    released = np.where(np.arange(len(who)) < len(held), NEVER, start + seconds(np.full(len(who), 60 * DAY)))
    return {
        "hold_id": np.arange(1, len(who) + 1),
        "member_no": members.number[who],
        "hold_scope": texts(["all"] * len(who)),
        "basis": pick(rng, ["公安机关协查函", "民事诉讼保全", "税务检查通知书"], len(who)),
        "start_time": start,
        "expire_time": open_end,
        "release_time": released,
    }
