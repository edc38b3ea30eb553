"""Personal names in Chinese text: the tagger's own against ours, against what is known to be right.

Without a folder the sentences are made from templates that training never sees, `service` from ordinary
messages and names (`_names_service.yaml`). A folder of public sets
holds `cluener/dev.json` (names in news), `weibo/weiboNER_2nd_conll.dev` and `.test` (PER.NAM in posts) and
`address/dev.txt` (real addresses, one character a line); what of these is missing is left out.
A name counts as found only with exactly its characters.
"""

import json
import random
import resource
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import yaml

from privacy.detection.engine import build_analyzer
from privacy.detection.lac_tagger import LacTagger
from privacy.detection.name_engine import ChineseNameEngine, clauses, levelled
from privacy.detection.names.generator import Generator
from privacy.detection.scan import scan_batch

SEED = 7
SERVICE = Path(__file__).with_name("_names_service.yaml")
Spans = list[tuple[int, int]]
Sentence = tuple[str, Spans]
Result = TypeVar("Result")


def main(n: int = 5_000, data: str | None = None) -> dict[str, object]:
    """Per set precision, recall and F of ours and of the tagger alone (`name-model`); CPU seconds.

    Args:
        n: number of made-up sentences.
        data: folder of public sets.
    """
    sets = _made_up(n) | (_public(Path(data)) if data else {})
    result: dict[str, object] = {"name": "names", "peer": "name-model"}
    spent_ours = spent_peer = 0.0
    same = found_by_any = characters = 0
    finders: dict[str, Callable[[list[str]], list[Spans]]] = {}
    if find_spec("jieba"):
        finders["jieba"] = _jieba
    figures: dict[str, object] = {}
    for name, sentences in sets.items():
        texts, truth = [text for text, _ in sentences], [spans for _, spans in sentences]
        engine, tagger = ChineseNameEngine(), LacTagger()
        engine.load()
        seconds, ours = _cpu(lambda engine=engine, texts=texts: _ours(engine, texts))  # type: ignore[misc]
        spent_ours += seconds
        seconds, peer = _cpu(lambda tagger=tagger, texts=texts: _tagger_alone(tagger, texts))  # type: ignore[misc]
        spent_peer += seconds
        characters += sum(map(len, texts))
        same += sum(len(set(a) & set(b)) for a, b in zip(ours, peer, strict=True))
        found_by_any += sum(len(set(a) | set(b)) for a, b in zip(ours, peer, strict=True))
        figures |= _figures(f"{name}_ours", truth, ours) | _figures(f"{name}_peer", truth, peer)
        for other, find in finders.items():
            figures |= _figures(f"{name}_{other}", truth, find(texts))
    if data and (Path(data) / "address" / "dev.txt").exists():
        figures |= _addresses(Path(data), sets)
    result |= {
        "ours_s": round(spent_ours, 3),
        "peer_s": round(spent_peer, 3),
        "ratio": round(spent_peer / spent_ours, 3),
        "agree": same == found_by_any,
        "agreement": round(same / max(1, found_by_any), 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "n": n,
        "ours_characters_per_s": round(characters / spent_ours),
        "peer_characters_per_s": round(characters / spent_peer),
    }
    return result | figures


def _made_up(n: int) -> dict[str, list[Sentence]]:
    chats = Generator(SEED + 1, held_out=True).sentences(n // 5, {"chat": 1})
    made_up = Generator(SEED, held_out=True).sentences(n)
    return {"made_up": list(made_up), "chats": list(chats), "service": _service()}


def _service() -> list[Sentence]:
    """3 000 messages of customer service, a third of them without a name."""
    words = yaml.safe_load(SERVICE.read_text("utf-8"))
    chance = random.Random(5)
    sentences = list[Sentence]()
    for _ in range(3_000):
        text, spans = "", Spans()
        for number, part in enumerate(chance.choice(words["templates"]).split("{}")):
            if number:
                name = chance.choice(words["surnames"]) + chance.choice(words["given"])
                spans.append((len(text), len(text) + len(name)))
                text += name
            text += part
        sentences.append((text, spans))
    return sentences


def _public(folder: Path) -> dict[str, list[Sentence]]:
    sets: dict[str, list[Sentence]] = {}
    if (folder / "cluener" / "dev.json").exists():
        sets["cluener"] = list(_cluener(folder / "cluener" / "dev.json"))
    posts = [folder / "weibo" / f"weiboNER_2nd_conll.{part}" for part in ("dev", "test")]
    if all(path.exists() for path in posts):
        sets["weibo"] = [sentence for path in posts for sentence in _weibo(path)]
    return sets


def _cluener(path: Path) -> Iterator[Sentence]:
    """A stream of JSON objects, one after the other; the ends of spans are inclusive."""
    text, decoder, position = path.read_text("utf-8"), json.JSONDecoder(), 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        entry, position = decoder.raw_decode(text, position)
        spans = [span for found in entry["label"].get("name", {}).values() for span in found]
        yield entry["text"], sorted({(start, end + 1) for start, end in spans})


def _weibo(path: Path) -> Iterator[Sentence]:
    """One character with the number of its word, a tab and the tag a line; an empty line ends a post."""
    for block in path.read_text("utf-8").split("\n\n"):
        text, spans = "", list[tuple[int, int]]()
        for line in filter(None, block.split("\n")):
            character, tag = line[0], line.split("\t")[-1]
            if tag == "B-PER.NAM":
                spans.append((len(text), len(text) + 1))
            elif tag == "I-PER.NAM" and spans:
                spans[-1] = (spans[-1][0], len(text) + 1)
            text += character
        if text:
            yield text, spans


def _ours(engine: ChineseNameEngine, texts: list[str]) -> list[Spans]:
    return [[(a, b) for a, b, label in found if label == "PERSON"] for found in engine.entities(texts)]


def _tagger_alone(tagger: LacTagger, texts: list[str]) -> list[Spans]:
    """Every distinct clause once, as our engine does: the comparison is of the models."""
    cut = [clauses(levelled(text)) for text in texts]
    distinct = sorted({clause for parts in cut for clause in parts})
    words = dict(zip(distinct, tagger.words(distinct), strict=True))
    result = []
    for parts in cut:
        spans, start = list[tuple[int, int]](), 0
        for word, tag in (pair for clause in parts for pair in words[clause]):
            if tag == "PER" and len(word) > 1:
                spans.append((start, start + len(word)))
            start += len(word)
        result.append(spans)
    return result


def _jieba(texts: list[str]) -> list[Spans]:
    from jieba import posseg  # type: ignore[import-not-found]

    result = []
    for text in texts:
        spans, start = list[tuple[int, int]](), 0
        for word in posseg.lcut(text):
            if word.flag.startswith("nr") and len(word.word) > 1:
                spans.append((start, start + len(word.word)))
            start += len(word.word)
        result.append(spans)
    return result


def _addresses(folder: Path, sets: dict[str, list[Sentence]]) -> dict[str, object]:
    """Recall on cells that hold an address; false positives on the sentences of the other public sets."""
    blocks = (folder / "address" / "dev.txt").read_text("utf-8").split("\n\n")
    cells = ["".join(line.split()[0] for line in block.split("\n") if line.strip()) for block in blocks]
    cells = [cell for cell in cells if cell]
    others = [text for name in ("cluener", "weibo") for text, _ in sets.get(name, [])]
    return {
        "address_recall": round(_share_of_addresses(cells), 4),
        "address_false_positives": round(_share_of_addresses(others), 4) if others else None,
        "address_cells": len(cells),
    }


def _share_of_addresses(cells: list[str]) -> float:
    """Cells of which an ADDRESS covers half or more."""
    found = scan_batch(
        pa.record_batch({"value": pa.array(cells)}), build_analyzer(), table="cells"
    ).to_pylist()
    rows = {
        row["row"]
        for row in found
        if row["entity_type"] == "ADDRESS" and 2 * (row["end"] - row["start"]) >= len(cells[row["row"]])
    }
    return len(rows) / len(cells)


def _figures(name: str, truth: list[Spans], found: list[Spans]) -> dict[str, object]:
    right = sum(len(set(a) & set(b)) for a, b in zip(truth, found, strict=True))
    precision = right / max(1, sum(map(len, found)))
    recall = right / max(1, sum(map(len, truth)))
    measure = 2 * precision * recall / max(1e-9, precision + recall)
    return {
        f"{name}_precision": round(precision, 4),
        f"{name}_recall": round(recall, 4),
        f"{name}_f": round(measure, 4),
    }


def _cpu(work: Callable[[], Result]) -> tuple[float, Result]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result
