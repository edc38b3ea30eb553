"""The code location that Dagster loads: all assets, jobs and schedules of the configured organisation."""

import dagster as dg

from assets.all import all_assets
from assets.resource import QuanyiResource
from pipelines.jobs import JOBS
from pipelines.schedules import SCHEDULES
from pipelines.sensors import SENSORS
from policy.bundle import Policy
from policy.errors import ConfigError
from warehouse.workspace import Workspace


def build_definitions(policy: Policy) -> dg.Definitions:
    """Definitions whose checks are those of `policy`."""
    return dg.Definitions(
        assets=all_assets(policy),
        jobs=JOBS,
        schedules=SCHEDULES,
        sensors=SENSORS,
        resources={"quanyi": QuanyiResource()},
        executor=dg.in_process_executor,
    )


def _configured_policy() -> Policy:
    """The organisation's policy where one is configured, else the packaged rules, so that the UI loads."""
    try:
        return Workspace.open().policy
    except ConfigError:
        return Policy()


defs = build_definitions(_configured_policy())
