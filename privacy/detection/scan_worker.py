"""A process of `parallel.ScanProcesses`: batches in, tallies out, over its own pipes.

Runs as `python -m privacy.detection.scan_worker`, so that neither what its parent holds open nor the parent's
own script matters. It ends when its input does, which is also when the parent is gone.
"""

import os
import pickle
import signal
import sys
from typing import BinaryIO

import pyarrow as pa

from privacy.detection.scan import analyse_batch
from privacy.detection.tally import ColumnTally


def to_bytes(batch: pa.RecordBatch) -> bytes:
    """The rows of a batch, without the rest of the buffers that a slice shares."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers each pickled `to_bytes(batch)` with a pickled tally; the first request is (analyzer, headers).

    An exception ends the process: the parent scans the batch again and sees it for itself.
    """
    analyzer, headers = pickle.load(requests)
    while True:
        try:
            content: bytes = pickle.load(requests)
        except EOFError:
            return
        tally = ColumnTally("")
        for batch in pa.ipc.open_stream(content):
            tally.add(batch.num_rows, analyse_batch(batch, analyzer, headers))
        pickle.dump(tally, answers)
        answers.flush()


def main() -> None:
    # An interrupt goes to the whole group of processes; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
