"""Whether a table's cells, all of them, contradict a header: what `second_look` asks of each batch."""

from presidio_analyzer import AnalyzerEngine

from privacy.detection.second_look import Forms, header_effects, overrules
from privacy.detection.tally import GroupTally
from privacy.detection.verdict_rules import header_hint


def header_matters(analyzer: AnalyzerEngine, header: str) -> bool:
    """Whether any finding depends on the header."""
    return any(header_effects(analyzer, header).values())


def is_wrong_header(analyzer: AnalyzerEngine, group: GroupTally) -> bool:
    """Whether the sampled cells are so plainly of a type that the header speaks against."""
    effects = header_effects(analyzer, group.header)
    if not any(effects.values()):
        return False
    types = {name: dict(entity.unprompted) for name, entity in group.entities.items() if entity.unprompted}
    forms = Forms(dict(group.unprompted), types)
    return any(
        overrules(name, forms)
        for name, effect in effects.items()
        if effect < 0 or header_hint(name, group.header) < 0
    )
