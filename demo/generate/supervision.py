"""How merchants are watched: inspections, violations, ratings, launches of goods, suspect reviews."""

import numpy as np

from demo.generate.frame import (
    DAY,
    LATEST,
    NEVER,
    Array,
    Columns,
    choose,
    days_ago,
    pick,
    seconds,
    serials,
    stream,
    texts,
)

BAND = 0.1
"""Share of merchants at either end of a rating that is rewarded or demoted."""
SCORED_DAYS = 180
RATED_MONTHS = ("2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03")


def supervision_tables(
    seed: int,
    merchants: Columns,
    goods: Columns,
    ordered: dict[str, Columns],
    tickets: Columns,
    cases: Columns,
    training: dict[str, Columns],
) -> dict[str, Columns]:
    """t_merchant_check to t_review_flag; ratings follow from the reviews that were not dropped by then."""
    rng = stream(seed, "supervision")
    flags = _flags(rng, ordered["t_review"])
    ratings = _ratings(_scores(ordered, training, flags))
    return {
        "t_merchant_check": _checks(rng, merchants),
        **_violations(rng, merchants, tickets, cases),
        "t_merchant_rating": ratings,
        "t_merchant_award": _awards(rng, ratings),
        "t_goods_launch": _launches(rng, goods["goods_no"]),
        "t_review_flag": flags,
    }


def _checks(rng: np.random.Generator, merchants: Columns) -> Columns:
    """Food safety every other month, teaching every ten weeks with scores that never fall."""
    active, category = merchants["merchant_status"] == "A", merchants["category"].astype(str)
    cooks = merchants["merchant_no"][active & (category == "catering")]
    schools = merchants["merchant_no"][active & (category == "training")]
    food, teach = np.array([320.0, 260.0, 200.0, 140.0, 80.0, 20.0]), np.array([285.0, 215.0, 145.0, 75.0])
    when = days_ago(
        np.concatenate([np.tile(food, len(cooks)), np.tile(teach, len(schools))])
        + rng.uniform(-8, 8, len(cooks) * len(food) + len(schools) * len(teach))
    )
    is_food = np.arange(len(when)) < len(cooks) * len(food)
    failed = is_food & (rng.random(len(when)) < 0.05)
    mended = when + seconds(rng.uniform(0.5, 6, len(when)) * DAY)
    score = np.concatenate(
        [np.full(len(cooks) * len(food), np.nan), np.tile(np.array([84.0, 86.5, 86.5, 90.0]), len(schools))]
    )
    return {
        "check_id": np.arange(1, len(when) + 1),
        "merchant_no": np.concatenate([np.repeat(cooks, len(food)), np.repeat(schools, len(teach))]),
        "check_kind": choose(is_food, "FOOD", "TEACH"),
        "check_time": when,
        "passed": ~failed,
        "score": score,
        "fix_time": np.where(failed & (mended <= LATEST), mended, NEVER),
    }


