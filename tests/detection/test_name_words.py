"""The vocabulary and the tables of characters: how they are made, and what they say."""

import random

import pytest

from privacy.detection.lac_tagger import LacTagger
from privacy.detection.names import vocabulary
from privacy.detection.names.characters import given_name_odds, person_not_place_odds
from privacy.detection.names.lexicon import ORGANISATIONS, organisations
from privacy.detection.names.words import Speller, fillers
from privacy.detection.names.words import vocabulary as words


def test_only_what_the_tagger_reads_as_one_name_is_kept() -> None:
    tagger = LacTagger()
    assert vocabulary._read_as(tagger, ["爱因斯坦", "认为", "爱因斯坦", "王建国"], "PER") == [
        "爱因斯坦",
        "王建国",
    ]
    assert vocabulary._read_as(tagger, ["巴基斯坦", "认为"], "LOC") == ["巴基斯坦"]


def test_the_commonest_words_are_no_names() -> None:
    entries = [("问题", 9, "n"), ("文明", 8, "n"), ("文明", 3, "nr"), ("地方", 7, "n"), ("开始", 6, "v")]
    assert vocabulary._commonest(entries, "n", 5, {"文明"}) == ["问题", "地方"]
    assert vocabulary._commonest(entries, "n", 1, set()) == ["问题"]


def test_characters_of_given_names_weigh_more_than_those_of_words() -> None:
    given = vocabulary._given(["王建国", "李建军", "张建华"], [("问题", 500, "n"), ("建设", 10, "v")])
    assert given["建"][0] > 0 and given["国"][1] > 0
    assert "题" not in given


def test_pairs_of_characters_weigh_for_persons_or_for_places() -> None:
    odds = vocabulary._person_or_place(["约翰逊"] * 5, ["休斯敦"] * 5 + ["约翰内斯堡"] * 5)
    assert odds["逊$"] > 0 > odds["^休"]
    assert "未知" not in odds


def test_without_the_dictionary_one_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="--with jieba"):
        next(vocabulary._dictionary())


def test_tables_tell_names_from_what_looks_like_them() -> None:
    assert given_name_odds("王建军") > 0 > given_name_odds("王不会")
    assert given_name_odds("欧阳建军") == given_name_odds("王建军")
    assert given_name_odds("李杰") > given_name_odds("李上")
    assert person_not_place_odds("安德森") > person_not_place_odds("拉姆州")


def test_made_up_foreign_names_join_only_characters_that_follow_each_other() -> None:
    speller, chance = Speller(["安娜", "娜塔莎", "莎拉"]), random.Random(1)
    spelled = {speller.spell(chance) for _ in range(200)}
    pairs = {"安娜", "娜塔", "塔莎", "莎拉"}
    assert all(name[i : i + 2] in pairs for name in spelled for i in range(len(name) - 1))
    assert spelled - {"安娜", "娜塔莎", "莎拉"}


def test_every_kind_of_word_is_there() -> None:
    for kind, least in (("n", 3000), ("v", 2000), ("foreign_persons", 5000), ("foreign_places", 500)):
        assert len(words()[kind]) >= least
    assert {"明白", "文学"} & set(fillers()["lookalikes"])
    assert set(organisations("football")) | set(organisations("companies")) <= ORGANISATIONS
