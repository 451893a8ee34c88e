"""What is tried with input that means harm, or makes no sense: it is read, or refused in a sentence.

Each check draws its input by itself, so that the tests try a few and the long run many.
"""

import io
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final, TypeAlias

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from glossator.cli.context import SETTING_CHECKS
from glossator.domain.article import ArticleDraft
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.domain.import_record import ImportRecord
from glossator.domain.mention import Order
from glossator.domain.query import FIELDS, BadQuery, parse
from glossator.formats.content import Problem
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence
from glossator.services.formats import FORMATS
from glossator.state.settings import BadSettings, Settings, read_settings
from glossator.store import operations
from glossator.store.ingest import articles
from glossator.store.queries.export_snapshot import open_snapshot
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Workspace
from glossator.text.normalise import normalise
from tests.faults.spoiling import spoilt
from tests.formats import office_documents as office
from tests.formats import sample_documents as documents
from tests.formats.annotations.test_hypothesis import quote, row
from tests.formats.compound_file import compound_file
from tests.formats.detecting import articles_of
from tests.formats.excerpts import MemoryFiles, given_articles, marked
from tests.formats.excerpts import article as made_article
from tests.formats.news import samples as deliveries
from tests.services import test_project_databases as project_databases
from tests.store.scene import done, ticking

Check: TypeAlias = Callable[[Path, st.DataObject], None]
"""Tries one input, in a folder that `prepare` has made ready; fails where it is neither read nor refused."""