def _violations(
    rng: np.random.Generator, merchants: Columns, tickets: Columns, cases: Columns
) -> dict[str, Columns]:
    """From upheld complaints of substandard goods and from patrols; each decided on within twelve days."""
    closed = dict(zip(tickets["ticket_no"], tickets["close_time"], strict=True))
    upheld = dict(zip(tickets["ticket_no"], tickets["verdict"].astype(str) == "Y", strict=True))
    shoddy = cases["issue_kind"].astype(str) == "SHODDY"
    rows = [row for row in np.flatnonzero(shoddy) if upheld[cases["ticket_no"][row]]]
    patrols = max(20, len(merchants["merchant_no"]) // 6)
    found = np.concatenate(
        [
            np.array([closed[number] for number in cases["ticket_no"][rows]], dtype="datetime64[s]"),
            days_ago(rng.uniform(1, 300, patrols)),
        ]
    )
    size = len(found)
    confirmed = found + seconds(rng.uniform(0.3, 3, size) * DAY)
    decided = confirmed + seconds(rng.uniform(0.5, 9, size) * DAY)
    serious = (np.arange(size) < len(rows)) | (rng.random(size) < 0.3)
    spared = ~serious & (rng.random(size) < 0.1)
    number = serials("WG", size, 6)
    done = np.flatnonzero(decided <= LATEST)
    measure = choose(serious, pick(rng, ["FINE", "STOP"], size), pick(rng, ["WARN", "FINE"], size))
    return {
        "t_merchant_breach": {
            "breach_no": number,
            "merchant_no": np.concatenate(
                [cases["merchant_no"][rows], pick(rng, merchants["merchant_no"], patrols)]
            ),
            "ticket_no": np.concatenate([cases["ticket_no"][rows], texts([None] * patrols)]),
            "breach_level": np.where(serious, 2, 1),
            "find_time": found,
            "confirm_time": np.where(confirmed > LATEST, NEVER, confirmed),
        },
        "t_merchant_penalty": {
            "penalty_no": serials("CF", len(done), 6),
            "breach_no": number[done],
            "measure": choose(spared, "NONE", measure)[done],
            "note": choose(spared, "情节轻微，当场改正", None)[done],
            "decide_time": decided[done],
        },
    }


def _flags(rng: np.random.Generator, reviews: Columns) -> Columns:
    """One in sixty reviews was looked into; half of these were dropped, all within two days."""
    rows = np.arange(len(reviews["review_id"]))[5::60]
    flagged = reviews["create_time"][rows] + seconds(rng.uniform(0.05, 1, len(rows)) * DAY)
    handled = flagged + seconds(rng.uniform(0.05, 0.9, len(rows)) * DAY)
    known = flagged <= LATEST
    rows, flagged, handled = rows[known], flagged[known], handled[known]
    waiting = handled > LATEST
    return {
        "flag_id": np.arange(1, len(rows) + 1),
        "review_kind": texts(["O"] * len(rows)),
        "review_id": reviews["review_id"][rows],
        "flag_time": flagged,
        "handle_time": np.where(waiting, NEVER, handled),
        "handle_result": choose(waiting, None, choose(np.arange(len(rows)) % 2 == 0, "DROP", "KEEP")),
    }


def _scores(
    ordered: dict[str, Columns], training: dict[str, Columns], flags: Columns
) -> tuple[Array, Array, Array, Array]:
    """Of every review of an order or a course: merchant, stars, when it was written and when dropped."""
    sellers = dict(zip(ordered["t_order"]["order_no"], ordered["t_order"]["merchant_no"], strict=True))
    schools = dict(zip(training["t_course"]["course_no"], training["t_course"]["merchant_no"], strict=True))
    taught = dict(zip(training["t_enrol"]["enrol_no"], training["t_enrol"]["course_no"], strict=True))
    orders, courses = ordered["t_review"], training["t_course_review"]
    dropped = np.full(len(orders["review_id"]) + len(courses["review_id"]), NEVER)
    gone = flags["handle_result"] == "DROP"
    dropped[flags["review_id"][gone] - 1] = flags["handle_time"][gone]
    return (
        texts(
            [sellers[number] for number in orders["order_no"]]
            + [schools[taught[number]] for number in courses["enrol_no"]]
        ),
        np.concatenate([orders["stars"], courses["stars"]]),
        np.concatenate([orders["create_time"], courses["create_time"]]),
        dropped,
    )


def _ratings(scores: tuple[Array, Array, Array, Array]) -> Columns:
    """On the first of each month, the mean of the last 180 days; equal scores share a rank."""
    merchant, stars, written, dropped = scores
    names, place = np.unique(merchant.astype(str), return_inverse=True)
    parts: dict[str, list[Array]] = {}
    for month in RATED_MONTHS:
        computed = np.datetime64(f"{month}-01T02:00:00", "s")
        counts = (written <= computed) & (written > computed - seconds(SCORED_DAYS * DAY))
        counts &= ~(dropped <= computed)
        number = np.bincount(place[counts], minlength=len(names))
        total = np.bincount(place[counts], weights=stars[counts], minlength=len(names))
        rated = np.flatnonzero(number)
        score = np.round(total[rated] / number[rated], 2)
        rank = 1 + np.array([int((score > own).sum()) for own in score], dtype=int)
        for name, values in {
            "merchant_no": texts(names[rated].tolist()),
            "period": texts([month.replace("-", "")] * len(rated)),
            "score": score,
            "rank_no": rank,
            "compute_time": np.full(len(rated), computed),
        }.items():
            parts.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in parts.items()}


def _awards(rng: np.random.Generator, ratings: Columns) -> Columns:
    """The first and the last tenth of each period, within nine days."""
    rated = {period: int((ratings["period"] == period).sum()) for period in set(ratings["period"])}
    size = np.array([rated[period] for period in ratings["period"]])
    band = np.ceil(size * BAND)
    up, down = ratings["rank_no"] <= band, ratings["rank_no"] > size - band
    rows = np.flatnonzero(up | down)
    return {
        "award_id": np.arange(1, len(rows) + 1),
        "merchant_no": ratings["merchant_no"][rows],
        "period": ratings["period"][rows],
        "award_kind": choose(up[rows], "UP", "DOWN"),
        "award_time": ratings["compute_time"][rows] + seconds(rng.uniform(0.5, 9, len(rows)) * DAY),
    }


def _launches(rng: np.random.Generator, goods: Array) -> Columns:
    """Each good went online after its approval; a few are off again."""
    launched = days_ago(rng.uniform(5, 600, len(goods)))
    offline = launched + seconds(rng.uniform(1, 300, len(goods)) * DAY)
    gone = (np.arange(len(goods)) % 20 == 3) & (offline <= LATEST)
    return {
        "launch_id": np.arange(1, len(goods) + 1),
        "goods_no": goods,
        "approve_time": launched - seconds(rng.uniform(0.1, 5, len(goods)) * DAY),
        "launch_time": launched,
        "offline_time": np.where(gone, offline, NEVER),
    }
