"""What is known of a candidate: its form, its characters, its neighbours and the tagger's opinion."""

import math

from privacy.detection.lac_tagger import (
    IN_ORGANIZATION,
    IN_OTHER_NAME,
    IN_PLACE,
    NAME_BEGINS,
    NAME_GOES_ON,
    WORD_GOES_ON,
    Tagged,
)
from privacy.detection.names.candidates import Candidate
from privacy.detection.names.characters import given_name_odds, person_not_place_odds
from privacy.detection.names.form import form
from privacy.detection.names.lexicon import (
    ACT_BEHIND,
    ENGLISH_NAME,
    GIVEN,
    GIVEN_OFTEN,
    JAPANESE_NAME,
    MINORITY_NAME,
    PLACE_BEHIND,
    ROLE_BEFORE,
    TEAM_WORD,
    TITLE_BEHIND,
    TRANSLITERATION,
)
from privacy.detection.surnames import COMMON_SURNAMES, COMPOUND_SURNAMES

Features = dict[str, float]

_BESIDE = (
    ("place", IN_PLACE),
    ("organization", IN_ORGANIZATION),
    ("other name", IN_OTHER_NAME),
)

_FUNCTION_WORDS = "都和的了是也在就说把被给与跟对从向于将已能会要我你他她"
# The sign or word beside a candidate -> what it says of it; the empty text is the clause's edge.
_SIGNS = {
    sign: meaning
    for meaning, signs in {
        "stop": "，。！？,；!?",
        "colon": "：:",
        "list": "、/和与",
        "quote": '“”"',
        "bracket": "（()）",
        "work": "《》",
        "account": "@_",
        "dot": "·",
        "hyphen": "-",
        "hash": "#",
        "of": "的",
        "edge": "\n",
        "space": " ",
    }.items()
    for sign in signs
} | {"": "edge"}


class Clause:
    """A tagged clause with what its candidates share."""

    def __init__(self, text: str, tagged: Tagged, known: frozenset[str]) -> None:
        self.text = text
        self.known = known
        self.rows: list[list[float]] = tagged.probabilities.tolist()
        self.team_words = min(3, len(TEAM_WORD.findall(text)))
        self.tag_from: dict[int, str] = {}
        self.tag_to: dict[int, str] = {0: "edge"}
        self.words: dict[tuple[int, int], str] = {}
        start = 0
        for word, tag in tagged.words:
            end = start + len(word)
            self.tag_from[start] = self.tag_to[end] = self.words[start, end] = tag
            start = end
        self.tag_from[start] = "edge"


def features(clause: Clause, candidate: Candidate, others: list[Candidate]) -> Features:
    """Name -> value of every feature that is not zero; `others` are all candidates of the clause."""
    start, end, probability = candidate
    text, name = clause.text, clause.text[candidate.start : candidate.end]
    kind = form(name)
    odds = _logit(probability)
    found: Features = {"bias": 1.0, "odds": odds, f"odds {kind}": odds, f"form {kind}": 1.0}
    columns = list(zip(*clause.rows[start:end], strict=True))
    found["in place"] = max(columns[IN_PLACE])
    found["in organization"] = max(columns[IN_ORGANIZATION])
    found["in other"] = max(columns[IN_OTHER_NAME])
    found["weakest joint"] = _logit(min(columns[WORD_GOES_ON][1:]))
    _characters(found, name, kind)
    _neighbours(found, clause, start, end, kind)
    if len(others) > 1:
        _rivals(found, probability, start, end, others)
    _bounds(found, clause, start, end)
    found[f"read as {clause.words.get((start, end), 'parts')}"] = 1.0
    if start not in clause.tag_from:
        found["cuts a word before"] = 1.0
    if end not in clause.tag_from:
        found["cuts a word behind"] = 1.0
    if MINORITY_NAME.fullmatch(name):
        found["parts of a minority name"] = 1.0
    if kind == "japanese" and JAPANESE_NAME.fullmatch(name):
        found["parts of a Japanese name"] = 1.0
    if kind == "latin" and ENGLISH_NAME.fullmatch(name):
        found["English name"] = 1.0
    if name in clause.known:
        found["known organisation"] = 1.0
    if clause.team_words:
        found["teams near"] = found[f"teams near {kind}"] = clause.team_words / 3
    if text.rfind("《", 0, start) > text.rfind("》", 0, start):
        found["in title of work"] = 1.0
    return found


