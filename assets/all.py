"""Every asset of the code location; the duties' come from policy."""

import dagster as dg

from assets.alerts import alerts
from assets.catalog import catalog
from assets.coverage import coverage_asset
from assets.duty_results import duty_results_assets
from assets.entities import entities
from assets.erasure import deletion_certificates, deletion_run
from assets.ledger import ledger_asset
from assets.models import models
from assets.pages import pages
from assets.published import published
from assets.releases import releases_asset
from assets.retention import retention
from assets.scan import pii_findings
from assets.store_protection import store_protection
from policy.bundle import Policy


def all_assets(policy: Policy) -> list[dg.AssetsDefinition]:
    return [
        catalog,
        pii_findings,
        store_protection,
        entities,
        models,
        retention,
        releases_asset(policy),
        *duty_results_assets(policy),
        coverage_asset(policy),
        published,
        ledger_asset(policy),
        pages,
        alerts,
        deletion_run,
        deletion_certificates,
    ]
