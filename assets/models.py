"""The models: dormant accounts, complaint facts and KPI tables, each a SELECT over entities."""

from collections.abc import Iterator

import dagster as dg

from assets.house_style import NIGHTLY, SERVICE_TEAM
from assets.progress import report_progress
from assets.resource import QuanyiResource
from policy.text import Text
from warehouse.database import input_states, record_model, record_unusable
from warehouse.models import Model, build_model, load_models
from warehouse.state import InputState

_GROUPS = {"account_activity": "accounts", "dormant_accounts": "accounts", "pii_inventory": "privacy"}


@dg.multi_asset(
    name="models",
    specs=[
        dg.AssetSpec(
            model.name,
            deps=list(model.needs),
            group_name=_GROUPS.get(model.name, "complaints"),
            description=model.header,
            owners=[SERVICE_TEAM],
            kinds={"duckdb", "sql"},
            tags={"layer": "models"},
            freshness_policy=NIGHTLY,
            skippable=True,
        )
        for model in load_models()
    ],
    can_subset=True,
)
def models(context: dg.AssetExecutionContext, quanyi: QuanyiResource) -> Iterator[dg.MaterializeResult]:
    run = quanyi.run
    chosen = {key.to_user_string() for key in context.selected_asset_keys}
    parameters = {"as_of": run.as_of, **run.workspace.policy.complaints.limits.model_dump()}
    selected = [model for model in load_models() if model.name in chosen]
    for position, model in enumerate(selected):
        report_progress("models", position, len(selected))
        unusable = _unusable_need(model, input_states(run.warehouse))
        if unusable is not None:
            record_unusable(run.warehouse, model.name, "failed", unusable)
            context.log.warning(f"{model.name}: {unusable.en}")
            yield dg.MaterializeResult(
                asset_key=model.name, metadata={"not refreshed": f"{unusable.zh} / {unusable.en}"}
            )
            continue
        build_model(run.warehouse, model, parameters)
        state = record_model(run.warehouse, model.name, run.as_of)
        yield dg.MaterializeResult(asset_key=model.name, metadata={"dagster/row_count": state.rows})
    report_progress("models", len(selected), len(selected))


def _unusable_need(model: Model, states: dict[str, InputState]) -> Text | None:
    for need in model.needs:
        state = states.get(need)
        if state is None or state.status != "fresh":
            detail = state.detail if state and state.detail else Text(zh="未映射", en="not mapped")
            return Text(zh=f"{need}:{detail.zh}", en=f"{need}: {detail.en}")
    return None
