"""What members publish and offer, what was flagged in it, and their reading of comics."""

from dataclasses import dataclass

import numpy as np

from demo.generate.calendar import busy_times
from demo.generate.frame import (
    DAY,
    HOUR,
    MIDNIGHT,
    NEVER,
    Array,
    Columns,
    blank,
    days_ago,
    erased,
    pick,
    reference,
    seconds,
    serials,
    stream,
    texts,
    uniform_times,
)
from demo.generate.members import Members
from demo.generate.orders import actors, former_times
from demo.generate.texts import Mentions

HISTORY_DAYS = 210
SETTLED_DAYS = 10
"""Posts older than this can have been flagged; what follows from a flag is done by today."""
FRESH = 3
"""The newest posts give somebody away and are too young to be judged."""
COMICS = 400


@dataclass(frozen=True)
class Flagged:
    """Posts that were flagged with reason and removed, by position."""

    number: Array
    member: Array
    """position of the author"""
    kind: Array
    flagged: Array
    confirmed: Array


def publishing_tables(
    seed: int, scale: float, members: Members, mentions: dict[str, Mentions]
) -> tuple[dict[str, Columns], Flagged]:
    """t_post, t_post_flag, t_listing, t_comic_access; and the posts that were flagged with reason."""
    rng = stream(seed, "publishing")
    posts, author = _posts(rng, members, max(400, round(6_000 * scale)), mentions)
    flags, flagged = _flags(rng, posts, author)
    return {
        "t_post": posts,
        "t_post_flag": flags,
        "t_listing": _listings(rng, members),
        "t_comic_access": _comics(rng, members, max(600, round(9_000 * scale))),
    }, flagged


def _posts(
    rng: np.random.Generator, members: Members, size: int, mentions: dict[str, Mentions]
) -> tuple[Columns, Array]:
    """Posts, those of former members without their text; and the position of each author."""
    former = size // 20
    when = busy_times(rng, size - former, HISTORY_DAYS)
    who = actors(rng, members, when)
    former_who, former_when = former_times(rng, members, former, HISTORY_DAYS)
    who, when = np.concatenate([who, former_who]), np.concatenate([when, former_when])
    order = np.argsort(when, kind="stable")
    who, when = who[order], np.maximum(when[order], members.lives.activated[who[order]])
    normal = np.flatnonzero(members.lives.within("normal") & ~members.lives.minor)
    who[-FRESH:] = normal[-FRESH - 2 : -2]
    when[-FRESH:] = MIDNIGHT + seconds(np.array([14.0, 17.0, 20.0]) * HOUR)
    number = serials("TZ", size, 8)
    content = pick(rng, reference("conduct")["posts"], size)
    private, others = reference("conduct")["private"], members.people.mobile[normal[: 2 * FRESH]]
    notes = mentions.setdefault("t_post.content", Mentions())
    for position in range(FRESH):
        row = size - FRESH + position
        content[row] = private[position % len(private)].format(phone=others[FRESH + position])
        notes.cells.append((number[row], ("PHONE_NUMBER",)))
    return {
        "post_no": number,
        "member_no": members.number[who],
        "board": pick(rng, ["LIFE", "COMIC"], size, [60, 40]),
        "content": np.where(members.lives.to_erase[who], erased(number, "post"), content),
        "publish_time": when,
        "remove_time": np.full(size, NEVER),
    }, who


def _flags(rng: np.random.Generator, posts: Columns, author: Array) -> tuple[Columns, Flagged]:
    """Harmful, false and private posts, each found within half a day and removed within hours of it.

    The text of a removed post is gone. Some reports were dismissed and their posts stayed.
    """
    kept = np.array([not str(text).startswith("erased-") for text in posts["content"]])
    old = np.flatnonzero(kept & (posts["publish_time"] < days_ago(SETTLED_DAYS)))
    harmful, private, exposing, harmless = old[3::25], old[10::100], old[20::140], old[5::50]
    kinds = list(reference("conduct")["harmful"])
    rows = np.concatenate([harmful, private, exposing, harmless])
    kind = texts(
        [kinds[index % len(kinds)] for index in range(len(harmful))]
        + ["PRIVACY"] * len(private)
        + ["DOXX"] * len(exposing)
        + ["ABUSE"] * len(harmless)
    )
    founded = np.arange(len(rows)) < len(rows) - len(harmless)
    flagged = posts["publish_time"][rows] + seconds(rng.uniform(0.2, 12, len(rows)) * HOUR)
    reviewed = flagged + seconds(rng.uniform(0.1, 6, len(rows)) * HOUR)
    posts["content"][rows[founded]] = reference("conduct")["removed"]
    posts["remove_time"][rows[founded]] = reviewed[founded] + seconds(np.full(int(founded.sum()), 300))
    flags: Columns = {
        "flag_id": np.arange(1, len(rows) + 1),
        "post_no": posts["post_no"][rows],
        "flag_kind": kind,
        "flag_source": pick(rng, ["PATROL", "USER"], len(rows)),
        "flag_time": flagged,
        "review_time": reviewed,
        "verdict": np.where(founded, "Y", "N"),
    }
    hit = rows[founded]
    return flags, Flagged(
        posts["post_no"][hit], author[hit], kind[founded], flagged[founded], reviewed[founded]
    )


def _listings(rng: np.random.Generator, members: Members) -> Columns:
    """One adult member in sixty offers a service and brought it up to date within five months."""
    able = np.flatnonzero(members.lives.within("normal") & ~members.lives.minor)
    who = np.sort(rng.choice(able, size=max(30, len(members.number) // 60), replace=False))
    size = len(who)
    published = uniform_times(rng, members.lives.activated[who], days_ago(np.full(size, 0.5)))
    updated = np.maximum(days_ago(rng.uniform(3, 150, size)), published)
    offline = np.full(size, NEVER)
    offline[::20] = updated[::20] + seconds(np.full(len(offline[::20]), 2 * DAY))
    return {
        "listing_no": serials("FW", size, 6),
        "member_no": members.number[who],
        "content": pick(rng, reference("conduct")["listings"], size),
        "price": np.round(rng.uniform(30, 400, size), 0),
        "minutes": rng.choice([30, 60, 90, 120, 180], size=size),
        "publish_time": published,
        "update_time": np.where(updated > published, updated, NEVER),
        "offline_time": offline,
    }


def _comics(rng: np.random.Generator, members: Members, size: int) -> Columns:
    """Downloads and readings of half a year, all by members activated ten days before: they browse first."""
    when, browsing = busy_times(rng, size, 175), seconds(np.full(size, 10 * DAY))
    who = actors(rng, members, when - browsing)
    when = np.maximum(when, members.lives.activated[who] + browsing)
    return {
        "access_id": np.arange(1, size + 1),
        "account_no": blank(members.account[who], np.zeros(size, dtype=bool)),
        "comic_code": texts([f"MH{index:05d}" for index in rng.integers(1, COMICS, size=size).tolist()]),
        "access_kind": pick(rng, ["D", "R"], size, [30, 70]),
        "access_time": when,
    }
