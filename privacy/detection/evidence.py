"""Whether the counts of a column amount to a verdict about an entity type."""

from collections import Counter
from dataclasses import dataclass, replace
from math import comb, exp, log
from typing import Literal

from privacy.detection.overlap import MODEL_TYPES
from privacy.detection.tally import EntityTally, GroupTally
from privacy.detection.verdict_rules import VerdictRule, header_hint, rule_for

# Names in short labels are guesses; a text long enough to mention someone has some context.
_SHORTEST_TEXT = 12
# Where this share of cells is one type, stray names in the rest are the model's noise.
_DOMINANT = 0.5
# Share of texts that introduce a name (收件人张三): what is no name is not introduced.
_INTRODUCED = 0.0005
# Share of cells that a name needs where it is one among other things.
_SCATTERED_NAMES = 0.05
# How unlikely chance has to be, unless all cells of a form are values.
_UNLIKELY = 0.02
_NEARLY_ALL = 0.95
# Names that hardly repeat: then fewer of the cells that look like them need be names.
_FITS_DIVERSE, _CHANCE_DIVERSE = 0.35, 0.10
_MANY_SURNAMES, _SOME_SURNAMES, _HARDLY_REPEATED = 20, 6, 0.75
# Share of cells that has to be of a type against what the header says.
_DESPITE_HEADER = 0.1
# Cells up to which the binomial sum is cheap.
_MANY = 400

Kind = Literal["column", "mentions"]


@dataclass(frozen=True)
class Evidence:
    """What speaks for a verdict.

    kind: `column` where cells are values of the type, `mentions` where texts, or some cells, hold one
    hint: 1 where the header says so too, -1 where it says otherwise, else 0
    fits: of the cells of the same form, the share that are values
    luck: how likely chance alone would give as many
    by_header: without the header the cells would say nothing
    """

    kind: Kind
    hint: int
    fits: float
    luck: float
    by_header: bool


def evidence(entity_type: str, group: GroupTally) -> Evidence | None:
    """The evidence for a type in a column or path, or None where it does not suffice."""
    entity = group.entities[entity_type]
    if not entity.cells:
        return None
    rule = rule_for(entity_type)
    if entity_type == "PERSON" and _are_diverse(entity):
        rule = replace(rule, fits=_FITS_DIVERSE, chance=_CHANCE_DIVERSE)
    hint = header_hint(entity_type, group.header)
    sure = entity.whole_cells - (0 if hint > 0 else entity.unsure)
    alike = max(sure, _alike(entity.forms, group.forms, _explained(entity_type, group)))
    fits = sure / alike if alike else 0.0
    luck = _luck(sure, alike, rule.chance)
    by_header = hint > 0 and _says_nothing_alone(entity, group)
    if sure and _is_whole(entity_type, rule, group, hint, fits):
        wanted = _share_wanted(rule, hint)
        if wanted is not None and sure >= wanted * group.cells and (sure == alike or luck <= _UNLIKELY):
            return Evidence("column", hint, fits, luck, by_header)
        if _is_scattered(entity_type, group, sure, hint) and luck <= _UNLIKELY:
            return Evidence("mentions", hint, fits, luck, by_header)
    if _is_mentioned(entity_type, entity, group, hint):
        return Evidence("mentions", hint, 1.0, 0.0, False)
    return None


def _says_nothing_alone(entity: EntityTally, group: GroupTally) -> bool:
    """Whether fewer than half as many of the sampled cells are of the type without the header as with it."""
    sampled = sum(group.unprompted.values()) / max(1, sum(group.forms.values()))
    return sampled > 0 and 2 * sum(entity.unprompted.values()) < sampled * sum(entity.forms.values())


def _share_wanted(rule: VerdictRule, hint: int) -> float | None:
    if hint > 0:
        return rule.column_with_header
    return rule.column if hint == 0 else _DOMINANT


