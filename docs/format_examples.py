"""The examples in formats.md, made by the program itself: `python -m docs.format_examples` writes them anew."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from tui.formats.exports import FORMATS
from tui.model.annotation import Annotation, Origin, Status
from tui.model.article import Article, TextFormat
from tui.model.code import Code
from tui.model.codebook import LABELS, Label, Tag
from tui.model.excerpt import Annotated, KnownEntity, Row
from tui.model.span import Span
from tui.model.text import fingerprint

PAGE: Final = Path(__file__).with_name("formats.md")
_EXAMPLE: Final = re.compile(r"(<!-- example: (\S+)(?: (\S+))? -->\n+```\w*\n).*?(```\n)", re.DOTALL)
_TEXT: Final = "The ferry Aurora left Port Selby. 🚢 Mira Okafor stayed."
_AT: Final = "2026-01-02T12:00:00Z"


def _annotation(number: int, words: str, label: str, status: Status) -> Annotation:
    start = _TEXT.index(words)
    return Annotation(
        id=number,
        uid=f"a_{'bcdfghjk'[number]}{'2' * 11}",
        article=1,
        span=Span(start, start + len(words)),
        quote=words,
        label=label,
        status=status,
        note="",
        paragraph=1,
        entity=None,
        origin=Origin.IMPORTED,
        model=None,
        score=None,
        analyst="" if status is Status.SUGGESTED else "ann",
        created_at=_AT,
        updated_at=_AT,
    )


_FERRY: Final = Annotated(
    Article(
        id=1,
        uid="t_b22222222222",
        title="Ferry",
        text=_TEXT,
        text_format=TextFormat.PLAIN,
        text_sha256=fingerprint(_TEXT),
        source="The Tidewatch",
        url="",
        author="",
        published_at="2026-01-01",
        language="en",
        encoding="utf-8",
        note="",
        added_at=_AT,
        added_by="ann",
    ),
    (
        replace(
            _annotation(0, "Aurora", "PRODUCT", Status.ACCEPTED), note="built 1911", tags=("ships",), entity="MV Aurora"
        ),
        _annotation(1, "Port Selby", "GPE", Status.SUGGESTED),
        _annotation(2, "Mira Okafor", "PERSON", Status.ACCEPTED),
    ),
    (Span(_TEXT.index("Port"), _TEXT.index(".")),),
)


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """One article with three annotations."""

    wanted: Mapping[str, Sequence[str]]
    labels: Sequence[Label]
    tags: Sequence[Tag]
    entities: Sequence[KnownEntity]
    codes: Sequence[Code] = ()

    def articles(self) -> Iterator[Annotated]:
        yield _FERRY

    def rows(self) -> Iterator[Row]:
        return iter(())


_EXCERPT: Final = _Excerpt(
    {},
    [label for label in LABELS if label.name in ("PERSON", "GPE", "PRODUCT")],
    [Tag(1, "c_b22222222222", "ships", "", "#5a9bd4", "", archived=False)],
    [KnownEntity("e_b22222222222", "MV Aurora", "PRODUCT")],
)


class _Files:
    """Keeps the files that a format writes."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        target = io.BytesIO()
        yield target
        self.written[name] = target.getvalue().decode("utf-8")


def example(name: str, file: str = "") -> str:
    """Return what the program writes in a format; of several files, the one that ends with `file`."""
    chosen = FORMATS[name]
    if chosen.write is not None:
        target = io.BytesIO()
        chosen.write(_EXCERPT, target)
        return target.getvalue().decode("utf-8")
    assert chosen.write_files is not None, "a format writes one file or several"
    files = _Files()
    chosen.write_files(_EXCERPT, files)
    return next(text for written, text in files.written.items() if written.endswith(file))


def renewed(page: str) -> str:
    """Return the page with every example as the program writes it now."""
    return _EXAMPLE.sub(lambda found: found[1] + example(found[2], found[3] or "").rstrip("\n") + "\n" + found[4], page)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
