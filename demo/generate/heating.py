"""Heating: who is supplied, meters and readings, servicing, bills."""

import numpy as np

from demo.generate.frame import (
    DAY,
    HOUR,
    LATEST,
    NEVER,
    Array,
    Columns,
    days_ago,
    seconds,
    serials,
    stream,
    texts,
    uniform_times,
)
from demo.generate.members import Members

READ_DAYS, SERVICE_DAYS, HISTORY_DAYS = 30, 330, 400
HEATED_MONTHS = (11, 12, 1, 2, 3)
PRICE = 0.12
"""Of one kilowatt hour."""


def heating_tables(seed: int, members: Members) -> dict[str, Columns]:
    """t_heat_user and what hangs on it: meters, readings, servicing, bills, disputes; one adult in forty."""
    rng = stream(seed, "heating")
    users = _users(rng, members)
    meters = _meters(rng, users)
    bills = _bills(rng, users)
    return {
        "t_heat_user": users,
        "t_heat_meter": meters,
        "t_meter_reading": _readings(rng, meters),
        "t_heat_job": _jobs(rng, users),
        "t_heat_bill": bills,
        "t_bill_dispute": _disputes(rng, bills),
    }


def _users(rng: np.random.Generator, members: Members) -> Columns:
    """Applied, then registered, then supplied; one in thirty has ended the supply."""
    lives = members.lives
    able = np.flatnonzero(lives.within("normal") & ~lives.minor & (lives.activated < days_ago(60)))
    who = np.sort(rng.choice(able, size=max(12, len(members.number) // 40), replace=False))
    size = len(who)
    applied = lives.activated[who] + seconds(rng.uniform(1, 10, size) * DAY)
    recorded = applied + seconds(rng.uniform(0.2, 5, size) * DAY)
    supplied = recorded + seconds(rng.uniform(0.5, 10, size) * DAY)
    ends = (np.arange(size) % 30 == 7) & (supplied < days_ago(200))
    return {
        "heat_no": serials("RL", size, 6),
        "member_no": members.number[who],
        "apply_time": applied,
        "record_time": recorded,
        "record_no": texts([f"BA-{str(day)[:4]}-{index:05d}" for index, day in enumerate(recorded)]),
        "supply_time": supplied,
        "stop_time": np.where(ends, uniform_times(rng, supplied + seconds(100 * DAY), LATEST), NEVER),
    }


def _meters(rng: np.random.Generator, users: Columns) -> Columns:
    size = len(users["heat_no"])
    return {
        "meter_no": serials("RB", size, 6),
        "heat_no": users["heat_no"],
        "install_time": users["supply_time"] - seconds(np.full(size, 6 * HOUR)),
        "remove_time": users["stop_time"],
        "verify_time": days_ago(rng.uniform(30, 300, size)),
    }


def _readings(rng: np.random.Generator, meters: Columns) -> Columns:
    """Every 30 days from the installation, or from 400 days ago; more is used while it is cold."""
    start = np.maximum(meters["install_time"], days_ago(HISTORY_DAYS))
    last = np.where(np.isnat(meters["remove_time"]), LATEST, meters["remove_time"])
    size, value = len(start), rng.uniform(100, 9_000, len(start))
    rows, times, values = [], [], []
    moment = start
    for _ in range(HISTORY_DAYS // READ_DAYS + 1):
        read = np.flatnonzero(moment <= last)
        rows.append(read)
        times.append(moment[read])
        values.append(value[read])
        cold = np.isin(moment.astype("datetime64[M]").astype(int) % 12 + 1, HEATED_MONTHS)
        value = value + READ_DAYS * np.where(cold, rng.uniform(30, 50, size), rng.uniform(8, 10, size))
        moment = moment + seconds(np.full(size, READ_DAYS * DAY))
    return {
        "meter_no": meters["meter_no"][np.concatenate(rows)],
        "read_time": np.concatenate(times),
        "reading": np.round(np.concatenate(values), 1),
    }


def _jobs(rng: np.random.Generator, users: Columns) -> Columns:
    """Serviced every eleven months, the last time one to ten months ago, hours after the time planned."""
    supplied, size = users["supply_time"], len(users["heat_no"])
    last = np.where(np.isnat(users["stop_time"]), days_ago(rng.uniform(30, 300, size)), users["stop_time"])
    rows, plans = [], []
    for back in range(4):
        plan = last - seconds(np.full(size, back * SERVICE_DAYS * DAY))
        done = np.flatnonzero(plan > supplied)
        rows.append(done)
        plans.append(plan[done])
    row, plan = np.concatenate(rows), np.concatenate(plans)
    count = len(row)
    return {
        "job_no": serials("JX", count, 7),
        "heat_no": users["heat_no"][row],
        "plan_time": plan - seconds(np.full(count, 6 * HOUR)),
        "done_time": plan,
        "job_result": np.where(rng.random(count) < 0.95, "Y", "N"),
    }


def _bills(rng: np.random.Generator, users: Columns) -> Columns:
    """Four of this winter; of those who did not pay by the due date each was reminded within 20 days."""
    issued = np.repeat(days_ago(np.array([115.0, 85.0, 55.0, 25.0])), len(users["heat_no"]))
    row = np.tile(np.arange(len(users["heat_no"])), 4)
    stopped = np.where(np.isnat(users["stop_time"]), LATEST, users["stop_time"])
    billed = np.flatnonzero((users["supply_time"][row] < issued) & (stopped[row] > issued))
    issued, row = issued[billed], row[billed]
    size = len(row)
    due = issued + seconds(np.full(size, 15 * DAY))
    late = rng.random(size) < 0.08
    paid = np.where(
        late,
        due + seconds(rng.uniform(2, 70, size) * DAY),
        issued + seconds(rng.uniform(0.1, 14, size) * DAY),
    )
    reminded = due + seconds(rng.uniform(1, 20, size) * DAY)
    return {
        "bill_no": serials("ZD", size, 8),
        "heat_no": users["heat_no"][row],
        "amount": np.round(READ_DAYS * PRICE * rng.uniform(30, 50, size), 2),
        "issue_time": issued,
        "due_date": due,
        "pay_time": _so_far(paid),
        "remind_time": np.where(late, _so_far(reminded), NEVER),
    }


def _disputes(rng: np.random.Generator, bills: Columns) -> Columns:
    """One bill in fifty was disputed and talked about within ten days."""
    rows = np.arange(3, len(bills["bill_no"]), 50)
    size = len(rows)
    opened = bills["issue_time"][rows] + seconds(rng.uniform(1, 10, size) * DAY)
    talked = opened + seconds(rng.uniform(0.5, 10, size) * DAY)
    return {
        "dispute_no": serials("YY", size, 6),
        "bill_no": bills["bill_no"][rows],
        "open_time": opened,
        "talk_time": _so_far(talked),
        "close_time": _so_far(talked + seconds(rng.uniform(0.1, 6, size) * DAY)),
    }


def _so_far(moments: Array) -> Array:
    """Without what has not happened yet."""
    return np.where(moments > LATEST, NEVER, moments)
