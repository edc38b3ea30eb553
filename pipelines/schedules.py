"""When jobs run; all times are Asia/Shanghai."""

import dagster as dg

from pipelines.jobs import access_review, certification, minors_report, nightly

TIMEZONE = "Asia/Shanghai"

SCHEDULES = [
    dg.ScheduleDefinition(
        name="nightly_at_two",
        job=nightly,
        cron_schedule="0 2 * * *",
        execution_timezone=TIMEZONE,
        description="每天 02:00。/ Every day at 02:00.",
    ),
    dg.ScheduleDefinition(
        name="access_review_on_mondays",
        job=access_review,
        cron_schedule="0 7 * * 1",
        execution_timezone=TIMEZONE,
        description="每周一 07:00。/ Mondays at 07:00.",
    ),
    dg.ScheduleDefinition(
        name="certification_at_five",
        job=certification,
        cron_schedule="0 5 * * *",
        execution_timezone=TIMEZONE,
        description="每天 05:00。/ Every day at 05:00.",
    ),
    dg.ScheduleDefinition(
        name="minors_report_each_quarter",
        job=minors_report,
        cron_schedule="0 8 10 1,4,7,10 *",
        execution_timezone=TIMEZONE,
        description="每季首月 10 日 08:00。/ The 10th of each quarter's first month at 08:00.",
    ),
]
