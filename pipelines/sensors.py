"""What starts a job when something has happened rather than at a time of day."""

import dagster as dg

from pipelines.jobs import erasure
from policy.errors import ApprovalError, ConfigError
from warehouse.alerting.alerts import send_alerts
from warehouse.alerting.settings import Event
from warehouse.erasure.approving import usable_approval
from warehouse.erasure.desk import open_desk
from warehouse.workspace import Workspace


@dg.sensor(
    job=erasure,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="计划获批后，在独立作业中执行；每份批准只用一次。\n\n"
    "Once a plan is approved, it is carried out in a job of its own; each approval serves once.",
)
def approved_plans(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """One run an approval. Dagster forgets which it has started when a code location is renamed; the control
    store, which uses up an approval as the execution starts, does not."""
    try:
        workspace = Workspace.open()
    except ConfigError as error:
        return dg.SkipReason(error.line("en"))
    if not workspace.control_path.is_file():
        return dg.SkipReason("nothing has run yet")
    requests = []
    with open_desk(workspace, workspace.as_of()) as desk:
        for plan_hash in desk.records.approved_plans():
            try:
                approval = usable_approval(desk, desk.records.plan(plan_hash))
            except ApprovalError:
                continue
            requests.append(
                dg.RunRequest(
                    run_key=f"{plan_hash}:{approval.approval_id}",
                    run_config={"ops": {"deletion_run": {"config": {"plan": plan_hash}}}},
                )
            )
    return dg.SensorResult(run_requests=requests)


DEADLINES: tuple[Event, ...] = ("breach_deadline",)


@dg.sensor(
    minimum_interval_seconds=15 * 60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="事件的通知时限以小时计，等不到夜间作业；临近或逾期时即时告知。\n\n"
    "Deadlines of incidents come within hours, before the nightly job; whoever must know is told at once.",
)
def incident_deadlines(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Starts no run. Outcomes of checks are left to the end of a run, when all of them are there."""
    try:
        workspace = Workspace.open()
    except ConfigError as error:
        return dg.SkipReason(error.line("en"))
    outcomes = send_alerts(workspace, workspace.as_of(), events=DEADLINES)
    for outcome in outcomes:
        if outcome.problem is not None:
            context.log.warning(outcome.problem.line("en"))
    return dg.SkipReason(f"{sum(outcome.problem is None for outcome in outcomes)} receivers told")


SENSORS = [approved_plans, incident_deadlines]
