"""Great Expectations asserts on entity profiles: counts only, so no value can reach a result."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from policy.text import Text

# Column of the profile -> what a count above zero means.
RULES = {
    "missing_required": Text(zh="必填列有空值", en="a required column has nulls"),
    "outside_enum": Text(zh="有取值不在枚举之内", en="values lie outside the enumeration"),
    "repeated_keys": Text(zh="主键有重复", en="the key repeats"),
}


@dataclass(frozen=True)
class ContractProblem:
    """A rule that the entity breaks, in which columns, and in how many rows."""

    rule: str
    columns: tuple[str, ...]
    rows: int

    def describe(self) -> Text:
        names, rule = ", ".join(self.columns), RULES[self.rule]
        return Text(zh=f"{rule.zh}:{names}({self.rows} 行)", en=f"{rule.en}: {names} ({self.rows} rows)")


def validate_profiles(
    profiles: Mapping[str, Sequence[Mapping[str, object]]],
) -> dict[str, list[ContractProblem]]:
    """Problems by entity; an empty list means that the entity keeps its contract.

    `profiles`: entity -> rows of `contract_profile.profile`. Emptiness is left to the checks that read the
    entity, for they know whether it proves anything.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    # Importing it costs seconds, so only a run that validates pays.
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("profiles")
    asset = source.add_dataframe_asset("profile")
    definition = asset.add_batch_definition_whole_dataframe("profile")
    suite = gx.ExpectationSuite(
        name="contract",
        expectations=[
            gx.expectations.ExpectColumnValuesToBeInSet(column=rule, value_set=[0]) for rule in RULES
        ],
    )
    problems: dict[str, list[ContractProblem]] = {}
    for entity, rows in profiles.items():
        frame = pd.DataFrame(rows)
        batch = definition.get_batch(batch_parameters={"dataframe": frame})
        outcome = batch.validate(suite, result_format="BOOLEAN_ONLY")
        failed = {
            result.expectation_config.kwargs["column"]
            for result in outcome.results
            if result.expectation_config is not None and not result.success
        }
        problems[entity] = [_problem(frame, rule) for rule in RULES if rule in failed]
    return problems


def _problem(frame: pd.DataFrame, rule: str) -> ContractProblem:
    broken = frame[frame[rule] > 0]
    return ContractProblem(rule, tuple(broken["column_name"]), int(broken[rule].sum()))
