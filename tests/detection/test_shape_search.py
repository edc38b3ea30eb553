"""Texts that are searched as one string have the findings that each of them has alone."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy.detection.fast_patterns import FastRecognizer
from privacy.detection.findings import FindingCollector, Findings
from privacy.detection.recognizer import DeclaredRecognizer, Shape
from privacy.detection.recognizers.person import Person
from privacy.detection.scan_plan import Planner
from privacy.detection.shape_search import search

PIECES = [
    "收件人",
    "王伟",
    "李娜女士",
    "女士",
    "电话",
    "我是",
    "客服",
    "，",
    " ",
    "\n",
    "\xa0",
    "\x1e",
    "x",
    "1",
    "aa",
]


class Edges(DeclaredRecognizer):
    """Look-arounds of every kind that texts may be joined under."""

    ENTITY = "EDGES"
    SHAPES = (
        Shape("begins", "[a-z]{2}", 0.5, r"(?<=\A)", ""),
        Shape("ends", "[a-z]{2}", 0.5, "", r"(?=\Z|[0-9])"),
        Shape("does not begin", "[a-z]{2}", 0.5, r"(?<!\A)", ""),
        Shape("does not end", "[a-z]{2}", 0.5, "", r"(?!\Z)"),
        Shape("beside", "[a-z]{1,2}", 0.5, "(?<=x)", "(?![0-9]x)"),
        Shape("not these three", "[a-z0-9]{2}", 0.5, "(?!aa1)", ""),
    )


@pytest.mark.parametrize("recognizer", [Edges(), Person()], ids=["edges", "person"])
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    texts=st.lists(
        st.lists(st.one_of(st.sampled_from(PIECES), st.text("ax1", max_size=3)), max_size=5).map("".join),
        min_size=1,
        max_size=6,
    )
)
def test_joined_or_alone(recognizer: DeclaredRecognizer, texts: list[str]) -> None:
    for planned in Planner([FastRecognizer(recognizer)], 0.4).plan(None).in_text:
        assert planned.facts.joinable
        together = FindingCollector()
        search(planned, pa.array(texts), np.arange(len(texts)), 0.4, together)
        alone = [
            (number, span.start, span.end)
            for number, text in enumerate(texts)
            for span in recognizer.find_shape(planned.number, text)
        ]
        assert as_rows(together.settled()) == alone


def as_rows(found: Findings) -> list[tuple[int, int, int]]:
    return list(zip(found.texts.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True))