def _logit(probability: float) -> float:
    return math.log(max(probability, 1e-3) / max(1 - probability, 1e-3))


def _bounds(found: Features, clause: Clause, start: int, end: int) -> None:
    """How sure the tagger is that words begin at the candidate's start and behind its end."""
    rows = clause.rows
    found["word begins"] = -_logit(rows[start][WORD_GOES_ON])
    if end < len(rows):
        found["word ends"] = -_logit(rows[end][WORD_GOES_ON])


def _neighbour(found: Features, clause: Clause, position: int, side: str) -> None:
    """What the tagger takes the character beside a candidate for, as probabilities."""
    if not 0 <= position < len(clause.rows):
        return
    row = clause.rows[position]
    for name, column in _BESIDE:
        share = row[column]
        if share > 0.02:
            found[f"{side} {name}"] = share
    name_share = row[NAME_BEGINS] + row[NAME_GOES_ON]
    if name_share > 0.02:
        found[f"{side} in a name"] = name_share


def _rivals(found: Features, probability: float, start: int, end: int, others: list[Candidate]) -> None:
    """The likeliest other candidate that overlaps, and whether it is longer, shorter or crosses."""
    best: dict[str, float] = {}
    for first, last, rival in others:
        if first >= end or last <= start or (first == start and last == end):
            continue
        if first <= start and end <= last:
            kind = "longer"
        else:
            kind = "shorter" if start <= first and last <= end else "crossing"
        best[kind] = max(best.get(kind, 0.0), rival)
    for kind, rival in best.items():
        found[f"{kind} rival"] = 1.0
        found[f"{kind} rival odds"] = _logit(rival)
        found[f"{kind} rival better"] = float(rival > probability)


def _characters(found: Features, name: str, kind: str) -> None:
    if kind.startswith("full"):
        given = name[2:] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[1:]
        odds = given_name_odds(name)
        found["given name odds"] = found[f"given name odds {kind}"] = odds
        found["common surname"] = float(name[0] in COMMON_SURNAMES or name[:2] in COMPOUND_SURNAMES)
    elif kind.startswith("given"):
        given = name
    else:
        found["foreign characters"] = sum(map(TRANSLITERATION.__contains__, name)) / len(name)
        if kind.startswith("foreign"):
            found["person not place"] = person_not_place_odds(name)
        return
    found["given characters"] = sum(map(GIVEN.__contains__, given)) / len(given)
    found["frequent given characters"] = sum(map(GIVEN_OFTEN.__contains__, given)) / len(given)
    if given[-1] in _FUNCTION_WORDS:
        found["ends in a function word"] = 1.0
    if given[-1] not in GIVEN:
        found["last is no given"] = 1.0


def _neighbours(found: Features, clause: Clause, start: int, end: int, kind: str) -> None:
    text = clause.text
    before, behind = text[max(0, start - 6) : start], text[end : end + 4]
    left, right = _SIGNS.get(before[-1:]), _SIGNS.get(behind[:1])
    found[f"left {left or 'tag ' + clause.tag_to.get(start, 'cut')}"] = 1.0
    found[f"right {right or 'tag ' + clause.tag_from.get(end, 'cut')}"] = 1.0
    _neighbour(found, clause, start - 1, "left")
    _neighbour(found, clause, end, "right")
    if ROLE_BEFORE.search(before):
        found["post before"] = 1.0
    for label, expression in (
        ("title", TITLE_BEHIND), ("act", ACT_BEHIND), ("team", TEAM_WORD), ("place", PLACE_BEHIND)
    ):  # fmt: skip
        if expression.match(behind):
            found[f"{label} behind"] = 1.0
    if clause.team_words and (before[-2:].lower() == "vs" or behind[:2].lower() == "vs"):
        found["versus"] = 1.0
    if start == 0 and right in ("edge", "stop"):
        found["alone"] = found[f"alone {kind}"] = 1.0
