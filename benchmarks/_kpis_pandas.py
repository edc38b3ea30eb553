"""`python -m benchmarks._kpis_pandas COMPLAINTS EVENTS FOLDER`: the same tables by pandas."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks._kpis_clock import HOUR, WorkingClock
from benchmarks._kpis_data import AS_OF
from benchmarks._kpis_spent import spent
from policy.bundle import Policy

NOW = pd.Timestamp(AS_OF)
EVERY = {
    "daily": ("day", "D"),
    "weekly": ("week", "W"),
    "monthly": ("month", "M"),
    "quarterly": ("quarter", "Q"),
}
TIMES = (
    "first_response", "first_response_business", "first_resolution", "first_resolution_business",
    "resolution", "resolution_business",
)  # fmt: skip
BREACHES = ("first_response", "resolution", "closure")
DONE = ["resolved", "closed", "merged"]
LATEST = pd.Timestamp.max.floor("us")


def rounds_of(events: pd.DataFrame, complaints: pd.DataFrame) -> pd.DataFrame:
    """The rounds of the complaints that were reopened."""
    reopened = events.loc[events["type"] == "reopened", "complaint_id"].unique()
    steps = events.loc[
        events["type"].isin([*DONE, "reopened"]) & events["complaint_id"].isin(reopened),
        ["complaint_id", "type", "at"],
    ]
    receipts = complaints.loc[complaints["id"].isin(reopened), ["id", "received_at"]].set_axis(
        ["complaint_id", "at"], axis=1
    )
    told = pd.concat([receipts.assign(type="received"), steps])
    told["rank"] = np.select([told["type"] == "received", told["type"] == "reopened"], [0, 2], 1)
    told = told.sort_values(["complaint_id", "at", "rank"])
    before = told.groupby("complaint_id")["type"].shift()
    told["begins"] = (told["type"] == "reopened") & ~before.isin(["received", "reopened"])
    told["round"] = told.groupby("complaint_id")["begins"].cumsum()
    told["opened_at"] = told["at"].where(told["begins"] | (told["type"] == "received"))
    told["resolved_at"] = told["at"].where(told["type"].isin(["resolved", "closed"]))
    told["closed_at"] = told["at"].where(told["type"].isin(["closed", "merged"]))
    told["merged_at"] = told["at"].where(told["type"] == "merged")
    rounds = (
        told.groupby(["complaint_id", "round"])[["opened_at", "resolved_at", "closed_at", "merged_at"]]
        .min()
        .reset_index()
    )
    rounds["resolved_at"] = rounds["resolved_at"].where(
        rounds["resolved_at"] <= rounds["merged_at"].fillna(LATEST)
    )
    rounds["merged_at"] = rounds["merged_at"].where(rounds["merged_at"] == rounds["closed_at"])
    closed = rounds.groupby("complaint_id")["closed_at"]
    rounds["was_closed"] = closed.shift().notna()
    rounds["next_closed_at"] = closed.bfill()
    received = complaints.set_index("id")["received_at"]
    rounds["received_at"] = received.reindex(rounds["complaint_id"]).to_numpy()
    return rounds


def facts_of(complaints: pd.DataFrame, events: pd.DataFrame, rounds: pd.DataFrame) -> pd.DataFrame:
    kind, at = events["type"], events["at"]
    agent = events["actor"] == "agent"
    contact = at.where(kind.isin(["public_reply", "contacted"]) & agent)
    told = pd.DataFrame(
        {
            "complaint_id": events["complaint_id"],
            "first_response_at": at.where((kind == "public_reply") & agent),
            "contact_at": contact,
            "once_resolved_at": at.where(kind.isin(["resolved", "closed"])),
            "once_closed_at": at.where(kind.isin(["closed", "merged"])),
            "once_merged_at": at.where(kind == "merged"),
            "escalated_at": at.where(kind == "escalated"),
        }
    )
    grouped = told.groupby("complaint_id", sort=False)
    steps = grouped.min()
    steps["one_contact"] = steps["contact_at"] == grouped["contact_at"].max()
    per = rounds.groupby("complaint_id")
    again = per.agg(
        reopen_count=("round", "max"),
        again_first_resolved_at=("resolved_at", "min"),
        again_first_closed_at=("closed_at", "min"),
    )
    final = (
        per.tail(1).set_index("complaint_id")[["resolved_at", "closed_at", "merged_at"]].add_prefix("again_")
    )
    people = complaints[~complaints["is_report"] & complaints["user_id"].notna()]
    people = people.sort_values(["user_id", "received_at", "id"])
    since = people["received_at"] - people.groupby("user_id")["received_at"].shift()
    facts = complaints.assign(since=since).join(steps, on="id").join(again, on="id").join(final, on="id")
    in_rounds = facts["reopen_count"].notna()
    merged = facts["once_merged_at"].where(facts["once_merged_at"] == facts["once_closed_at"])
    unmerged = facts["once_resolved_at"].where(
        facts["once_resolved_at"] <= facts["once_merged_at"].fillna(LATEST)
    )
    facts["first_closed_at"] = facts["again_first_closed_at"].where(in_rounds, facts["once_closed_at"])
    facts["closed_at"] = facts["again_closed_at"].where(in_rounds, facts["once_closed_at"])
    facts["first_resolved_at"] = facts["again_first_resolved_at"].where(in_rounds, unmerged)
    facts["resolved_at"] = facts["again_resolved_at"].where(in_rounds, unmerged)
    facts["merged_at"] = facts["again_merged_at"].where(in_rounds, merged)
    facts["first_response_at"] = facts["first_response_at"].where(
        facts["first_response_at"] <= facts["merged_at"].fillna(LATEST)
    )
    return facts[
        ["received_at", "priority", "upheld", "satisfaction", "one_contact", "escalated_at", "since",
         "reopen_count",
         "first_closed_at", "closed_at", "first_resolved_at", "resolved_at", "merged_at", "first_response_at"]
    ]  # fmt: skip


def judge(facts: pd.DataFrame) -> pd.DataFrame:
    clock, rules = WorkingClock(), Policy().complaints.versions[0]
    received, until = facts["received_at"], facts["merged_at"].fillna(NOW)
    resolved_by = facts["resolved_at"].fillna(until)
    began = clock.worked(received.to_numpy())
    hours = {priority: target.hours for priority, target in rules.resolution.items()}
    closure = pd.Timedelta(days=rules.closure["general"].days)
    response = pd.Timedelta(hours=rules.first_response["normal"].hours)
    late = {
        "first_response": facts["first_response_at"].fillna(until) - received > response,
        "resolution": clock.worked(resolved_by.to_numpy()) - began
        > facts["priority"].map(hours).astype("int64") * HOUR,
        "closure": facts["closed_at"].fillna(NOW) > received + closure,
    }
    done = {
        "first_response": facts["first_response_at"].notna(),
        "resolution": facts["resolved_at"].notna(),
        "closure": facts["closed_at"].notna() & facts["merged_at"].isna(),
    }
    moments = {
        "first_response": "first_response_at",
        "first_resolution": "first_resolved_at",
        "resolution": "resolved_at",
    }
    for name, at in moments.items():
        facts[name] = (facts[at] - received).dt.total_seconds() // 1
        worked = (clock.worked(facts[at].to_numpy()) - began) // 1_000_000
        facts[f"{name}_business"] = pd.Series(worked.astype(float), index=facts.index).where(
            facts[at].notna()
        )
    for name in BREACHES:
        facts[f"{name}_breach"] = late[name].astype(float).where(late[name] | done[name])
    reopened, escalated = facts["reopen_count"].fillna(0) > 0, facts["escalated_at"].notna()
    one = facts["one_contact"].fillna(False).astype(bool) & ~reopened & ~escalated
    facts["first_contact"] = one.astype(float).where(facts["resolved_at"].notna())
    facts["reopened"], facts["escalated"] = reopened.astype(float), escalated.astype(float)
    repeat = facts["since"] <= pd.Timedelta(days=Policy().complaints.limits.repeat_days)
    facts["repeated"] = repeat.astype(float).where(facts["since"].notna())
    facts["upheld"] = facts["upheld"].astype(float)
    facts["satisfied"] = (facts["satisfaction"] >= 4).astype(float).where(facts["satisfaction"].notna())
    return facts


def start_of(moments: pd.Series, every: str) -> pd.Series:
    return moments.dt.to_period(every).dt.start_time


def table_of(facts: pd.DataFrame, rounds: pd.DataFrame, period: str, every: str) -> pd.DataFrame:
    again = rounds[rounds["was_closed"]]
    spells = pd.DataFrame(
        {
            "received_at": pd.concat([facts["received_at"], again["received_at"]], ignore_index=True),
            "opened_at": pd.concat([facts["received_at"], again["opened_at"]], ignore_index=True),
            "ended_at": pd.concat([facts["first_closed_at"], again["next_closed_at"]], ignore_index=True),
        }
    )
    start = start_of(facts["received_at"], every)
    starts = pd.period_range(start.min(), NOW, freq=every).start_time
    by = facts.groupby(start)
    columns = {
        "received": by.size(),
        "answered": by["first_response_at"].count(),
        "resolved": by["resolved_at"].count(),
        "merged": by["merged_at"].count(),
    }
    for name in TIMES:
        both = by[name].quantile([0.5, 0.9]).unstack() / 3600
        columns |= {
            f"{name}_p50_hours": both[0.5],
            f"{name}_p90_hours": both[0.9],
            f"{name}_mean_hours": by[name].mean() / 3600,
        }  # fmt: skip
    for name in BREACHES:
        columns |= {
            f"{name}_judged": by[f"{name}_breach"].count(),
            f"{name}_breaches": by[f"{name}_breach"].sum(),
        }
    least = Policy().complaints.limits.minimum_responses
    rated = by["satisfaction"].count()
    columns |= {
        "first_contact_resolved_share": by["first_contact"].mean(),
        "reopened_share": by["reopened"].mean(),
        "escalated_share": by["escalated"].mean(),
        "repeated_share": by["repeated"].mean(),
        "decided": by["upheld"].count(),
        "upheld_share": by["upheld"].mean(),
        "satisfaction_n": rated,
        "satisfaction_mean": by["satisfaction"].mean().where(rated >= least),
        "satisfied_share": by["satisfied"].mean().where(rated >= least),
    }
    table = pd.DataFrame(columns).reindex(starts)

    def flow(moments: pd.Series) -> pd.Series:
        return start_of(moments.dropna(), every).value_counts().reindex(starts, fill_value=0)

    opened = flow(spells["opened_at"])
    table["closed"] = flow(spells["ended_at"])
    table["reopened"] = flow(rounds.loc[rounds["round"] > 0, "opened_at"])
    table["backlog"] = (opened - table["closed"]).cumsum()
    if period != "day":
        table = table.join(ages_of(spells, starts, every))
    return table.rename_axis(period).reset_index()


def ages_of(spells: pd.DataFrame, starts: pd.DatetimeIndex, every: str) -> pd.DataFrame:
    """Hours since receipt of what stood open at the end of each period; the running one ends now."""
    first = starts.get_indexer(start_of(spells["opened_at"], every))
    last = (
        starts.get_indexer(start_of(spells["ended_at"].fillna(NOW), every))
        + spells["ended_at"].isna().to_numpy()
    )
    lengths = np.maximum(last - first, 0)
    place = (
        np.repeat(first, lengths) + np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
    )
    ends = np.append(starts[1:].to_numpy(), NOW.to_datetime64())
    standing = pd.DataFrame(
        {
            "start": starts.to_numpy()[place],
            "hours": (ends[place] - spells["received_at"].to_numpy().repeat(lengths))
            / np.timedelta64(HOUR, "us"),
        }
    )
    by = standing.groupby("start")["hours"]
    both = by.quantile([0.5, 0.9]).unstack()
    return pd.DataFrame(
        {
            "backlog_age_p50_hours": both[0.5],
            "backlog_age_p90_hours": both[0.9],
            "backlog_age_max_hours": by.max(),
        }
    )


def main(complaints_file: str, events_file: str, folder: Path) -> None:
    columns = ["id", "user_id", "priority", "received_at", "is_report", "upheld", "satisfaction"]
    complaints = pd.read_parquet(complaints_file, columns=columns)
    complaints = complaints[complaints["received_at"] <= NOW].reset_index(drop=True)
    events = pd.read_parquet(events_file, columns=["complaint_id", "type", "actor", "at"])
    events["type"], events["actor"] = events["type"].astype("category"), events["actor"].astype("category")
    events = events.merge(complaints[["id", "received_at"]], left_on="complaint_id", right_on="id")
    events = events[events["at"].between(events["received_at"], NOW)]
    events = events[["complaint_id", "type", "actor", "at"]]
    rounds = rounds_of(events, complaints)
    facts = judge(facts_of(complaints, events, rounds))
    for suffix, (period, every) in EVERY.items():
        table_of(facts, rounds, period, every).to_parquet(folder / f"kpi_complaints_{suffix}.parquet")


if __name__ == "__main__":
    with spent():
        main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
