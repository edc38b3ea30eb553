"""Courses of the training schools: trainers, enrolments and what trainees say of them."""

import numpy as np

from demo.generate.calendar import busy_times
from demo.generate.frame import (
    DAY,
    HOUR,
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
from demo.generate.members import Members
from demo.generate.orders import actors
from demo.generate.texts import Mentions, write

COURSES = ("家政服务员初级", "中式烹调基础", "电工作业基础", "养老护理入门")
TRAINERS = 5
"""For each school; the last one has left."""
REFUSED_EVERY = 24


def training_tables(seed: int, members: Members, merchants: Columns, size: int) -> dict[str, Columns]:
    """t_trainer, t_course, t_enrol, t_course_review; whoever does not meet the conditions was refused."""
    rng = stream(seed, "training")
    active = (merchants["category"].astype(str) == "training") & (merchants["merchant_status"] == "A")
    schools = merchants["merchant_no"][active]
    courses = serials("KC", len(schools) * len(COURSES), 4)
    enrolments = _enrolments(rng, members, courses, size)
    trainers = len(schools) * TRAINERS
    return {
        "t_trainer": {
            "trainer_no": serials("PX", trainers, 5),
            "merchant_no": np.repeat(schools, TRAINERS),
            "cert_no": serials("ZS-", trainers, 5),
            "cert_expire": days_ago(-rng.uniform(60, 1200, trainers)),
            "on_job": np.arange(trainers) % TRAINERS != TRAINERS - 1,
        },
        "t_course": {
            "course_no": courses,
            "merchant_no": np.repeat(schools, len(COURSES)),
            "course_name": np.tile(texts(COURSES), len(schools)),
        },
        "t_enrol": enrolments,
        "t_course_review": _reviews(rng, enrolments),
    }


def _enrolments(rng: np.random.Generator, members: Members, courses: Array, size: int) -> Columns:
    when = busy_times(rng, size, 400)
    decided = when + seconds(rng.uniform(0.2, 4, size) * DAY)
    attended = decided + seconds(rng.uniform(3, 20, size) * DAY)
    # Who joins and who is turned away follows from the order of applications, not from who they are.
    refused = np.arange(size) % REFUSED_EVERY == 11
    full = np.arange(size) % (2 * REFUSED_EVERY) == 11
    waiting = decided > LATEST
    came = ~refused & ~waiting & (attended <= LATEST) & (rng.random(size) < 0.9)
    return {
        "enrol_no": serials("BM", size, 6),
        "member_no": members.number[actors(rng, members, when)],
        "course_no": pick(rng, courses, size),
        "apply_time": when,
        "cond_ok": ~refused | full,
        "enrol_status": choose(waiting, "W", choose(refused, "N", "Y")),
        "refuse_code": choose(refused & ~waiting, choose(full, "FULL", "COND"), None),
        "decide_time": np.where(waiting, NEVER, decided),
        "attend_time": np.where(came, attended, NEVER),
    }


def _reviews(rng: np.random.Generator, enrolments: Columns) -> Columns:
    rows = np.flatnonzero(~np.isnat(enrolments["attend_time"]))
    rows = rows[rng.random(len(rows)) < 0.6]
    size = len(rows)
    return {
        "review_id": np.arange(1, size + 1),
        "enrol_no": enrolments["enrol_no"][rows],
        "stars": rng.choice([3, 4, 5], size=size, p=[0.08, 0.32, 0.6]),
        "content": write(rng, "course_review", size, {}, np.arange(1, size + 1), Mentions()),
        "create_time": np.minimum(
            enrolments["attend_time"][rows] + seconds(rng.uniform(1, 72, size) * HOUR), LATEST
        ),
    }
