"""Which columns hold personal data, and why we say so."""

from collections.abc import Mapping
from dataclasses import dataclass

from policy.text import Text
from privacy.detection.evidence import Evidence, Kind, evidence
from privacy.detection.overlap import MODEL_TYPES
from privacy.detection.tally import ColumnTally, EntityTally, GroupTally
from privacy.detection.verdict_rules import entity_name

UNGRADED = "ungraded"
# Of the cells of one form, the share of values above which the rest are slips of the recognizer.
_FITTING = 0.95
_FEW_CELLS = 7


@dataclass(frozen=True)
class ColumnVerdict:
    """A column (or JSON path) holds an entity type.

    kind:             `column` where cells are values of the type, `mentions` where texts contain some
    share:            cells with a finding / non-null cells
    whole_cell_share: cells that are nothing but a value / non-null cells
    rows:             non-null cells
    confidence:       0 to 1
    example_shape:    the commonest masked shape
    """

    table: str
    column: str
    path: str | None
    entity_type: str
    kind: Kind
    share: float
    whole_cell_share: float
    findings: int
    rows: int
    sensitivity: str
    confidence: float
    example_shape: str
    why: Text


def verdicts(
    tally: ColumnTally, sensitivity: Mapping[str, str], total_rows: int | None = None
) -> list[ColumnVerdict]:
    """The verdicts of a table, by column, path and falling share.

    Args:
        sensitivity: entity type -> grade of policy; a type without one is `ungraded`.
        total_rows: rows of the table where the tally saw only a sample of them, else None.
    """
    sample = (tally.rows, total_rows) if total_rows is not None and total_rows > tally.rows else None
    found = []
    for (column, path), group in tally.groups.items():
        for entity_type, entity in group.entities.items():
            proof = evidence(entity_type, group)
            if proof is None:
                continue
            found.append(
                ColumnVerdict(
                    table=tally.table,
                    column=column,
                    path=path,
                    entity_type=entity_type,
                    kind=proof.kind,
                    share=entity.cells / group.cells,
                    whole_cell_share=entity.whole_cells / group.cells,
                    findings=entity.findings,
                    rows=group.cells,
                    sensitivity=sensitivity.get(entity_type, UNGRADED),
                    confidence=_confidence(entity_type, entity, group, proof),
                    example_shape=entity.shapes.most_common(1)[0][0] if entity.shapes else "",
                    why=_reason(entity_type, entity, group, proof, sample),
                )
            )
    return sorted(found, key=lambda verdict: (verdict.column, verdict.path or "", -verdict.share))


def prevalence_bound(rows: int) -> float:
    """Share of rows that is excluded at 95 % when none of `rows` random rows holds a type."""
    return 1 - 0.05 ** (1 / rows) if rows else 1.0


def _confidence(entity_type: str, entity: EntityTally, group: GroupTally, proof: Evidence) -> float:
    """Share of such verdicts that were right on the development columns (docs/detection-columns.md), roughly.

    Lowered where other cells look the same and are not of the type, where chance could have a part in it,
    where there are few cells, where the header alone or against it says so, and for names in texts.
    """
    value = 0.98 - 0.8 * max(0.0, _FITTING - proof.fits) - 4 * min(0.05, proof.luck)
    counted = entity.whole_cells if proof.kind == "column" else entity.cells
    value -= 0.05 if counted == 1 else 0.02 if group.cells < _FEW_CELLS else 0.0
    value -= 0.1 if proof.by_header else 0.03 if proof.hint < 0 else 0.0
    value -= 0.1 if proof.kind == "mentions" and entity_type in MODEL_TYPES else 0.0
    return round(max(0.5, value), 2)


def _reason(
    entity_type: str,
    entity: EntityTally,
    group: GroupTally,
    proof: Evidence,
    sample: tuple[int, int] | None,
) -> Text:
    name = entity_name(entity_type)
    cells = group.cells
    if proof.kind == "column":
        share = _percent(entity.whole_cells, cells)
        zh = f"{cells} 个非空单元格中有 {share} 整格是{name.zh}"
        en = f"{share} of {cells} non-null cells are nothing but a {name.en}"
    else:
        share = _percent(entity.cells, cells)
        zh = f"{cells} 个非空单元格中有 {share} 提到{name.zh}，共 {entity.findings} 处"
        en = f"{share} of {cells} non-null cells mention a {name.en}, {entity.findings} in all"
    if proof.fits < _FITTING:
        zh += f"，形式相同的单元格中有 {proof.fits:.0%} 是"
        en += f", and {proof.fits:.0%} of those that look like one are"
    if proof.by_header:
        zh += "，只有列名能说明这一点"
        en += ", which only the header tells"
    elif proof.hint:
        zh += "，列名也这样提示" if proof.hint > 0 else "，列名并不这样提示"
        en += ", and the header agrees" if proof.hint > 0 else ", although the header says otherwise"
    if sample:
        seen, total = sample
        bound = f"{prevalence_bound(seen):.2%}"
        zh += f"；只抽查了 {total} 行中的 {seen} 行：未见到的类型，占比超过 {bound} 的可能以 95% 把握排除"
        en += f"; sampled {seen} of {total} rows: a type not seen is excluded above {bound} at 95 %"
    return Text(zh=zh + "。", en=en + ".")


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if part / whole >= 0.001 else "<0.1%"
