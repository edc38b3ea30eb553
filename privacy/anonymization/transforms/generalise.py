"""Values at one fixed level of a hierarchy: `generalise:birth_date@2` shows the year.

The hierarchies are those of quasi-identifiers, CSV files included; level 1 is the first above the value.
"""

import pyarrow as pa

from policy.errors import PolicyError
from policy.text import Text
from privacy.anonymization.columns import recode, text_codes
from privacy.anonymization.hierarchies import build_hierarchy
from privacy.anonymization.hierarchy import UNKNOWN
from privacy.anonymization.transforms.transform import Context, Transform


def _apply(values: pa.Array, argument: str, context: Context) -> pa.Array:
    spec, _, level = argument.rpartition("@")
    codes, texts = text_codes(pa.table({context.column: values}), context.column)
    hierarchy, leaves = build_hierarchy(spec, texts, context.folder)
    if int(level) >= hierarchy.levels:
        raise PolicyError(
            Text(
                zh=f"列 {context.column}：层级 {spec} 没有第 {level} 级",
                en=f"Column {context.column}: the hierarchy {spec} has no level {level}",
            ),
            Text(zh=f"最高为 {hierarchy.levels - 1}。", en=f"The highest is {hierarchy.levels - 1}."),
        )
    group_of = dict(zip(leaves, hierarchy.groups[int(level)], strict=True))
    labels = hierarchy.labels[int(level)]
    return recode(codes, [labels[group_of[text]] if text in group_of else UNKNOWN for text in texts])


TRANSFORM = Transform("generalise", _apply)
