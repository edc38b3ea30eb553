"""What the pages show of one run, gathered from the warehouse, the control store and policy."""

from datetime import datetime

from assets.page_data.coverage import coverage_rows
from assets.page_data.data_map import catalog_changes, stores
from assets.page_data.day import officer_day
from assets.page_data.drivers import drivers
from assets.page_data.erasure import erasure_page
from assets.page_data.figures import cards, definitions, figures
from assets.page_data.findings import findings
from assets.page_data.officer import (
    check_rows,
    contract_rows,
    documents,
    release_rows,
    worklists,
)
from assets.page_data.records import check_records
from assets.run import Run
from dashboard.data import DEMONSTRATION, PageData


def page_data(run: Run) -> PageData:
    config = run.workspace.config
    found = findings(run)
    return PageData(
        organisation=config.organisation,
        as_of=run.as_of,
        run_id=run.run_id,
        policy_hash=run.policy_hash,
        generated_at=datetime.now().replace(microsecond=0),
        day=officer_day(run),
        checks=check_rows(run),
        documents=documents(run),
        records=check_records(run),
        worklists=worklists(run),
        erasure=erasure_page(run),
        releases=release_rows(run),
        contracts=contract_rows(run),
        kpis=cards(run),
        figures=figures(run),
        drivers=drivers(run),
        definitions=definitions(run),
        stores=stores(run),
        scan=found.scan,
        inventory=found.inventory,
        verdict_changes=found.changes,
        coverage=coverage_rows(run),
        decisions=found.decisions,
        catalog_changes=catalog_changes(run),
        notes=(DEMONSTRATION,) if config.demo else (),
    )
