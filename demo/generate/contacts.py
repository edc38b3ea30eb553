"""Service requests, satisfaction surveys, consents, disclosures, rights requests and legal holds."""

import numpy as np

from demo.generate.calendar import busy_times
from demo.generate.frame import (
    DAY,
    HOUR,
    LATEST,
    MIDNIGHT,
    NEVER,
    Array,
    Columns,
    blank,
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
from demo.generate.orders import Orders, actors
from demo.generate.texts import Mentions, forget, write

PURPOSES = ("marketing", "insurance", "analytics")
_SURVEY_MEANS = {
    "2024-04-15": 77, "2024-07-15": 79, "2024-10-14": 82, "2025-01-13": 84,
    "2025-04-14": 83, "2025-07-14": 78, "2025-10-13": 85, "2026-01-12": 86,
}  # fmt: skip


def service_tables(
    seed: int, members: Members, orders: Orders, size: int, mentions: dict[str, Mentions]
) -> dict[str, Columns]:
    """t_service_call: of every forty inquiries one is answered too late."""
    rng = stream(seed, "service")
    when = busy_times(rng, size, 540)
    who = actors(rng, members, when)
    number = texts([f"FW{str(moment)[:10].replace('-', '')}{i:06d}" for i, moment in enumerate(when)])
    hours = np.minimum(rng.lognormal(0.4, 1.0, size), 21)
    kind = pick(rng, ["INQ", "REPAIR", "WARRANTY", "OTHER"], size, [62, 18, 10, 10])
    late = np.flatnonzero(kind == "INQ")[20::40]
    hours[late] = rng.uniform(25, 70, len(late))
    reply = when + seconds(hours * HOUR)
    finish = reply + seconds(rng.lognormal(0.5, 1.0, size) * HOUR)
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
            "channel": pick(rng, ["APP", "HOTLINE", "WECHAT"], size, [55, 30, 15]),
            "call_back_phone": choose(rng.random(size) < 0.5, people.mobile[who], None),
            "question": question,
            "open_time": when,
            "reply_time": np.where(reply > LATEST, NEVER, reply),
            "finish_time": np.where(finish > LATEST, NEVER, finish),
        }
    }


def survey_tables(seed: int, members: Members, mentions: dict[str, Mentions]) -> dict[str, Columns]:
    """t_survey (each quarter for two years), t_survey_answer, t_improve_plan; weak results have a plan."""
    rng = stream(seed, "surveys")
    launches, means = list(_SURVEY_MEANS), list(_SURVEY_MEANS.values())
    invited = max(280, len(members.number) // 3)
    numbers = texts([f"SV{day[:4]}Q{(int(day[5:7]) + 2) // 3}" for day in launches])
    launched = np.array([f"{day}T10:00:00" for day in launches], dtype="datetime64[s]")
    answers: dict[str, list[Array]] = {}
    for number, start, mean in zip(numbers, launched, means, strict=True):
        count = int(invited * rng.uniform(0.15, 0.22))
        who = actors(rng, members, np.full(count, start))
        score = np.clip(np.round(rng.normal(mean + 1, 9, count)), 20, 100).astype(int)
        # Rounding and clipping move the mean a little; it is put back so that a plan follows when it is weak.
        score = np.clip(score + round(mean - float(score.mean())), 0, 100)
        when = uniform_times(rng, start, start + seconds(13 * DAY), count)
        for name, values in {
            "survey_no": texts([number] * count),
            "who": who,
            "score": score,
            "at": when,
        }.items():
            answers.setdefault(name, []).append(values)
    joined = {name: np.concatenate(values) for name, values in answers.items()}
    who, size = joined["who"], len(joined["who"])
    ids = np.arange(1, size + 1)
    comment = write(
        rng, "survey", size, {"phone": members.people.mobile[who]}, ids,
        mentions.setdefault("t_survey_answer.comment", Mentions()),
    )  # fmt: skip
    silent = rng.random(size) < 0.7
    forget(mentions["t_survey_answer.comment"], {str(key) for key in ids[silent]})
    weak = np.array(means) < 81
    measures = ["增加夜间客服班次", "上线退款进度提醒", "配送超时自动赔付", "商家服务培训", "投诉回访制度"]
    return {
        "t_survey": {
            "survey_no": numbers,
            "title": texts([f"{number[2:6]}年第{number[-1]}季度满意度调查" for number in numbers]),
            "launch_time": launched,
            "close_time": launched + seconds(14 * DAY),
            "invited": np.full(len(launches), invited),
        },
        "t_survey_answer": {
            "answer_id": ids,
            "survey_no": joined["survey_no"],
            "member_no": members.number[who],
            "score": joined["score"],
            "comment": blank(comment, silent),
            "answer_time": joined["at"],
        },
        "t_improve_plan": {
            "plan_id": np.arange(1, int(weak.sum()) + 3),
            "survey_no": texts([*numbers[weak], None, None]),
            "source": texts(["SURVEY"] * int(weak.sum()) + ["COMPLAINT", "AUDIT"]),
            "measure": texts((measures * 3)[: int(weak.sum()) + 2]),
            "open_time": np.concatenate(
                [launched[weak] + seconds(18 * DAY), days_ago(np.array([200.0, 45.0]))]
            ),
            "close_time": np.concatenate(
                [launched[weak] + seconds(70 * DAY), days_ago(np.array([120.0, 10.0]))]
            ),
        },
    }


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
    """Consent at registration, optional purposes later; disclosures rest on a contract or a live consent."""
    lives, size = members.lives, len(members.number)
    optional = np.flatnonzero((rng.random(size) < 0.45) & lives.within("normal"))
    who = np.concatenate([np.arange(size), optional])
    purpose = np.concatenate([texts(["service"] * size), pick(rng, PURPOSES, len(optional))])
    granted = np.concatenate(
        [lives.created, lives.activated[optional] + seconds(np.full(len(optional), 3600))]
    )
    age = (LATEST - granted).astype("int64")
    withdraws = (purpose != "service") & (rng.random(len(who)) < 0.12) & (age > 20 * DAY)
    revoked = np.where(withdraws, granted + seconds(age * rng.uniform(0.5, 0.95, len(who))), NEVER)
    ids = np.arange(1, len(who) + 1)
    consents: Columns = {
        "consent_id": ids,
        "member_no": members.number[who],
        "document": np.where(purpose == "service", "隐私政策", "单独同意书"),
        "purpose": purpose,
        "version": pick(rng, ["v3.1", "v3.2", "v4.0"], len(who)),
        "grant_time": granted,
        "revoke_time": revoked,
    }
    by_consent = np.flatnonzero((purpose == "insurance") | (purpose == "marketing"))
    by_consent = by_consent[rng.random(len(by_consent)) < 0.25]
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
