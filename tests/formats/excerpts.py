"""Excerpts made in the test, with no workspace behind them."""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, BinaryIO, Final

from hypothesis import strategies as st

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.domain.article import Article, TextFormat
from glossator.domain.code import Code, CodeKind
from glossator.domain.codebook import LABELS, Label, Tag
from glossator.domain.export_snapshot import AnnotatedArticle, EntityRecord, Row
from glossator.domain.uid import new_uid
from glossator.text import context
from glossator.text.anchor import BadSpan, anchor
from glossator.text.normalise import fingerprint
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span
from tests.text.strategies import inked_texts

NOON: Final = "2026-01-02T12:00:00Z"


@dataclass(frozen=True, slots=True)
class Given:
    """An excerpt of what the test says."""

    found: Sequence[AnnotatedArticle]
    entities: Sequence[EntityRecord] = ()
    wanted: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def labels(self) -> Sequence[Label]:
        return LABELS

    @property
    def tags(self) -> Sequence[Tag]:
        paths = {path for each in self.found for path in each.article.tags}
        paths.update(path for each in self.found for one in each.annotations for path in one.tags)
        return [
            Tag(number, f"c_{number:012}", path, "", "#888888", "", archived=False)
            for number, path in enumerate(sorted(paths), start=1)
        ]

    @property
    def codes(self) -> Sequence[Code]:
        return [
            *(Code(CodeKind.LABEL, one.name) for one in LABELS),
            *(Code(CodeKind.TAG, one.path) for one in self.tags),
        ]

    def articles(self) -> Iterator[AnnotatedArticle]:
        yield from self.found

    def rows(self) -> Iterator[Row]:
        for each in self.found:
            for one in each.annotations:
                yield _row(each.article, one)


def _row(article: Article, one: Annotation) -> Row:
    around = (
        ("", "")
        if one.span is None
        else (context.before(article.text, one.span), context.after(article.text, one.span))
    )
    return (
        *(one.uid, article.uid, article.title, article.source, article.url, article.author, article.published_at),
        *("article" if one.span is None else "span", one.status, one.label, one.quote, one.entity),
        *("; ".join(one.tags) or None, one.note, *around, one.paragraph),
        *((None, None) if one.span is None else (one.span.start, one.span.end)),
        *(one.origin, one.model, one.score, one.analyst, one.created_at, one.updated_at, article.text_sha256),
        f"{one.analyst}: {one.status}" if one.analyst else None,
    )


def article(text: str = "The ferry Aurora left Port Selby.\n\nMira Okafor stayed.", **known: Any) -> Article:
    """Return an article of that text; what is not said is filled in."""
    return Article(
        **{
            "id": 1,
            "uid": new_uid("articles", random.Random(text)),
            "title": "Ferry",
            "text": text,
            "text_format": TextFormat.PLAIN,
            "text_sha256": fingerprint(text),
            "source": "The Tidewatch",
            "url": "https://example.org/ferry",
            "author": "R. Quill",
            "published_at": "2026-01-01",
            "language": "en",
            "encoding": "utf-8",
            "note": "",
            "added_at": NOON,
            "added_by": "ann",
            "updated_at": NOON,
            "updated_by": "ann",
            **known,
        }
    )


def annotation(text: str, span: Span | None, label: str | None = "ORG", **known: Any) -> Annotation:
    """Return an accepted annotation; what is not said is filled in."""
    starts = [one.start for one in paragraphs(text)]
    place = anchor(text, span, starts) if span else None
    return Annotation(
        **{
            "id": 1,
            "uid": new_uid("annotations", random.Random(f"{text}{span}{label}")),
            "article": 1,
            "span": place.span if place else None,
            "quote": place.quote if place else "",
            "label": label,
            "status": Status.ACCEPTED,
            "note": "",
            "paragraph": place.paragraph if place else None,
            "entity": None,
            "origin": Origin.IMPORTED,
            "model": None,
            "score": None,
            "analyst": "ann",
            "created_at": NOON,
            "updated_at": NOON,
            **known,
        }
    )


def marked(text: str, words: str, label: str | None = "ORG", **known: Any) -> Annotation:
    """Return an annotation of the first place where `words` stand."""
    start = text.index(words)
    return annotation(text, Span(start, start + len(words)), label, **known)


_LINES: Final = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12).map(
    lambda text: " ".join(text.split())
)
NOTES: Final = st.lists(
    _LINES | st.sampled_from(["=1", "<b>&amp;", "\\n", "%20", "#1\tx", '"', "'1e5"]), max_size=3
).map("\n".join)
"""Notes of several lines, normalised."""
PATHS: Final = st.sampled_from(
    ["actors", "actors/state", "Straße/ä b", "50% off", "x_y", "日本", "<i>", "a:b,c", "2025"]
)
"""Paths of tags."""
NAMES: Final = st.sampled_from(["Pakistani Taliban (TTP)", "日本", 'A "B" & <C>', "x\\y", "007"])
"""Names of entities."""


def _in_order(paths: set[str]) -> tuple[str, ...]:
    """Return paths as a workspace lists them: by their letters, of which ASCII capitals count as small."""
    return tuple(sorted(paths, key=lambda path: path.encode("utf-8").lower()))


@st.composite
def annotateds(draw: st.DrawFn, texts: st.SearchStrategy[str] = inked_texts) -> AnnotatedArticle:
    """Return an article of a nasty text with overlapping annotations of all kinds."""
    text = draw(texts)
    found: dict[tuple[Span | None, str | None], Annotation] = {}
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text) - 1))
        span = Span(start, draw(st.integers(start + 1, min(len(text), start + 12))))
        label = draw(st.sampled_from(["ORG", "PERSON", "WORK_OF_ART", None]))
        try:
            one = annotation(
                text,
                span,
                label,
                status=draw(st.sampled_from(Status)),
                note=draw(NOTES),
                tags=_in_order(draw(st.sets(PATHS, max_size=3))),
                entity=draw(st.none() | NAMES),
                score=draw(st.none() | st.floats(0, 1)),
                analyst=draw(st.sampled_from(["", "ann", "Bo Ærø"])),
            )
        except BadSpan:
            continue
        found[one.span, one.label] = one
    ordered = sorted(
        found.values(), key=lambda one: (one.span.start, -one.span.end, one.label or "") if one.span else ()
    )
    about = article(text, note=draw(NOTES), tags=_in_order(draw(st.sets(PATHS, max_size=2))), title=draw(_LINES) or "x")
    undecided = tuple(one.span for one in ordered if one.span and one.status is Status.SUGGESTED)
    return AnnotatedArticle(about, tuple(ordered), undecided)


@st.composite
def excerpts(draw: st.DrawFn) -> Given:
    """Return an excerpt of a few nasty articles, no two of one text."""
    found = draw(st.lists(annotateds(), max_size=3, unique_by=lambda each: each.article.text))
    return given_articles(*found)


def given_articles(*found: AnnotatedArticle) -> Given:
    """Return an excerpt of these articles, with the entities that they mention."""
    names = sorted({one.entity for each in found for one in each.annotations if one.entity})
    entities = [EntityRecord(new_uid("entities", random.Random(name)), name) for name in names]
    return Given(found, entities)


class MemoryFiles:
    """Keeps the files that a format writes."""

    def __init__(self) -> None:
        self.written: dict[str, bytes] = {}

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open the new file `name`."""
        assert name not in self.written
        target = BytesIO()
        yield target
        self.written[name] = target.getvalue()