def _is_whole(entity_type: str, rule: VerdictRule, group: GroupTally, hint: int, fits: float) -> bool:
    """Whether enough of the cells that look like this type are of it, with the header and without."""
    if hint < 0:
        return rule.despite_header is not None and fits >= rule.despite_header
    entity = group.entities[entity_type]
    # Only the header speaks for these: then nearly all cells that look like them have to be of them.
    only_unsure = hint > 0 and 2 * entity.unsure > entity.whole_cells
    if fits < (_NEARLY_ALL if only_unsure else rule.fits):
        return False
    # Under 姓名 any surname and a character is a name, 白酒 too; without it the model has to agree.
    prompted = entity_type in MODEL_TYPES and hint > 0 and bool(group.unprompted)
    return not prompted or _model_agrees(entity_type, group, rule.fits)


def _is_scattered(entity_type: str, group: GroupTally, sure: int, hint: int) -> bool:
    """Whether cells that are nothing but a value stand among other things: somebody wrote only his number."""
    rule = rule_for(entity_type)
    needed = _SCATTERED_NAMES if entity_type in MODEL_TYPES else rule.mention
    if hint < 0:
        needed = _DESPITE_HEADER
    return rule.mention is not None and needed is not None and sure >= max(1.0, needed * group.cells)


def _is_mentioned(entity_type: str, entity: EntityTally, group: GroupTally, hint: int) -> bool:
    rule = rule_for(entity_type)
    if rule.mention is None:
        return False
    needed = max(1.0, rule.mention * group.cells)
    inside_text = entity.cells - entity.whole_cells
    if entity_type not in MODEL_TYPES:
        return inside_text >= needed
    if entity.certain >= max(1.0, _INTRODUCED * group.cells):
        return True
    if hint < 0:
        return False
    if group.characters < _SHORTEST_TEXT * group.cells or _dominated(entity_type, group):
        return False
    return inside_text >= needed


def _dominated(entity_type: str, group: GroupTally) -> bool:
    return any(
        other != entity_type and counts.whole_cells >= _DOMINANT * group.cells
        for other, counts in group.entities.items()
    )


def _alike(own: Counter[int], cells: Counter[int], explained: Counter[int]) -> int:
    """Cells of the forms in `own` that no other type explains."""
    return sum(cells[form] - explained[form] for form in own)


def _explained(entity_type: str, group: GroupTally, unprompted: bool = False) -> Counter[int]:
    """Whole cells of other types, by form.

    What the model guesses explains at most what else it could guess: brands are organisations to it, and of a
    list of places some read like names (马鞍山): places explain nothing unless names differ as people's.
    """
    total = Counter[int]()
    own = group.entities[entity_type]
    of_model = entity_type in MODEL_TYPES and (entity_type != "PERSON" or _are_diverse(own))
    for other, counts in group.entities.items():
        if other != entity_type and other != "ORGANIZATION" and (of_model or other not in MODEL_TYPES):
            total.update(counts.unprompted if unprompted else counts.forms)
    return total


def _are_diverse(entity: EntityTally) -> bool:
    """Whether surnames and lengths differ as those of many people do; lists of brands repeat a few."""
    kinds = len(entity.shapes)
    return kinds >= _MANY_SURNAMES or kinds >= max(_SOME_SURNAMES, _HARDLY_REPEATED * entity.whole_cells)


def _model_agrees(entity_type: str, group: GroupTally, fits: float) -> bool:
    """Whether the cells look enough like names when the header is left out."""
    entity = group.entities[entity_type]
    alike = _alike(entity.forms, group.unprompted, _explained(entity_type, group, unprompted=True))
    return sum(entity.unprompted.values()) >= fits * alike


def _luck(found: int, alike: int, chance: float) -> float:
    """Probability that `found` or more of `alike` pass by chance: binomial, for many its Chernoff bound."""
    if not chance or not found:
        return 0.0
    if alike <= _MANY:
        return sum(
            comb(alike, number) * chance**number * (1 - chance) ** (alike - number)
            for number in range(found, alike + 1)
        )
    share = found / alike
    if share <= chance:
        return 1.0
    divergence = share * log(share / chance) + (
        (1 - share) * log((1 - share) / (1 - chance)) if share < 1 else 0.0
    )
    return exp(-alike * divergence)
