"""Importing PDF documents, against pdfium giving the text of the same pages; and the words of both against pdftotext.

The documents are those of a folder, named by an environment variable, because public collections stay out of the
repository. The floor opens each of them, asks for the text of each page, and does nothing with it. Reading is what the
import does without storing: lines, reading order, running heads, paragraphs and hyphens, in a process of its own.
"""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Final

from benchmarks.environment import Environment, module
from benchmarks.figures import Row, ratio_row, seconds
from benchmarks.workspaces import Workspaces

ROUNDS: Final = 3
FOLDER: Final = "BENCH_PDF_FOLDER"
"""The environment variable with the folder of documents; without it nothing is measured."""
_MOST: Final = 100
_BAR: Final = 1.3
# Words of a document from which on a twentieth of them is more than a word or two.
_ENOUGH: Final = 50
_AGREED: Final = 0.95
_WORD: Final = re.compile(r"\w+")
_DIVIDED: Final = re.compile(r"(?<=\w)[-\u2010\u00ad]\s*\n\s*(?=\w)")


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:  # noqa: ARG001  (as every bench)
    """Read the documents in turn with both, each time in a new process, and compare their words once."""
    folder = os.environ.get(FOLDER, "")
    if not folder:
        print(f"pdf_import: set {FOLDER} to a folder of PDF documents", file=sys.stderr)
        return []
    # The measured processes have another home, and none of our variables.
    where = str(Path(folder).resolve())

    def once(side: str) -> dict[str, float]:
        found: dict[str, float] = json.loads(environment.run(module("benchmarks.pdf_import", side, where)))
        return found

    runs = [(once("floor"), once("reading")) for _ in range(rounds)]
    times = [(floor["seconds"], reading["seconds"]) for floor, reading in runs]
    memory = [(floor["megabytes"], reading["megabytes"]) for floor, reading in runs]
    count = int(runs[0][1]["documents"])
    rows = [
        ratio_row(f"reading {count} PDF documents", "pdfium’s text of each page", _BAR, times, seconds),
        ratio_row("peak memory of that", "pdfium’s text of each page", None, memory, lambda value: f"{value:.0f} MB"),
    ]
    return rows + ([_agreement(where)] if shutil.which("pdftotext") else [])


def _documents(folder: str) -> list[Path]:
    return sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() == ".pdf")[:_MOST]


def _agreement(folder: str) -> Row:
    """Return how many documents have the words that pdftotext finds, in the article or counted as left out."""
    from glossator.formats.documents.pdf.reader import PdfReader
    from glossator.formats.errors import Unreadable

    reader = PdfReader()
    tried = agreed = 0
    for path in _documents(folder):
        done = subprocess.run(["pdftotext", "-q", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=False)
        reference = _words(done.stdout.decode("utf-8", "replace"))
        if reference.total() < _ENOUGH:
            continue
        tried += 1
        with suppress(Unreadable):
            found = reader.read(path.read_bytes())
            ours, left_out = _words(found.text), sum(one.words for one in found.left_out)
            common = (ours & reference).total()
            agreed += common + left_out >= _AGREED * reference.total() and common >= _AGREED * ours.total()
    reader.close()
    return Row("PDF documents with their words, within 5 %", "pdftotext", "–", f"{agreed} of {tried}", "–", "–", None)


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(_DIVIDED.sub("", unicodedata.normalize("NFKC", text)).lower()))


def _floor(folder: str) -> int:
    import pypdfium2

    documents = _documents(folder)
    for path in documents:
        with suppress(pypdfium2.PdfiumError):
            document = pypdfium2.PdfDocument(path.read_bytes())
            for page in document:
                page.get_textpage().get_text_range()
            document.close()
    return len(documents)


def _reading(folder: str) -> int:
    from glossator.formats.documents.pdf.reader import PdfReader
    from glossator.formats.errors import Unreadable

    reader = PdfReader()
    documents = _documents(folder)
    for path in documents:
        with suppress(Unreadable):
            reader.read(path.read_bytes())
    reader.close()
    return len(documents)


if __name__ == "__main__":
    started = time.perf_counter()
    count = {"floor": _floor, "reading": _reading}[sys.argv[1]](sys.argv[2])
    taken = time.perf_counter() - started
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": taken, "megabytes": max(peaks) / 1024, "documents": count}))
