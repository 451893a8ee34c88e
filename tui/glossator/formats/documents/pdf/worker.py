"""The process that reads PDF documents; what goes wrong in pdfium ends it and not the program.

It answers each line of JSON with the length of a document, which follows, with a line of JSON: the article, or why
there is none.
"""

import json
import os
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from typing import BinaryIO, Final

from glossator.formats.documents.pdf.document import read_document
from glossator.formats.errors import Unreadable

# Seconds without a document after which the process ends.
_IDLE: Final = 60.0
# Bytes of memory, those of the document included; without a limit a small file could claim all there is.
_MOST_MEMORY: Final = 3_000_000_000


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer each document of `asked` until it ends."""
    while True:
        idle = threading.Timer(_IDLE, os._exit, (0,))
        idle.daemon = True
        idle.start()
        line = asked.readline()
        idle.cancel()
        if not line:
            return
        answer = _answer(asked.read(json.loads(line)))
        answers.write(json.dumps(answer).encode("ascii") + b"\n")
        answers.flush()


def _answer(data: bytes) -> dict[str, object]:
    try:
        return {"article": asdict(read_document(data))}
    except Unreadable as error:
        return {"reason": str(error)}
    except MemoryError:
        return {"reason": "The document takes too much memory. Split it, or save the part as text."}


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        # Not on Windows.
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


if __name__ == "__main__":
    _limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)
