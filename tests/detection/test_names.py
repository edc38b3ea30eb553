"""The name model: what it finds, that it is reproducible, and that it beats the tagger it stands on."""

from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from privacy.detection.lac_tagger import LacTagger
from privacy.detection.name_engine import ChineseNameEngine, clauses, levelled
from privacy.detection.names import judge, train
from privacy.detection.names.candidates import Candidate, candidates
from privacy.detection.names.features import form
from privacy.detection.names.generator import Generator

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases/names.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def engine() -> ChineseNameEngine:
    engine = ChineseNameEngine()
    engine.load()
    return engine


@pytest.fixture(scope="module")
def tagger() -> LacTagger:
    return LacTagger()


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_names_of_a_text(engine: ChineseNameEngine, case: dict[str, Any]) -> None:
    found = engine.entities([case["text"]])[0]
    assert [case["text"][a:b] for a, b, label in found if label == "PERSON"] == case["names"]


def test_a_text_alone_has_the_names_it_has_among_others(engine: ChineseNameEngine) -> None:
    texts = [case["text"] for case in CASES] + ["John Smith", "", "。。。", "😀王伟😀", "Mary Johnson，hi"]
    assert engine.entities(texts) == [ChineseNameEngine().entities([text])[0] for text in texts]


def test_artifacts_hold_the_same_names_as_entities(engine: ChineseNameEngine) -> None:
    for case in CASES:
        spans = engine.process_text(case["text"], "zh").entities
        found = [(span.start_char, span.end_char, span.label_) for span in spans]
        assert found == engine.entities([case["text"]])[0]


def test_beats_the_tagger_alone_on_unseen_templates(engine: ChineseNameEngine, tagger: LacTagger) -> None:
    sentences = list(Generator(3, held_out=True).sentences(600))
    ours = engine.entities([text for text, _ in sentences])
    right = found = alone_right = alone_found = 0
    for (text, names), entities in zip(sentences, ours, strict=True):
        spans = {(a, b) for a, b, label in entities if label == "PERSON"}
        right, found = right + len(spans & set(names)), found + len(spans)
        alone, start = set(), 0
        for word, tag in (pair for words in tagger.words(clauses(levelled(text))) for pair in words):
            if tag == "PER":
                alone.add((start, start + len(word)))
            start += len(word)
        alone_right, alone_found = alone_right + len(alone & set(names)), alone_found + len(alone)
    total = sum(len(names) for _, names in sentences)
    assert 2 * right / (found + total) > 2 * alone_right / (alone_found + total) + 0.1


def test_training_twice_gives_the_same_model() -> None:
    first = train.train(150)
    assert first == train.train(150)
    assert len(first) > 40


def test_the_model_is_small_and_knows_the_features_in_use(tagger: LacTagger) -> None:
    assert train.MODEL.stat().st_size < 100_000
    rows, _ = train.examples(Generator(1).sentences(50), tagger)
    used = {name for row in rows for name in row}
    assert len(used & judge.weights().keys()) > 0.9 * len(used)


def test_generated_names_stand_where_the_generator_says() -> None:
    for text, names in Generator(5).sentences(300):
        assert all(0 <= start < end <= len(text) and text[start:end].strip() for start, end in names)
    assert list(Generator(5).sentences(20)) == list(Generator(5).sentences(20))


def test_templates_to_measure_with_are_not_trained_on() -> None:
    seen, unseen = Generator(1)._templates, Generator(1, held_out=True)._templates
    for genre in seen:
        trained, kept = set(chain.from_iterable(seen[genre])), set(chain.from_iterable(unseen[genre]))
        assert kept and trained and not trained & kept


def test_every_template_can_be_filled() -> None:
    for held_out in (False, True):
        generator = Generator(2, held_out)
        for genre, sections in generator._templates.items():
            for template in chain.from_iterable(sections):
                text, _ = generator._sentence(template, genre)
                assert "{" not in text and "}" not in text, template


def test_some_sentences_hold_no_name_where_names_would_stand() -> None:
    sentences = list(Generator(4).sentences(400, {"news": 1}))
    nameless = sum(not names for _, names in sentences) / len(sentences)
    assert 0.3 < nameless < 0.7


def test_the_choice_without_overlaps_that_adds_up_to_the_most() -> None:
    scored = [(Candidate(0, 4, 1.0), 3.0), (Candidate(0, 2, 1.0), 2.0), (Candidate(2, 4, 1.0), 2.0)]
    assert judge.choose(scored) == [(0, 2), (2, 4)]
    assert judge.choose(scored[:2]) == [(0, 4)]
    assert judge.choose([]) == []


def test_probabilities_are_probabilities(tagger: LacTagger) -> None:
    for tagged in tagger.tagged(["王小伟住在杭州", "张三和李四", "好"]):
        assert ((tagged.probabilities >= 0) & (tagged.probabilities <= 1 + 1e-5)).all()
        assert len(tagged.probabilities) == sum(len(word) for word, _ in tagged.words)
    assert candidates("王小伟住在杭州", tagger.tagged(["王小伟住在杭州"])[0])[0][:2] == (0, 3)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("王总", "address"), ("张奶奶", "address"), ("王小伟", "full3"), ("欧阳娜娜", "full3"),
        ("小王", "nickname"), ("山本五十六", "japanese"),
        ("费尔南多", "foreign4"), ("张伟", "full2"), ("John Smith", "latin"), ("买买提·吐尔逊", "joined"),
    ],
)  # fmt: skip
def test_forms(name: str, kind: str) -> None:
    assert form(name) == kind
