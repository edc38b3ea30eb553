"""What is known of a candidate: its form, its characters, its neighbours and the tagger's opinion."""

import math
import re

from privacy.detection.lac_tagger import IN_ORGANIZATION, IN_OTHER_NAME, IN_PLACE, Tagged
from privacy.detection.names.candidates import Candidate
from privacy.detection.names.lexicon import (
    ACT_BEHIND,
    ENGLISH_NAME,
    GIVEN,
    GIVEN_OFTEN,
    MINORITY_NAME,
    PLACE_BEHIND,
    ROLE_BEFORE,
    SURNAMES,
    TEAM_WORD,
    TITLE_BEHIND,
    TRANSLITERATION,
)
from privacy.detection.surnames import COMMON_SURNAMES, COMPOUND_SURNAMES

Features = dict[str, float]

_NICKNAME = re.compile(
    r"[阿小老大].{1,2}|(.)\1|.(.)\2|(.)\3(.)\4|.{1,3}[儿仔哥姐妹爷总董氏嫂叔姨婶伯妞宝酱君]"
)
_RELATION = re.compile(r"[总哥姐叔婶伯姨嫂爷董工导队局处科某氏]{1,2}|[总某哥姐].|律师|医生")
_FUNCTION_WORDS = "都和的了是也在就说把被给与跟对从向于将已能会要我你他她"
_LATIN = re.compile(r"[A-Za-zÀ-ɏ .'·-]+")
_HAN_ONLY = re.compile(r"[一-龥]+")
_JOINED = re.compile(r"[一-龥]+(?:[·•．・‧-][一-龥A-Za-z]+)+")
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
        self.probabilities = tagged.probabilities
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


def _is_address(name: str) -> bool:
    """A surname and what one calls its bearer (王总, 张奶奶, 李先生): it names nobody."""
    surname = 2 if name[:2] in COMPOUND_SURNAMES else 1
    behind = name[surname:]
    return name[0] in SURNAMES and (
        TITLE_BEHIND.fullmatch(behind) is not None or _RELATION.fullmatch(behind) is not None
    )


def form(name: str) -> str:
    """The kind of a written name."""
    if _JOINED.fullmatch(name):
        return "joined"
    if not _HAN_ONLY.fullmatch(name):
        return "latin" if _LATIN.fullmatch(name) else "mixed"
    if _is_address(name):
        return "address"
    if _NICKNAME.fullmatch(name) and not (name[0] in SURNAMES and len(name) == 3 and name[1:] != name[2] * 2):
        return "nickname"
    if name[:2] in COMPOUND_SURNAMES and len(name) in (3, 4):
        return "full3"
    foreign = sum(character in TRANSLITERATION for character in name) / len(name)
    if name[0] in SURNAMES and len(name) in (2, 3):
        given = sum(character in GIVEN for character in name[1:]) / (len(name) - 1)
        return f"full{len(name)}" if foreign < 1 or given == 1 else f"foreign{len(name)}"
    if foreign >= (0.7 if len(name) > 3 else 0.99):
        return f"foreign{min(len(name), 4)}"
    return "long" if len(name) > 3 else f"given{len(name)}"


def features(clause: Clause, candidate: Candidate) -> Features:
    """Name -> value of every feature that is not zero."""
    start, end, probability = candidate
    text, name = clause.text, clause.text[candidate.start : candidate.end]
    kind = form(name)
    odds = math.log(max(probability, 1e-3) / max(1 - probability, 1e-3))
    found: Features = {"bias": 1.0, "odds": odds, f"odds {kind}": odds, f"form {kind}": 1.0}
    for bound in (0.5, 0.8, 0.95, 0.99):
        if probability >= bound:
            found[f"above {bound}"] = found[f"above {bound} {kind[:4]}"] = 1.0
    rows = clause.probabilities[start:end]
    for label, column in (("place", IN_PLACE), ("organization", IN_ORGANIZATION), ("other", IN_OTHER_NAME)):
        found[f"in {label}"] = float(rows[:, column].max())
    _characters(found, name, kind)
    _neighbours(found, clause, start, end, kind)
    found[f"read as {clause.words.get((start, end), 'parts')}"] = 1.0
    if start not in clause.tag_from:
        found["cuts a word before"] = 1.0
    if end not in clause.tag_from:
        found["cuts a word behind"] = 1.0
    if MINORITY_NAME.fullmatch(name):
        found["parts of a minority name"] = 1.0
    if ENGLISH_NAME.fullmatch(name):
        found["English name"] = 1.0
    if name in clause.known:
        found["known organisation"] = 1.0
    if clause.team_words:
        found["teams near"] = found[f"teams near {kind}"] = clause.team_words / 3
    if text.rfind("《", 0, start) > text.rfind("》", 0, start):
        found["in title of work"] = 1.0
    return found


def _characters(found: Features, name: str, kind: str) -> None:
    if kind.startswith("full"):
        given = name[2:] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[1:]
        found["common surname"] = float(name[0] in COMMON_SURNAMES or name[:2] in COMPOUND_SURNAMES)
    elif kind.startswith("given"):
        given = name
    else:
        found["foreign characters"] = sum(c in TRANSLITERATION for c in name) / len(name)
        return
    found["given characters"] = sum(c in GIVEN for c in given) / len(given)
    found["frequent given characters"] = sum(c in GIVEN_OFTEN for c in given) / len(given)
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
    if ROLE_BEFORE.search(before):
        found["post before"] = found[f"post before {kind}"] = 1.0
    group = kind[:4]
    for label, expression in (
        ("title", TITLE_BEHIND), ("act", ACT_BEHIND), ("team", TEAM_WORD), ("place", PLACE_BEHIND)
    ):  # fmt: skip
        if expression.match(behind):
            found[f"{label} behind"] = found[f"{label} behind {group}"] = 1.0
    if clause.team_words and (before[-2:].lower() == "vs" or behind[:2].lower() == "vs"):
        found["versus"] = 1.0
    if start == 0 and right in ("edge", "stop"):
        found["alone"] = found[f"alone {kind}"] = 1.0
