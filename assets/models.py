"""The models: dormant accounts, complaint facts and KPI tables, each a SELECT over entities."""

from collections.abc import Iterator

import dagster as dg

from assets.house_style import NIGHTLY, SERVICE_TEAM
from assets.progress import report_progress
from assets.resource import QuanyiResource
from assets.run import Run
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
    selected = [model for model in load_models() if model.name in chosen]
    for position, model in enumerate(selected):
        report_progress("models", position, len(selected))
        state = refresh_model(run, model)
        if state.detail is not None:
            context.log.warning(f"{model.name}: {state.detail.en}")
            yield dg.MaterializeResult(
                asset_key=model.name, metadata={"not refreshed": f"{state.detail.zh} / {state.detail.en}"}
            )
            continue
        columns = run.warehouse.execute(f"DESCRIBE models.{model.name}").fetchall()
        yield dg.MaterializeResult(
            asset_key=model.name,
            metadata={
                "dagster/row_count": state.rows,
                "dagster/column_schema": dg.TableSchema(
                    columns=[dg.TableColumn(name=name, type=type_) for name, type_, *_ in columns]
                ),
            },
        )
    report_progress("models", len(selected), len(selected))


def refresh_model(run: Run, model: Model) -> InputState:
    """Build one model; where something it needs is unusable, so is the model, and `detail` says why."""
    unusable = _unusable_need(model, input_states(run.warehouse))
    if unusable is not None:
        return record_unusable(run.warehouse, model.name, "failed", unusable)
    limits = run.workspace.policy.complaints.limits.model_dump()
    build_model(run.warehouse, model, {"as_of": run.as_of, **limits})
    return record_model(run.warehouse, model.name, run.as_of)


def _unusable_need(model: Model, states: dict[str, InputState]) -> Text | None:
    for need in model.needs:
        state = states.get(need)
        if state is None or state.status != "fresh":
            detail = state.detail if state and state.detail else Text(zh="未映射", en="not mapped")
            return Text(zh=f"{need}:{detail.zh}", en=f"{need}: {detail.en}")
    return None
