"""The entities: every mapping extracted through its contract, every policy table, and contract checks."""

from collections.abc import Iterator

import dagster as dg

from assets.house_style import DATA_TEAM, NIGHTLY, RETRIES, both, column_schema
from assets.progress import report_progress
from assets.resource import QuanyiResource
from assets.run import Run
from checks.contract_expectations import validate_profiles
from checks.contract_profile import profile
from policy.errors import MappingError
from policy.text import Text
from warehouse.contracts import Contract, load_contracts
from warehouse.database import record_fresh, record_problems, record_unusable
from warehouse.extraction import extract_entity
from warehouse.policy_entities import POLICY_ENTITIES
from warehouse.state import InputState
from warehouse.write_entity import write_entity

EXTRACTED = [contract for contract in load_contracts().values() if contract.origin != "own"]
CONTRACT_CHECK = "keeps_its_contract"


@dg.multi_asset(
    name="entities",
    specs=[
        dg.AssetSpec(
            contract.entity,
            deps=["catalog"] if contract.origin == "store" else [],
            group_name="entities",
            description=both(contract.grain),
            owners=[DATA_TEAM],
            kinds={"duckdb"},
            tags={"layer": "entities", "origin": contract.origin},
            metadata={"dagster/column_schema": column_schema(contract)},
            freshness_policy=NIGHTLY,
            skippable=True,
        )
        for contract in EXTRACTED
    ],
    check_specs=[
        dg.AssetCheckSpec(
            CONTRACT_CHECK,
            asset=contract.entity,
            description="键唯一、必填不空、取值在枚举之内。\n\n"
            "Keys are unique, required columns are filled, values lie inside their enumeration.",
        )
        for contract in EXTRACTED
    ],
    can_subset=True,
    retry_policy=RETRIES,
)
def entities(
    context: dg.AssetExecutionContext, quanyi: QuanyiResource
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    run = quanyi.run
    chosen = {key.to_user_string() for key in context.selected_asset_keys}
    contracts = [contract for contract in EXTRACTED if contract.entity in chosen]
    states: dict[str, InputState] = {}
    for position, contract in enumerate(contracts):
        report_progress("entities", position, len(contracts))
        states[contract.entity] = refresh_entity(run, contract)
    fresh = [contract for contract in contracts if states[contract.entity].status == "fresh"]
    problems = validate_profiles({contract.entity: profile(run.warehouse, contract) for contract in fresh})
    report_progress("entities", len(contracts), len(contracts))
    for contract in contracts:
        state = states[contract.entity]
        if state.status != "fresh":
            detail = state.detail or Text(zh="未映射", en="not mapped")
            # Materialised all the same: what reads it must run, and find that it cannot tell.
            yield dg.MaterializeResult(
                asset_key=contract.entity, metadata={"not refreshed": f"{detail.zh} / {detail.en}"}
            )
            yield dg.AssetCheckResult(
                asset_key=contract.entity,
                check_name=CONTRACT_CHECK,
                passed=False,
                severity=dg.AssetCheckSeverity.WARN,
                description=f"{detail.zh} / {detail.en}",
                metadata={"outcome": "gap"},
            )
            continue
        yield dg.MaterializeResult(asset_key=contract.entity, metadata={"dagster/row_count": state.rows})
        found = [problem.describe() for problem in problems[contract.entity]]
        record_problems(run.warehouse, contract.entity, found)
        yield dg.AssetCheckResult(
            asset_key=contract.entity,
            check_name=CONTRACT_CHECK,
            passed=not found,
            severity=dg.AssetCheckSeverity.ERROR,
            description="\n".join(f"{text.zh} / {text.en}" for text in found) or None,
            metadata={"outcome": "violation" if found else "pass", "rows": state.rows},
        )


def refresh_entity(run: Run, contract: Contract) -> InputState:
    """Extract or write one entity; a fault of its own makes only this entity unusable."""
    if contract.origin == "policy":
        rows = POLICY_ENTITIES[contract.entity](run.workspace.policy)
        if rows is None:
            missing = Text(zh="政策中没有这一部分", en="policy does not have this part")
            return record_unusable(run.warehouse, contract.entity, "unmapped", missing)
        write_entity(run.warehouse, contract, rows)
        return record_fresh(run.warehouse, contract, run.as_of)
    mapping = run.workspace.config.mapping / f"{contract.entity}.sql"
    if not mapping.is_file():
        missing = Text(zh=f"没有 {mapping.name}", en=f"there is no {mapping.name}")
        return record_unusable(run.warehouse, contract.entity, "unmapped", missing)
    try:
        extract_entity(run.session.connection, run.warehouse, contract, mapping, run.treatment)
    except MappingError as error:
        away = [store for store in run.session.failed if f"{store}." in mapping.read_text(encoding="utf-8")]
        cause = run.session.failed[away[0]] if away else error
        return record_unusable(
            run.warehouse, contract.entity, "failed", Text(zh=cause.line("zh"), en=cause.line("en"))
        )
    return record_fresh(run.warehouse, contract, run.as_of)
