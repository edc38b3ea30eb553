"""What the pages show of one run, gathered from the warehouse, the control store and policy."""

from datetime import datetime

from assets.page_data.data_map import catalog_changes, inventory, stores
from assets.page_data.day import officer_day
from assets.page_data.figures import cards, figures
from assets.page_data.officer import (
    check_rows,
    contract_rows,
    documents,
    plan_summary,
    release_rows,
    worklists,
)
from assets.run import Run
from dashboard.data import PageData
from policy.text import Text


def page_data(run: Run) -> PageData:
    config = run.workspace.config
    demonstration = Text(zh="演示数据，均为虚构。", en="Demonstration data; all of it is made up.")
    return PageData(
        organisation=config.organisation,
        as_of=run.as_of,
        run_id=run.run_id,
        policy_hash=run.policy_hash,
        generated_at=datetime.now().replace(microsecond=0),
        day=officer_day(run),
        checks=check_rows(run),
        documents=documents(run),
        worklists=worklists(run),
        plan=plan_summary(run),
        releases=release_rows(run),
        contracts=contract_rows(run),
        kpis=cards(run),
        figures=figures(run),
        stores=stores(run),
        inventory=inventory(run),
        catalog_changes=catalog_changes(run),
        notes=(demonstration,) if config.demo else (),
    )
