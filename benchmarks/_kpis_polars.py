"""`python -m benchmarks._kpis_polars COMPLAINTS EVENTS FOLDER`: the same tables by polars."""

import sys
from datetime import datetime
from pathlib import Path

import polars as pl  # type: ignore[import-not-found]

from benchmarks._kpis_clock import HOUR, WorkingClock
from benchmarks._kpis_data import AS_OF
from benchmarks._kpis_spent import spent
from policy.bundle import Policy

NOW = datetime.fromisoformat(AS_OF)
EVERY = {
    "daily": ("day", "1d"),
    "weekly": ("week", "1w"),
    "monthly": ("month", "1mo"),
    "quarterly": ("quarter", "1q"),
}
TIMES = (
    "first_response", "first_response_business", "first_resolution", "first_resolution_business",
    "resolution", "resolution_business",
)  # fmt: skip
BREACHES = ("first_response", "resolution", "closure")
DONE = ("resolved", "closed", "merged")


def rounds_of(events: pl.LazyFrame, complaints: pl.LazyFrame) -> pl.DataFrame:
    """The rounds of the complaints that were reopened."""
    reopened = events.filter(pl.col("type") == "reopened").select("complaint_id").unique()
    steps = events.filter(pl.col("type").is_in([*DONE, "reopened"])).join(
        reopened, on="complaint_id", how="semi"
    )
    receipts = complaints.join(reopened, left_on="id", right_on="complaint_id", how="semi").select(
        complaint_id="id", type=pl.lit("received"), at="received_at"
    )
    kind, before = pl.col("type"), pl.col("type").shift(1).over("complaint_id")
    told = (
        pl.concat([receipts, steps.select("complaint_id", "type", "at")])
        .sort("complaint_id", "at", kind != "received", kind == "reopened")
        .with_columns(begins=(kind == "reopened") & ~before.is_in(["received", "reopened"]))
        .with_columns(round=pl.col("begins").cast(pl.Int64).cum_sum().over("complaint_id"))
    )
    at = pl.col("at")
    return (
        told.group_by("complaint_id", "round")
        .agg(
            opened_at=at.filter(pl.col("begins") | (kind == "received")).min(),
            resolved_at=at.filter(kind.is_in(["resolved", "closed"])).min(),
            closed_at=at.filter(kind.is_in(["closed", "merged"])).min(),
            merged_at=at.filter(kind == "merged").min(),
        )
        .with_columns(
            resolved_at=pl.when(pl.col("resolved_at") <= pl.col("merged_at").fill_null(datetime.max)).then(
                pl.col("resolved_at")
            ),
            merged_at=pl.when(pl.col("merged_at") == pl.col("closed_at")).then(pl.col("merged_at")),
        )
        .sort("complaint_id", "round")
        .with_columns(
            was_closed=pl.col("closed_at").shift(1).over("complaint_id").is_not_null(),
            next_closed_at=pl.col("closed_at").fill_null(strategy="backward").over("complaint_id"),
        )
        .collect()
    )


def facts_of(complaints: pl.LazyFrame, events: pl.LazyFrame, rounds: pl.DataFrame) -> pl.DataFrame:
    kind, at = pl.col("type"), pl.col("at")
    reply = (kind == "public_reply") & (pl.col("actor") == "agent")
    contact = kind.is_in(["public_reply", "contacted"]) & (pl.col("actor") == "agent")
    steps = (
        events.select(
            "complaint_id",
            first_response_at=pl.when(reply).then(at),
            contact_at=pl.when(contact).then(at),
            once_resolved_at=pl.when(kind.is_in(["resolved", "closed"])).then(at),
            once_closed_at=pl.when(kind.is_in(["closed", "merged"])).then(at),
            once_merged_at=pl.when(kind == "merged").then(at),
            escalated_at=pl.when(kind == "escalated").then(at),
        )
        .group_by("complaint_id")
        .agg(
            pl.col(
                "first_response_at", "once_resolved_at", "once_closed_at", "once_merged_at", "escalated_at"
            ).min(),
            one_contact=pl.col("contact_at").min() == pl.col("contact_at").max(),
        )
    )
    again = (
        rounds.lazy().group_by("complaint_id", maintain_order=True)
        .agg(
            reopen_count=pl.len().cast(pl.Int64) - 1,
            again_first_resolved_at=pl.col("resolved_at").min(),
            again_first_closed_at=pl.col("closed_at").min(),
            again_resolved_at=pl.col("resolved_at").last(),
            again_closed_at=pl.col("closed_at").last(),
            again_merged_at=pl.col("merged_at").last(),
        )
    )  # fmt: skip
    earlier = (
        complaints.filter(~pl.col("is_report") & pl.col("user_id").is_not_null())
        .sort("user_id", "received_at", "id")
        .select("id", since=pl.col("received_at") - pl.col("received_at").shift(1).over("user_id"))
    )
    told = pl.col("reopen_count").is_not_null()
    unmerged = pl.when(pl.col("once_resolved_at") <= pl.col("once_merged_at").fill_null(datetime.max)).then(
        pl.col("once_resolved_at")
    )
    merged = pl.when(pl.col("once_merged_at") == pl.col("once_closed_at")).then(pl.col("once_merged_at"))

    def either(again: str, once: pl.Expr) -> pl.Expr:
        return pl.when(told).then(pl.col(again)).otherwise(once)

    return (
        complaints.join(steps, left_on="id", right_on="complaint_id", how="left")
        .join(again, left_on="id", right_on="complaint_id", how="left")
        .join(earlier, on="id", how="left")
        .select(
            "received_at", "priority", "upheld", "satisfaction", "one_contact",
            is_escalated=pl.col("escalated_at").is_not_null(),
            is_repeat=pl.col("since") <= pl.duration(days=Policy().complaints.limits.repeat_days),
            reopen_count=pl.col("reopen_count").fill_null(0),
            first_closed_at=either("again_first_closed_at", pl.col("once_closed_at")),
            closed_at=either("again_closed_at", pl.col("once_closed_at")),
            first_resolved_at=either("again_first_resolved_at", unmerged),
            resolved_at=either("again_resolved_at", unmerged),
            merged_at=either("again_merged_at", merged),
            first_response_at="first_response_at",
        )
        .with_columns(
            first_response_at=pl.when(
                pl.col("first_response_at") <= pl.col("merged_at").fill_null(datetime.max)
            ).then(pl.col("first_response_at")),
            until=pl.col("merged_at").fill_null(NOW),
        )
        .collect()
    )  # fmt: skip


