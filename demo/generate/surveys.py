"""Quarterly satisfaction surveys, their answers, and the measures that weak results led to."""

import numpy as np

from demo.generate.frame import (
    DAY,
    Array,
    Columns,
    blank,
    days_ago,
    seconds,
    stream,
    texts,
    uniform_times,
)
from demo.generate.members import Members
from demo.generate.orders import actors
from demo.generate.texts import Mentions, forget, write

_SURVEY_MEANS = {
    "2024-04-15": 77, "2024-07-15": 79, "2024-10-14": 82, "2025-01-13": 84,
    "2025-04-14": 83, "2025-07-14": 78, "2025-10-13": 85, "2026-01-12": 86,
}  # fmt: skip


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