BEGINNINGS: Final[dict[str, bytes]] = {
    "plain": b"Title: Ferry\nDate: 2026-01-05\n\nThe ferry Aurora left Port Selby.\n",
    "markdown": b"---\ntitle: Ferry\n---\n# Ferry\n\n* The *ferry* [Aurora](x)\n\n> left\n\n```\nx\n```\n",
    "html": (
        b"<!doctype html><html lang=en><head><meta charset=utf-8><title>Ferry</title></head><body><article><h1>Ferry"
        b"</h1><p>The ferry Aurora left Port Selby on Monday with 212 passengers on board.</p><ul><li>One</ul>"
        b"</article></body></html>"
    ),
    "pdf": documents.pdf([["The ferry Aurora left", "Port Selby."], ["It came back."]], "Ferry"),
    "epub": documents.epub({"a.xhtml": "<html><body><h1>One</h1><p>The ferry left.</p></body></html>"}),
    "docx": office.docx(
        "<w:p><w:r><w:t>The ferry left.</w:t></w:r><w:del><w:r><w:delText>late</w:delText></w:r></w:del></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cod</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    ),
    "odt": office.odt(
        "<text:h text:outline-level='1'>Ferry</text:h><text:p>The ferry<text:s text:c='2'/>left.</text:p>"
    ),
    "rtf": (
        rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}}{\info{\title Ferry}}\pard\f0 The \u8222?ferry\'e9"
        rb"{\footnote It left.}\par\trowd\cellx9\intbl cod\cell dear\cell\row{\header x}{\pict\bin3 {{{}\par}"
    ),
    "email": documents.EMAIL.encode(),
    "mbox": f"From a Mon Jan  5 06:40:00 2026\n{documents.EMAIL}\n".encode() * 2,
    "outlook": compound_file(
        {
            "__properties_version1.0": bytes(48),
            "__substg1.0_0037001F": "Ferry".encode("utf-16-le"),
            "__substg1.0_10090102": (54).to_bytes(4, "little")
            + b"\x2a\0\0\0MELA\0\0\0\0{\\rtf1\\fromhtml1 {\\*\\htmltag <p>}It left.\\par}}",
            "__attach_version1.0_#00000000": {"__properties_version1.0": bytes(24), "__substg1.0_3707001F": b"a\0"},
        }
    ),
    "feed": documents.FEED.encode(),
    "mhtml": documents.MHTML.encode(),
    "warc": documents.warc_record(
        "response", "https://example.org/", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>The ferry left."
    ),
    "nexis": deliveries.OLD_NEXIS.encode(),
    "factiva": f"<!doctype html><html><title>Factiva</title><body>{deliveries.FACTIVA}</body></html>".encode(),
    "proquest": deliveries.PROQUEST.encode(),
    "europresse": deliveries.EUROPRESSE.encode(),
    "ris": b"TY  - NEWS\nTI  - Ferry\nAU  - Vane, Ada\nN2  - The ferry left.\nDA  - 2026/01/05\nER  - \n",
    "bibtex": b"@article{ferry, title = {Ferry}, author = {Ada Vane}, year = 2026, abstract = {The ferry left.}}\n",
    "csl-json": b'[{"type": "article", "title": "Ferry", "abstract": "It left.", "issued": {"date-parts": [[2026]]}}]',
    "transcript": (
        b"1\n00:00:01,000 --> 00:00:04,000\n<i>ADA:</i> The ferry left.\n\n2\n00:00:05,000 --> 00:00:06,000\nIt did.\n"
    ),
    "json": b'{"articles": [{"title": "Ferry", "content": "The ferry left.", "source": {"name": "Tide Post"}}]}',
    "csv": b'title,text,date\nFerry,"The ferry, Aurora, left.",2026-01-05\nTwo,Second text.,\n',
    "jsonl": b'{"title": "Ferry", "text": "The ferry left.", "date": "2026-01-05"}\n{"text": "Two."}\n',
}
"""Of each format a source that is sound."""
ANNOTATED_BEGINNINGS: Final[dict[str, bytes]] = {
    "hypothesis": json.dumps(
        {"rows": [row(1, quote("Ada", "so ", " left"), tags=["x"]), row(2, references=["n1"])]}
    ).encode(),
    "zotero": b'[{"key": "A", "title": "Ferry"}, {"parentItem": "A", "annotationType": "highlight", '
    b'"annotationText": "It left.", "tags": [{"tag": "x"}], "annotationColor": "#ffd400"}]',
    "readwise": b'Highlight,Book Title,Note,Tags\n"It left.",Ferry,why?,"a, b"\n,Ferry,all of it,\n',
    "kindle": "\ufeffFerry (Ida)\n- Ihre Notiz auf Seite 1 | Position 2-13 | Hinzugefügt am Montag, 3. März 2025 "
    "22:16:40\n\nIt left.\n==========\n".encode(),
    "taguette-csv": b"id,document,tag,content\n1,ferry.txt,people,Ada\n1,ferry.txt,who,Ada\n",
    "qualcoder-csv": b'"File","Coder","Coded","Id","Codename","Coded_Memo"\n"f","ida","Ada","ctid:1","x","why?"\n',
}
"""Of each format of annotations that is only read, a file that is sound."""
DATABASES: Final = {"taguette": project_databases.taguette, "qualcoder": project_databases.qualcoder}
"""The same for formats that are databases: functions that make them in a folder."""
_RAW: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_LONGEST: Final = 1_000


def prepare(folder: Path) -> None:
    """Put into a folder what the checks need there."""
    with Workspace(folder / "shelf.db", ticking("ann"), create=True) as workspace:
        for title, text in (("Ferry", "The ferry Aurora left Port Selby."), ("Cod", "Cod is dear at Selby’s café.")):
            done(workspace, articles.add_article, ArticleDraft(title, text, source="Tide Post"))
        done(workspace, operations.write_article_note, workspace.articles()[0].id, "Two sources")


# Sources


def _source(name: str, folder: Path, data: st.DataObject) -> None:
    content = data.draw(spoilt(BEGINNINGS[name]))
    chosen = data.draw(st.sampled_from([name, ""]))
    for sentence in _read(content, f"x.{name}", chosen):
        assert "Traceback" not in sentence
        assert len(sentence) < _LONGEST


