"""What a killed process had come to, told from the sealed log and the stores themselves."""

from collections.abc import Callable, Mapping

from privacy.erasure.images import happened, image_of, note_aborted
from privacy.erasure.records import BatchResult
from privacy.erasure.sealed_log import Frame, SealedLog
from privacy.erasure.state import ErasureState
from privacy.erasure.writers.writer import Writer, label


def settle(
    execution_id: str, state: ErasureState, log: SealedLog, writer_of: Callable[[str], Writer]
) -> Mapping[int, BatchResult]:
    """End every unfinished batch.

    Rows that are gone and were sealed are done; those that were not there to be sealed are missing; the
    others are left to a new wave, which reads them afresh.
    """
    unfinished = state.unfinished(execution_id)
    frames = _frames_of({batch_id for batch_id, _, _ in unfinished}, log)
    results: dict[int, BatchResult] = {}
    for batch_id, store, expected in unfinished:
        rules: dict[tuple[str, str], int] = {}
        missing = 0
        not_done = []
        of_batch = [frame for frame in frames if frame.header["batch"] == batch_id]
        images = [image_of(frame) for frame in of_batch]
        settled = writer_of(store).settle(images) if images else []
        for frame, image, done in zip(of_batch, images, settled, strict=True):
            missing += image.missing
            if done:
                rules[label(image.instruction)] = rules.get(label(image.instruction), 0) + done
            else:
                not_done.append(frame.number)
        if not_done:
            note_aborted(log, not_done)
        result = BatchResult(rules, missing, superseded=expected - sum(rules.values()) - missing)
        state.end_batch(execution_id, batch_id, result, len(log))
        results[batch_id] = result
    return results


def _frames_of(batches: set[int], log: SealedLog) -> list[Frame]:
    """Newest first. Batches are numbered in their order, so older frames need not be read."""
    frames: list[Frame] = []
    for frame in happened(log, lambda frame: True) if batches else ():
        if frame.header["batch"] < min(batches):
            break
        if frame.header["batch"] in batches:
            frames.append(frame)
    return frames
