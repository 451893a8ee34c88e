"""An excerpt that uses every feature, and which of them are in the files of a format, or come back from them."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from zipfile import ZipFile, is_zipfile

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.domain.code import Code, CodeKind
from glossator.domain.codebook import LABELS, Label, Tag
from glossator.domain.export_snapshot import AnnotatedArticle, EntityRecord, Row
from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.formats.capabilities import Feature
from glossator.formats.spec import Format
from glossator.services.atomic_output import ZipFiles
from glossator.text.span import Span
from tests.formats.excerpts import Given, annotation, article, marked

TEXT: Final = "The ferry Aurora left Port Selby.\n\nMira Okafor of Lumen stayed behind."
WHOLE: Final = annotation(TEXT, None, None, note="of the whole text", tags=("sea",))
FERRY: Final = marked(TEXT, "ferry Aurora", "PRODUCT")
AURORA: Final = marked(TEXT, "Aurora", "ORG", note="said of the ship")
LEFT: Final = marked(TEXT, "left", "EVENT", status=Status.REJECTED, note="said of leaving")
PORT: Final = marked(TEXT, "Port Selby", "GPE", status=Status.SUGGESTED, note="said of the port")
MIRA: Final = marked(
    *(TEXT, "Mira Okafor", "PERSON"),
    note="said of Mira",
    tags=("crew",),
    entity="The captain",
    score=0.25,
    analyst="Ida",
    created_at="2026-01-03T12:00:00Z",
    updated_at="2026-01-04T12:00:00Z",
    origin=Origin.MODEL,
    model="pipeline 1.0",
)
PART: Final = marked(TEXT, "Lum", "GPE", note="said of a part")
STAYED: Final = marked(TEXT, "stayed", None, note="said of staying")
ARTICLE: Final = article(
    TEXT, note="said of the article", tags=("coast",), metadata=(("section", "Harbours"), ("page", "17"))
)
DETAILS: Final = ("title", "source", "author", "published_at", "url")
TAG_NOTE: Final = "said of the tag"


@dataclass(frozen=True, slots=True)
class Everything(Given):
    """An excerpt with a codebook and with rows for articles."""

    noted: str = TAG_NOTE

    @property
    def labels(self) -> Sequence[Label]:
        return LABELS

    @property
    def tags(self) -> Sequence[Tag]:
        paths = {
            path
            for each in self.found
            for tags in (each.article.tags, *(one.tags for one in each.annotations))
            for path in tags
        }
        return [
            Tag(number, f"c_{number:012}", path, "", "#888888", "", archived=False, note=self.noted)
            for number, path in enumerate(sorted(paths), start=1)
        ]

    @property
    def codes(self) -> Sequence[Code]:
        return [
            *(Code(CodeKind.LABEL, one.name) for one in LABELS),
            *(Code(CodeKind.TAG, one.path, note=one.note) for one in self.tags),
        ]

    def rows(self) -> Iterator[Row]:
        for each in self.found:
            about = each.article
            yield (
                *(about.uid, about.uid, about.title, about.source, about.url, about.author, about.published_at),
                *("article", "", None, "", None, "; ".join(about.tags), about.note, "", "", *([None] * 3)),
                *("", None, None, "", "", "", about.text_sha256, None),
            )
        yield from Given.rows(self)


EVERYTHING: Final = Everything(
    [
        AnnotatedArticle(
            ARTICLE,
            (WHOLE, FERRY, AURORA, LEFT, PORT, MIRA, PART, STAYED),
            tuple(one.span for one in (PORT,) if one.span),
        )
    ],
    [EntityRecord("e_222222222222", "The captain", note="said of the entity", reference="Q77", aliases=("Skipper",))],
)


def written(chosen: Format, excerpt: Given) -> bytes:
    """Return an excerpt as a file of the format, or as a zip of its files."""
    target = io.BytesIO()
    if chosen.write is not None:
        chosen.write(excerpt, target)
    elif chosen.write_files is not None:
        with ZipFiles(target) as files:
            chosen.write_files(excerpt, files)
    return target.getvalue()


def unpacked(name: str, data: bytes) -> Mapping[str, bytes]:
    """Return a file by name, or those in it."""
    if not is_zipfile(BytesIO(data)):
        return {name: data}
    with ZipFile(BytesIO(data)) as packed:
        return {each: packed.read(each) for each in packed.namelist()}


MARKS: Final[Mapping[Feature, tuple[str, ...]]] = {
    Feature.DETAILS: ("Ferry", "The Tidewatch", "R. Quill", "example.org/ferry"),
    Feature.METADATA: ("section: Harbours; page: 17",),
    Feature.ARTICLE_NOTE: (ARTICLE.note,),
    Feature.ARTICLE_TAG: ARTICLE.tags,
    Feature.WHOLE: (WHOLE.note,),
    Feature.SUGGESTED: (PORT.note,),
    Feature.REJECTED: (LEFT.note,),
    Feature.HIGHLIGHT: (STAYED.note,),
    Feature.OVERLAP: (AURORA.note,),
    Feature.PART_OF_A_WORD: (PART.quote,),
    Feature.ENTITY: ("The captain",),
    Feature.ENTITY_NOTE: ("said of the entity",),
    Feature.ENTITY_NAMES: ("Q77", "Skipper"),
    Feature.TAG: MIRA.tags,
    Feature.TAG_NOTE: (TAG_NOTE,),
    Feature.NOTE: (MIRA.note,),
    Feature.SCORE: ("0.25",),
    Feature.ANALYST: (MIRA.analyst,),
    Feature.ORIGIN: ("pipeline 1.0",),
}
"""The words that are in a file that holds a feature."""


def stands_in(chosen: Format) -> set[Feature]:
    """Return the features of the excerpt whose words are in the files that are written."""
    files = unpacked("", written(chosen, EVERYTHING)).values()
    text = "\n".join(data.decode("utf-8", "replace") for data in files)
    return {
        feature for feature in Feature if all(re.search(rf"\b{re.escape(mark)}\b", text) for mark in MARKS[feature])
    }


def comes_back(chosen: Format) -> set[Feature]:
    """Return the features of the excerpt that are there when it is written and read."""
    assert chosen.read_annotations is not None
    files = unpacked(f"x{chosen.suffix}", written(chosen, EVERYTHING))
    (found,) = (each for each in chosen.read_annotations(files) if isinstance(each, ImportRecord))
    codes = chosen.read_codes(files) if chosen.read_codes is not None else ()
    draft, known = found.draft, _by_place(found.annotations)
    mira = known[MIRA.span, MIRA.label]

    def has(*wanted: Annotation) -> bool:
        return all((one.span, one.label) in known and known[one.span, one.label].status is one.status for one in wanted)

    kept = {
        Feature.DETAILS: all(getattr(draft, name) == getattr(ARTICLE, name) for name in DETAILS),
        Feature.METADATA: draft.metadata == ARTICLE.metadata,
        Feature.ARTICLE_NOTE: found.note == ARTICLE.note,
        Feature.ARTICLE_TAG: found.tags == ARTICLE.tags,
        Feature.WHOLE: has(WHOLE),
        Feature.SUGGESTED: has(PORT),
        Feature.REJECTED: has(LEFT),
        Feature.HIGHLIGHT: has(STAYED),
        Feature.OVERLAP: has(FERRY, AURORA),
        Feature.PART_OF_A_WORD: has(PART),
        Feature.ENTITY: mira.entity == MIRA.entity,
        Feature.TAG: mira.tags == MIRA.tags,
        Feature.TAG_NOTE: any(code.note == TAG_NOTE for code in codes),
        Feature.NOTE: mira.note == MIRA.note,
        Feature.SCORE: mira.score == MIRA.score,
        Feature.ANALYST: (mira.analyst, mira.created_at, mira.updated_at)
        == (MIRA.analyst, MIRA.created_at, MIRA.updated_at),
        # Nothing that is read has a place for these.
        **dict.fromkeys((Feature.ENTITY_NOTE, Feature.ENTITY_NAMES, Feature.ORIGIN), False),
    }
    return {feature for feature in Feature if kept[feature]}


def _by_place(found: Iterable[AnnotationRecord]) -> Mapping[tuple[Span | None, str | None], AnnotationRecord]:
    return {(one.span, one.label): one for one in found}