def _bytes(folder: Path, data: st.DataObject) -> None:
    content = data.draw(st.binary(max_size=400))
    for _ in _read(content, "x", data.draw(st.sampled_from([*BEGINNINGS, ""]))):
        pass


def _read(content: bytes, name: str, format_name: str) -> Iterator[str]:
    """Yield the sentences about what cannot be read; see to it that what can be is fit to be stored and shown."""
    try:
        for found in articles_of(content, name, format_name):
            if isinstance(found, Problem):
                yield str(found)
                continue
            draft = found.draft
            assert draft.text == normalise(draft.text)
            assert draft.text.strip()
            for said in (draft.title, draft.source, draft.url, draft.author, draft.published_at, draft.language):
                assert not _RAW.search(said), said
                assert "\n" not in said
    except Unreadable as error:
        yield str(error)


# Annotations of other programs


def _annotations(name: str, folder: Path, data: st.DataObject) -> None:
    chosen, files = FORMATS[name], _annotated_files(name)
    assert chosen.read_annotations is not None
    spoil = data.draw(st.sampled_from(sorted(files)))
    files = {**files, spoil: data.draw(spoilt(files[spoil]))}
    try:
        for found in chosen.read_annotations(files):
            if not isinstance(found, ImportRecord):
                continue
            assert found.draft.text == normalise(found.draft.text)
            for annotation in found.annotations:
                if annotation.span is not None:
                    assert 0 <= annotation.span.start < annotation.span.end <= len(found.draft.text)
    except Unreadable:
        pass
    assert chosen.sniff is None or chosen.sniff(FileHead(spoil, files[spoil])) in Evidence


@cache
def _annotated_files(name: str) -> dict[str, bytes]:
    """Return files of a format that are sound."""
    if name in ANNOTATED_BEGINNINGS:
        return {"x": ANNOTATED_BEGINNINGS[name]}
    if name in DATABASES:
        with tempfile.TemporaryDirectory() as folder:
            return {"x": DATABASES[name](Path(folder))}
    return _written(name)


def _written(name: str) -> dict[str, bytes]:
    """Return what a format makes of an article with two annotations, by file."""
    article = made_article()
    found = (marked(article.text, "Port Selby", "GPE"), marked(article.text, "Mira Okafor", "PERSON"))
    excerpt, form = given_articles(AnnotatedArticle(article, found)), FORMATS[name]
    if form.write is not None:
        target = io.BytesIO()
        form.write(excerpt, target)
        return {f"x{form.suffix}": target.getvalue()}
    assert form.write_files is not None
    files = MemoryFiles()
    form.write_files(excerpt, files)
    return files.written


# Settings


_TOML = st.recursive(
    st.one_of(st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=8), st.just("ctrl+x")),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=4,
)
_NAMES = st.sampled_from(["analyst", "theme", "model", "measure", "keys", "nonsense", "tidying", "profiles"])
_LINES = st.lists(st.tuples(_NAMES, _TOML), max_size=4, unique_by=lambda line: line[0])
_KEYS = st.dictionaries(st.sampled_from(["accept", "undo", "quit", "nothing", "a b"]), _TOML, max_size=3)
_TAILS = st.sampled_from(["", "[", "x = ", "\x00", "[keys]\n[keys]", "\ud800", "x = " + "[" * 20_000])


def _settings(folder: Path, data: st.DataObject) -> None:
    lines, keys, path = data.draw(_LINES), data.draw(_KEYS), folder / "settings.toml"
    written = "".join(f"{name} = {_toml(value)}\n" for name, value in lines)
    if keys and not any(name == "keys" for name, _ in lines):
        written += "[keys]\n" + "".join(f"{_toml(name)} = {_toml(value)}\n" for name, value in keys.items())
    path.write_bytes((written + data.draw(_TAILS)).encode("utf-8", "surrogatepass"))
    shown = ""
    try:
        usable = read_settings(path, SETTING_CHECKS)
    except BadSettings as error:
        usable, shown = error.usable, str(error)
    assert isinstance(usable, Settings)
    assert "\n" not in shown


