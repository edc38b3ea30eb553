"""When counts of a column suffice for a verdict, on counts made by hand."""

from collections import Counter

import pytest

from privacy.detection.evidence import evidence
from privacy.detection.tally import EntityTally, GroupTally

FORM = 16


def group(
    entity_type: str,
    whole: int,
    alike: int,
    cells: int,
    header: str = "c1",
    surnames: int = 1,
    unprompted: int | None = None,
) -> GroupTally:
    """A column of `cells` cells, of which `alike` have one form and `whole` of these are of the type.

    unprompted: how many of `alike` are of it without the header; None where the header changes nothing
    """
    entity = EntityTally(cells=whole, whole_cells=whole, findings=whole, score_sum=0.8 * whole)
    entity.forms[FORM] = whole
    entity.shapes = Counter({f"{number}*": 1 for number in range(surnames)})
    result = GroupTally(header, cells, forms=Counter({FORM: alike, FORM + 1: cells - alike}))
    if unprompted is not None:
        result.unprompted[FORM] = alike
        entity.unprompted[FORM] = unprompted
    result.entities[entity_type] = entity
    return result


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        # One number in ten passes Luhn: two of five do so too often, three of five hardly ever.
        (group("CREDIT_CARD", 2, 5, 5), None),
        (group("CREDIT_CARD", 3, 5, 5), "column"),
        (group("CREDIT_CARD", 2, 2, 5), "column"),
        (group("CREDIT_CARD", 100, 1_000, 1_000), None),
        (group("CREDIT_CARD", 400, 1_000, 1_000), "column"),
        # Other cells that look different take nothing away; among many others a few are mentions.
        (group("CREDIT_CARD", 20, 20, 200), "mentions"),
        (group("CREDIT_CARD", 1, 1, 200), None),
        # Cells of a list of brands repeat a few "names", people have many.
        (group("PERSON", 50, 100, 100, surnames=9), None),
        (group("PERSON", 50, 100, 100, surnames=20), "column"),
        (group("PERSON", 8, 20, 20, surnames=7), "column"),
        (group("PERSON", 80, 100, 100, surnames=9), "column"),
        # Under 姓名 the model must agree without it.
        (group("PERSON", 90, 100, 100, header="姓名", surnames=9, unprompted=30), None),
        (group("PERSON", 90, 100, 100, header="姓名", surnames=9, unprompted=70), "column"),
        # Against the header nearly all must fit, and be most of the cells, or else some.
        (group("PERSON", 70, 100, 100, header="brand", surnames=30), None),
        (group("PERSON", 80, 100, 100, header="brand", surnames=30), "column"),
        (group("PERSON", 20, 20, 100, header="brand", surnames=15), "mentions"),
        (group("PERSON", 7, 7, 100, header="brand", surnames=7), None),
        (group("IP_ADDRESS", 100, 100, 100, header="version"), None),
    ],
)
def test_kind(case: GroupTally, kind: str | None) -> None:
    (entity_type,) = case.entities
    found = evidence(entity_type, case)
    assert (found and found.kind) == kind


def test_cells_that_another_type_explains_do_not_count_against() -> None:
    mixed = group("CREDIT_CARD", 20, 100, 100)
    mixed.entities["IMEI"] = EntityTally(cells=80, whole_cells=80, forms=Counter({FORM: 80}))
    found = evidence("CREDIT_CARD", mixed)
    assert found is not None and found.fits == 1


@pytest.mark.parametrize(("surnames", "kind"), [(2, None), (12, "mentions")])
def test_places_explain_other_cells_only_beside_many_names(surnames: int, kind: str | None) -> None:
    places = group("PERSON", 15, 100, 100, surnames=surnames)
    places.entities["LOCATION"] = EntityTally(cells=85, whole_cells=85, forms=Counter({FORM: 85}))
    found = evidence("PERSON", places)
    assert (found and found.kind) == kind


def test_a_form_that_other_things_share_needs_the_header() -> None:
    versions = group("IP_ADDRESS", 50, 50, 50)
    versions.entities["IP_ADDRESS"].unsure = 50
    assert evidence("IP_ADDRESS", versions) is None
    versions.header = "ip"
    assert evidence("IP_ADDRESS", versions) is not None
    versions.forms[FORM] = 60
    assert evidence("IP_ADDRESS", versions) is None