def judge(facts: pl.DataFrame) -> pl.DataFrame:
    clock, rules = WorkingClock(), Policy().complaints.versions[0]
    resolved_by = facts["resolved_at"].fill_null(facts["until"])
    worked = {
        name: pl.Series(clock.worked(moments.to_numpy()) - clock.worked(facts["received_at"].to_numpy()))
        for name, moments in (
            ("first_response", facts["first_response_at"]),
            ("first_resolution", facts["first_resolved_at"]),
            ("resolution", resolved_by),
        )
    }
    hours = {priority: target.hours for priority, target in rules.resolution.items()}
    limit = pl.col("priority").replace_strict(hours, return_dtype=pl.Int64) * HOUR
    elapsed = pl.col("first_response_at").fill_null(pl.col("until")) - pl.col("received_at")
    late = {
        "first_response": elapsed > pl.duration(hours=rules.first_response["normal"].hours),
        "resolution": pl.lit(worked["resolution"]) > limit,
        "closure": pl.col("closed_at").fill_null(NOW)
        > pl.col("received_at") + pl.duration(days=rules.closure["general"].days),
    }
    done = {
        "first_response": pl.col("first_response_at").is_not_null(),
        "resolution": pl.col("resolved_at").is_not_null(),
        "closure": pl.col("closed_at").is_not_null() & pl.col("merged_at").is_null(),
    }
    moments = {
        "first_response": "first_response_at",
        "first_resolution": "first_resolved_at",
        "resolution": "resolved_at",
    }
    return facts.with_columns(
        **{name: (pl.col(at) - pl.col("received_at")).dt.total_seconds() for name, at in moments.items()},
        **{
            f"{name}_business": pl.when(pl.col(at).is_not_null()).then(pl.lit(worked[name]) // 1_000_000)
            for name, at in moments.items()
        },
        **{f"{name}_breach": pl.when(late[name] | done[name]).then(late[name]) for name in BREACHES},
        first_contact=pl.when(pl.col("resolved_at").is_not_null()).then(
            pl.col("one_contact").fill_null(False) & (pl.col("reopen_count") == 0) & ~pl.col("is_escalated")
        ),
    )


def table_of(facts: pl.DataFrame, rounds: pl.DataFrame, period: str, every: str) -> pl.DataFrame:
    again = rounds.filter("was_closed").select(
        "complaint_id", "opened_at", ended_at="next_closed_at", received_at="received_at"
    )
    spells = pl.concat(
        [
            facts.select("received_at", opened_at="received_at", ended_at="first_closed_at"),
            again.select("received_at", "opened_at", "ended_at"),
        ]
    )
    first = facts["received_at"].dt.truncate(every).min()
    starts = pl.datetime_range(first, pl.lit(NOW).dt.truncate(every), every, eager=True).alias("start")
    periods = pl.DataFrame({"start": starts}).with_columns(until=pl.col("start").dt.offset_by(every))

    def flow(moments: pl.Series, name: str) -> pl.DataFrame:
        return moments.drop_nulls().dt.truncate(every).value_counts(name=name).rename({moments.name: "start"})

    enough = pl.col("satisfaction").count() >= Policy().complaints.limits.minimum_responses
    cohorts = facts.with_columns(start=pl.col("received_at").dt.truncate(every)).group_by("start").agg(
        received=pl.len(),
        answered=pl.col("first_response_at").count(),
        resolved=pl.col("resolved_at").count(),
        merged=pl.col("merged_at").count(),
        **{f"{name}_p50_hours": pl.col(name).quantile(0.5, "linear") / 3600 for name in TIMES},
        **{f"{name}_p90_hours": pl.col(name).quantile(0.9, "linear") / 3600 for name in TIMES},
        **{f"{name}_mean_hours": pl.col(name).mean() / 3600 for name in TIMES},
        **{f"{name}_judged": pl.col(f"{name}_breach").count() for name in BREACHES},
        **{f"{name}_breaches": pl.col(f"{name}_breach").sum() for name in BREACHES},
        first_contact_resolved_share=pl.col("first_contact").mean(),
        reopened_share=(pl.col("reopen_count") > 0).mean(),
        escalated_share=pl.col("is_escalated").mean(),
        repeated_share=pl.col("is_repeat").mean(),
        decided=pl.col("upheld").count(),
        upheld_share=pl.col("upheld").mean(),
        satisfaction_n=pl.col("satisfaction").count(),
        satisfaction_mean=pl.when(enough).then(pl.col("satisfaction").mean()),
        satisfied_share=pl.when(enough).then((pl.col("satisfaction") >= 4).mean()),
    )  # fmt: skip
    table = (
        periods.join(cohorts, on="start", how="left")
        .join(flow(spells["opened_at"], "opened"), on="start", how="left")
        .join(flow(spells["ended_at"], "closed"), on="start", how="left")
        .join(flow(rounds.filter(pl.col("round") > 0)["opened_at"], "reopened"), on="start", how="left")
        .with_columns(pl.col("opened", "closed", "reopened").fill_null(0).cast(pl.Int64))
        .sort("start")
        .with_columns(backlog=(pl.col("opened") - pl.col("closed")).cum_sum())
    )
    if period != "day":
        table = table.join(ages_of(spells, periods, every), on="start", how="left")
    return table.drop("opened", "until").rename({"start": period})


def ages_of(spells: pl.DataFrame, periods: pl.DataFrame, every: str) -> pl.DataFrame:
    """Hours since receipt of what stood open at the end of each period; the running one ends now."""
    place = periods.with_row_index("place").select("start", pl.col("place").cast(pl.Int64))
    standing = (
        spells.with_columns(
            first=pl.col("opened_at").dt.truncate(every),
            last=pl.col("ended_at").fill_null(NOW).dt.truncate(every),
        )
        .filter((pl.col("first") < pl.col("last")) | pl.col("ended_at").is_null())
        .join(place.rename({"start": "first", "place": "from"}), on="first")
        .join(place.rename({"start": "last", "place": "to"}), on="last")
        .with_columns(to=pl.col("to") + pl.col("ended_at").is_null())
        .select("received_at", place=pl.int_ranges("from", "to"))
        .explode("place")
    )
    ends = periods.with_row_index("place").select(
        "start", place=pl.col("place").cast(pl.Int64), until=pl.min_horizontal("until", pl.lit(NOW))
    )
    hours = (pl.col("until") - pl.col("received_at")).dt.total_microseconds() / HOUR
    return (
        standing.join(ends, on="place").group_by("start")
        .agg(
            backlog_age_p50_hours=hours.quantile(0.5, "linear"),
            backlog_age_p90_hours=hours.quantile(0.9, "linear"),
            backlog_age_max_hours=hours.max(),
        )
    )  # fmt: skip


def main(complaints_file: str, events_file: str, folder: Path) -> None:
    columns = ["id", "user_id", "priority", "received_at", "is_report", "upheld", "satisfaction"]
    complaints = pl.scan_parquet(complaints_file).select(columns).filter(pl.col("received_at") <= NOW)
    events = (
        pl.scan_parquet(events_file)
        .select("complaint_id", "type", "actor", "at")
        .join(complaints.select("id", "received_at"), left_on="complaint_id", right_on="id")
        .filter(pl.col("at").is_between(pl.col("received_at"), NOW))
    )
    rounds = rounds_of(events, complaints)
    received = complaints.select(complaint_id="id", received_at="received_at")
    rounds = rounds.lazy().join(received, on="complaint_id").collect()
    facts = judge(facts_of(complaints, events, rounds))
    for suffix, (period, every) in EVERY.items():
        table_of(facts, rounds, period, every).write_parquet(folder / f"kpi_complaints_{suffix}.parquet")


if __name__ == "__main__":
    with spent():
        main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