def _toml(value: object) -> str:
    if isinstance(value, float):
        return {"nan": "nan", "inf": "inf", "-inf": "-inf"}.get(str(value), str(value))
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value)


# Queries


_WORDS: Final = [
    "ferry",
    "Selby",
    "café",
    "Aurora",
    "x",
    "’",
    "AT&T",
    "10:30",
    "NEAR",
    "rowid",
    "中",
    "á",
    "👩🏻\u200d✈️",
]
_SIGNS: Final = [
    *(" ", " AND ", " OR ", " NOT ", "\n", ";--", "NEAR(a b, 3)", "$1"),
    *'()(""“”*:^-+{},\'\\\0\x1b\ud800\u202e%_?',
]
_FIELDS: Final = tuple(f"{name}:" for name in (*FIELDS, "title", "text", "x"))
_VALUES: Final = ("ORG", "suggested", "note", "any", "2025-10-26", "2025-02-30", "0000", "a/b", '"Tide Post"', "")
_SOUP = st.lists(st.sampled_from([*_WORDS, *_SIGNS, *_FIELDS, *_VALUES]), max_size=12).map("".join)
_SOUND: Final = b'(ferry OR "Port Selby") NOT cod* label:ORG source:"Tide Post" after:2025-10 status:suggested has:note'
_SPOILT = spoilt(_SOUND).map(lambda typed: typed.decode("utf-8", "surrogateescape"))


def _refused(sentence: str, start: int, end: int, typed: str) -> None:
    """See that a query is refused in one sentence about a place in it, without anything of what lies below."""
    assert 0 <= start <= end <= len(typed)
    assert sentence.endswith(".")
    assert not re.search("[\x00-\x1f\x7f-\x9f]", sentence)
    assert not re.search("Traceback|fts5|sqlite|syntax error", sentence), sentence


def _query(folder: Path, data: st.DataObject) -> None:
    typed = data.draw(st.one_of(_SOUP, _SPOILT, st.text(max_size=40)))
    try:
        query = parse(typed)
    except BadQuery as error:
        _refused(str(error), error.start, error.end, typed)
        return
    with Workspace(folder / "shelf.db", ticking("ann")) as workspace:
        for order in Order:
            list(workspace.search(query, order))
        with open_snapshot(workspace.path, FlatFilter(where=typed)) as taken:
            taken.is_empty()


ANNOTATED: Final = [
    name
    for name in FORMATS.import_names
    # spaCy runs what a damaged DocBin makes it; that is tested where it is read.
    if FORMATS[name].read_annotations is not None
    and name != "spacy"
    and (FORMATS[name].can_export or name in ANNOTATED_BEGINNINGS or name in DATABASES)
]
FUZZ: Final[dict[str, Check]] = {
    **{f"source {each}": partial(_source, each) for each in BEGINNINGS},
    "bytes of any kind": _bytes,
    **{f"annotations {name}": partial(_annotations, name) for name in ANNOTATED},
    "settings": _settings,
    "query": _query,
}
"""What is tried, by name."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a long run of one check: how many inputs, the processor’s seconds of the longest, what was found."""

    inputs: int
    longest: float
    found: str


def try_many(check: Check, folder: Path, inputs: int, first: int) -> Tried:
    """Try about so many inputs, the same for the same seed `first`."""
    taken: list[float] = []

    @seed(first)
    @settings(
        max_examples=inputs, derandomize=False, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(data=st.data())
    def trying(data: st.DataObject) -> None:
        # Of the processor, so that what else the machine does counts for nothing.
        began = time.process_time()
        try:
            check(folder, data)
        finally:
            taken.append(time.process_time() - began)

    found = ""
    try:
        trying()
    except Exception as error:
        found = f"{type(error).__name__}: {error}"
    return Tried(len(taken), max(taken, default=0.0), found)
