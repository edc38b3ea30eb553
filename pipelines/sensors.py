"""What starts a job when something has happened rather than at a time of day."""

import dagster as dg

from pipelines.jobs import erasure
from policy.errors import ApprovalError, ConfigError
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


SENSORS = [approved_plans]
