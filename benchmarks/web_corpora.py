"""Words and dates of web pages, against the gold of public corpora, of which it takes local copies.

python -m benchmarks.web_corpora --pages trafilatura/tests --articles article-extraction-benchmark \\
    --dates htmldate/tests

Each option is the folder of a copy of https://github.com/adbar/trafilatura, of
https://github.com/scrapinghub/article-extraction-benchmark or of https://github.com/adbar/htmldate. The floor is
trafilatura alone, with its metadata, whose dates are those of htmldate.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

from glossator.formats.content import Content
from glossator.formats.documents.html import read_page
from glossator.formats.errors import Unreadable

_RUN: Final = 4
_SPACE: Final = re.compile(r"\s+")


@dataclass
class Score:
    """How much of the gold was found; `right`, `wrong` and `missed` are chunks, runs of words, or dates."""

    right: float = 0
    wrong: float = 0
    missed: float = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / ((2 * self.right + self.wrong + self.missed) or 1)


@dataclass
class Run:
    """The results of one corpus: the program’s, those of the floor, and the seconds of both."""

    pages: int = 0
    refused: int = 0
    ours: Score = field(default_factory=Score)
    floor: Score = field(default_factory=Score)
    seconds: list[float] = field(default_factory=lambda: [0.0, 0.0])

    def line(self, name: str, counts: bool) -> str:
        """Return the line of the table."""

        def shown(one: Score) -> str:
            return f"{one.right:.0f} right, {one.wrong:.0f} wrong" if counts else f"F1 {one.f1:.4f}"

        ratio = self.seconds[0] / (self.seconds[1] or 1)
        return f"| {name} | {self.pages} | {self.refused} | {shown(self.floor)} | {shown(self.ours)} | {ratio:.2f}x |"


def _ours(data: bytes) -> Content | None:
    try:
        return read_page(data)
    except Unreadable:
        return None


def _bare(data: bytes) -> tuple[str, str]:
    """Return the text and the date that trafilatura extracts with the options of the program."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(data, with_metadata=True, include_comments=False, include_formatting=False)
    return ((found.text or ""), (found.date or "")) if found else ("", "")


def _plain(text: str) -> str:
    return _SPACE.sub(" ", normalize("NFC", text)).strip()


def _chunks(score: Score, gold: dict[str, Any], text: str, title: str) -> None:
    """Count the phrases that a page's gold wants and does not want; a wanted one may be in the title."""
    words = _plain(text)
    for phrase in map(_plain, gold["with"]):
        found = phrase in words or phrase in _plain(title)
        score.right += found
        score.missed += not found
    score.wrong += sum(_plain(phrase) in words for phrase in gold["without"])


def _runs(score: Score, gold: str, text: str) -> None:
    """Count runs of words that a gold text and a text have in common, as shares of the page."""
    wanted, found = (Counter(_windows(one)) for one in (gold, text))
    total = max((wanted | found).total(), 1)
    score.right += (wanted & found).total() / total
    score.wrong += (found - wanted).total() / total
    score.missed += (wanted - found).total() / total


def _windows(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", normalize("NFC", text))
    return zip(*(words[start:] for start in range(min(_RUN, len(words)))), strict=False)


def _date(score: Score, gold: str, found: str) -> None:
    score.right += found == gold
    score.wrong += bool(found) and found != gold
    score.missed += not found


def _measure(
    cases: Iterable[tuple[bytes, Any]],
    count: Callable[[Score, Any, str, str, str], None],
) -> Run:
    """Read each page with the program and the floor in turn; `count` takes score, gold, text, title and day."""
    run = Run()
    for data, gold in cases:
        run.pages += 1
        # In turn, because the libraries remember what they have parsed.
        timed: list[Any] = [None, None]
        for which in (0, 1) if run.pages % 2 else (1, 0):
            began = time.process_time()
            timed[which] = _bare(data) if which else _ours(data)
            run.seconds[which] += time.process_time() - began
        found, (text, date) = timed
        run.refused += found is None
        header = found.header if found else None
        count(
            run.ours,
            gold,
            found.text if found else "",
            header.title if header else "",
            (header.published_at if header else "")[:10],
        )
        count(run.floor, gold, text, "", date)
    return run


def _left(path: Path, folders: Iterable[str]) -> bytes:
    return next(
        ((path.parent / one / path.name).read_bytes() for one in folders if (path.parent / one / path.name).is_file()),
        b"",
    )


def _pages(folder: Path) -> Iterator[tuple[bytes, Any]]:
    for entry in json.loads((folder / "evaldata.json").read_bytes()).values():
        if data := _left(folder / entry["file"], ("cache", "eval")):
            yield data, entry


def _articles(folder: Path) -> Iterator[tuple[bytes, Any]]:
    for name, entry in json.loads((folder / "ground-truth.json").read_bytes()).items():
        yield gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), entry["articleBody"]


def _dates(folder: Path) -> Iterator[tuple[bytes, Any]]:
    for entry in json.loads((folder / "eval_default.json").read_bytes()).values():
        if data := _left(folder / entry["file"], ("cache", "eval")):
            yield data, entry["date"]


def main() -> int:
    """Measure the corpora that the command line names, and print a line of a table for each."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.web_corpora", description="Words and dates of web pages."
    )
    for name in ("pages", "articles", "dates"):
        parser.add_argument(f"--{name}", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    print("| corpus | pages | refused | trafilatura | program | time |\n|---|---|---|---|---|---|")
    if asked.pages:
        run = _measure(_pages(asked.pages), lambda score, gold, text, title, _: _chunks(score, gold, text, title))
        print(run.line("trafilatura, phrases", counts=False))
    if asked.articles:
        run = _measure(_articles(asked.articles), lambda score, gold, text, _, __: _runs(score, gold, text))
        print(run.line("article-extraction-benchmark, words", counts=False))
    if asked.dates:
        run = _measure(_dates(asked.dates), lambda score, gold, _, __, day: _date(score, gold, day))
        print(run.line("htmldate, dates", counts=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
