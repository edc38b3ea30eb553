"""Which columns hold personal data, and why we say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from policy.text import Text
from privacy.detection.overlap import MODEL_TYPES
from privacy.detection.tally import ColumnTally, EntityTally, GroupTally
from privacy.detection.verdict_rules import VerdictRule, entity_name, header_hint, rule_for

# Names in short labels are guesses; a text long enough to mention someone has some context.
_SHORTEST_TEXT = 12
# Where this share of cells is one type, stray names in the rest are the model's noise.
_DOMINANT = 0.5
UNGRADED = "ungraded"

Kind = Literal["column", "mentions"]


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
            kind = _kind(entity_type, entity, group)
            if kind is None:
                continue
            hint = header_hint(entity_type, group.header)
            found.append(
                ColumnVerdict(
                    table=tally.table,
                    column=column,
                    path=path,
                    entity_type=entity_type,
                    kind=kind,
                    share=entity.cells / group.cells,
                    whole_cell_share=entity.whole_cells / group.cells,
                    findings=entity.findings,
                    rows=group.cells,
                    sensitivity=sensitivity.get(entity_type, UNGRADED),
                    confidence=_confidence(entity, group, kind, hint),
                    example_shape=entity.shapes.most_common(1)[0][0] if entity.shapes else "",
                    why=_reason(entity_type, entity, group, kind, hint, sample),
                )
            )
    return sorted(found, key=lambda verdict: (verdict.column, verdict.path or "", -verdict.share))


def prevalence_bound(rows: int) -> float:
    """Share of rows that is excluded at 95 % when none of `rows` random rows holds a type."""
    return 1 - 0.05 ** (1 / rows) if rows else 1.0


def _kind(entity_type: str, entity: EntityTally, group: GroupTally) -> Kind | None:
    rule = rule_for(entity_type)
    hint = header_hint(entity_type, group.header)
    needed = rule.column_with_header if hint > 0 else rule.column
    # A header that speaks of brands or orders needs cells that leave no doubt.
    if hint < 0 and needed is not None:
        needed = max(needed, 0.9) if entity_type not in MODEL_TYPES else None
    if needed is not None and entity.whole_cells >= max(1.0, needed * group.cells):
        return "column"
    return _mentions(entity_type, entity, group, hint)


def _mentions(entity_type: str, entity: EntityTally, group: GroupTally, hint: int) -> Kind | None:
    rule = rule_for(entity_type)
    if rule.mention is None:
        return None
    needed = max(1.0, rule.mention * group.cells)
    inside_text = entity.cells - entity.whole_cells
    if entity_type not in MODEL_TYPES:
        is_mentioned = inside_text + _numbers_among_texts(rule, entity, group, hint) >= needed
    elif hint < 0:
        is_mentioned = False
    elif group.characters < _SHORTEST_TEXT * group.cells or _dominated(entity_type, group):
        is_mentioned = entity.certain >= needed
    else:
        is_mentioned = inside_text >= needed
    return "mentions" if is_mentioned else None


def _numbers_among_texts(rule: VerdictRule, entity: EntityTally, group: GroupTally, hint: int) -> int:
    """Cells that are nothing but a value and stand among texts: somebody wrote only a telephone number.

    By chance a number of this form turns up among other numbers; so its share of the cells without
    letters has to be what a whole column would need.
    """
    if hint < 0 or rule.column is None or entity.number_cells < rule.column * group.number_cells:
        return 0
    return entity.number_cells


def _dominated(entity_type: str, group: GroupTally) -> bool:
    return any(
        other != entity_type and counts.whole_cells >= _DOMINANT * group.cells
        for other, counts in group.entities.items()
    )


def _confidence(entity: EntityTally, group: GroupTally, kind: Kind, hint: int) -> float:
    """Mean score, lowered where few cells agree, raised where the header does."""
    agreeing = entity.whole_cells / group.cells if kind == "column" else 0.5
    value = entity.mean_score * (0.6 + 0.4 * min(1.0, agreeing)) + 0.1 * hint
    return round(min(0.99, max(0.05, value)), 2)


def _reason(
    entity_type: str,
    entity: EntityTally,
    group: GroupTally,
    kind: Kind,
    hint: int,
    sample: tuple[int, int] | None,
) -> Text:
    name = entity_name(entity_type)
    cells = group.cells
    if kind == "column":
        share = _percent(entity.whole_cells, cells)
        zh = f"{cells} 个非空单元格中有 {share} 整格是{name.zh}"
        en = f"{share} of {cells} non-null cells are nothing but a {name.en}"
    else:
        share = _percent(entity.cells, cells)
        zh = f"{cells} 段文字中有 {share} 提到{name.zh}，共 {entity.findings} 处"
        en = f"{share} of {cells} texts mention a {name.en}, {entity.findings} in all"
    if hint:
        zh += "，列名也这样提示" if hint > 0 else "，列名并不这样提示"
        en += ", and the header agrees" if hint > 0 else ", although the header says otherwise"
    if sample:
        seen, total = sample
        bound = f"{prevalence_bound(seen):.2%}"
        zh += f"；只抽查了 {total} 行中的 {seen} 行：未见到的类型，占比超过 {bound} 的可能以 95% 把握排除"
        en += f"; sampled {seen} of {total} rows: a type not seen is excluded above {bound} at 95 %"
    return Text(zh=zh + "。", en=en + ".")


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if part / whole >= 0.001 else "<0.1%"
