"""Files, settings and names that mean harm, or make no sense: read, or refused in a sentence."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.conftest import Run, glossator, here
from tests.faults.spoiling import spoilt
from tests.formats import documents
from tests.formats.excerpts import MemoryFiles, given_articles, marked
from tests.formats.excerpts import article as made_article
from tui.formats.content import Problem
from tui.formats.sources import SOURCES, SourceFormat, read_source
from tui.formats.unreadable import Unreadable
from tui.jobs.importing_annotations import READABLE
from tui.model.excerpt import Annotated
from tui.model.text import normalise
from tui.settings import BadSettings, Settings, read_settings

__all__ = ["glossator", "here"]

_BEGINNINGS: Final[dict[SourceFormat, bytes]] = {
    SourceFormat.PLAIN: b"Title: Ferry\nDate: 2026-01-05\n\nThe ferry Aurora left Port Selby.\n",
    SourceFormat.MARKDOWN: b"---\ntitle: Ferry\n---\n# Ferry\n\n* The *ferry* [Aurora](x)\n\n> left\n\n```\nx\n```\n",
    SourceFormat.HTML: (
        b"<!doctype html><html lang=en><head><meta charset=utf-8><title>Ferry</title></head><body><article><h1>Ferry"
        b"</h1><p>The ferry Aurora left Port Selby on Monday with 212 passengers on board.</p><ul><li>One</ul>"
        b"</article></body></html>"
    ),
    SourceFormat.PDF: documents.pdf([["The ferry Aurora left", "Port Selby."], ["It came back."]], "Ferry"),
    SourceFormat.EPUB: documents.epub({"a.xhtml": "<html><body><h1>One</h1><p>The ferry left.</p></body></html>"}),
    SourceFormat.DOCX: documents.zipped(
        {
            "word/document.xml": (
                '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
                "<w:t>The ferry left.</w:t></w:r></w:p></w:body></w:document>"
            )
        }
    ),
    SourceFormat.EMAIL: documents.EMAIL.encode(),
    SourceFormat.FEED: documents.FEED.encode(),
    SourceFormat.CSV: b'title,text,date\nFerry,"The ferry, Aurora, left.",2026-01-05\nTwo,Second text.,\n',
    SourceFormat.JSONL: b'{"title": "Ferry", "text": "The ferry left.", "date": "2026-01-05"}\n{"text": "Two."}\n',
}
_RAW: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def test_every_format_is_tried() -> None:
    assert set(_BEGINNINGS) == set(SourceFormat)
    assert set(SOURCES) < set(_BEGINNINGS)


@pytest.mark.parametrize("source_format", SourceFormat)
@given(data=st.data())
@settings(max_examples=60)
def test_a_source_is_read_or_refused_in_a_sentence(source_format: SourceFormat, data: st.DataObject) -> None:
    content = data.draw(spoilt(_BEGINNINGS[source_format]))
    chosen = data.draw(st.sampled_from([source_format, None]))
    for sentence in _read(content, f"x.{source_format}", chosen):
        assert "Traceback" not in sentence
        assert len(sentence) < 1_000


@given(content=st.binary(max_size=400), source_format=st.sampled_from([*SourceFormat, None]))
@settings(max_examples=150)
def test_bytes_of_any_kind_are_read_or_refused_in_a_sentence(
    content: bytes, source_format: SourceFormat | None
) -> None:
    for _ in _read(content, "x", source_format):
        pass


def _read(content: bytes, name: str, source_format: SourceFormat | None) -> Iterator[str]:
    """Yield the sentences about what cannot be read; see to it that what can be is fit to be stored and shown."""
    try:
        for found in read_source(content, name, source_format):
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


@pytest.mark.parametrize("name", READABLE)
@given(data=st.data())
@settings(max_examples=40)
def test_annotations_of_other_programs_are_read_or_refused_in_a_sentence(name: str, data: st.DataObject) -> None:
    reader, files = READABLE[name].reader, _written(name)
    assert reader is not None
    spoil = data.draw(st.sampled_from(sorted(files)))
    files = {**files, spoil: data.draw(spoilt(files[spoil]))}
    try:
        for found in reader.read(files):
            if isinstance(found, str):
                continue
            assert found.draft.text == normalise(found.draft.text)
            for annotation in found.annotations:
                if annotation.span is not None:
                    assert 0 <= annotation.span.start < annotation.span.end <= len(found.draft.text)
    except Unreadable:
        pass
    reader.recognises(spoil, files[spoil])


def _written(name: str) -> dict[str, bytes]:
    """Return what a format makes of an article with two annotations, by file."""
    article = made_article()
    found = (marked(article.text, "Port Selby", "GPE"), marked(article.text, "Mira Okafor", "PERSON"))
    excerpt, form = given_articles(Annotated(article, found)), READABLE[name]
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


@given(
    lines=st.lists(st.tuples(_NAMES, _TOML), max_size=4, unique_by=lambda line: line[0]),
    keys=st.dictionaries(st.sampled_from(["accept", "undo", "quit", "nothing", "a b"]), _TOML, max_size=3),
    tail=st.sampled_from(["", "[", "x = ", "\x00", "[keys]\n[keys]", "\ud800"]),
)
@settings(max_examples=150)
def test_settings_are_taken_or_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, object]], keys: dict[str, object], tail: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "settings.toml"
    written = "".join(f"{name} = {_toml(value)}\n" for name, value in lines)
    if keys and not any(name == "keys" for name, _ in lines):
        written += "[keys]\n" + "".join(f"{_toml(name)} = {_toml(value)}\n" for name, value in keys.items())
    path.write_bytes((written + tail).encode("utf-8", "surrogatepass"))
    told = ""
    try:
        assert isinstance(read_settings(path), Settings)
    except BadSettings as error:
        told = str(error)
    assert "\n" not in told


def _toml(value: object) -> str:
    if isinstance(value, float):
        return {"nan": "nan", "inf": "inf", "-inf": "-inf"}.get(str(value), str(value))
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value)


# Names


@pytest.mark.parametrize(
    "name", ["a\x1b[2Jb.txt", "a\nb.txt", "a\u202eb.txt", "a\x9b31mb.txt", "[red]a.txt", "\udcff.txt", "a\rb.txt"]
)
@pytest.mark.parametrize(
    "words",
    [
        ("import", "NAME"),
        ("stats", "--db", "NAME"),
        ("doctor", "--db", "NAME"),
        ("backup", "--db", "NAME"),
        ("restore", "NAME"),
        ("export", "-o", "NAME"),
        ("analyse", "NAME"),
        ("undo", "--db", "NAME/NAME"),
        ("NAME",),
    ],
)
def test_a_name_with_control_characters_never_reaches_the_terminal_as_it_is(
    glossator: Run, here: Path, name: str, words: tuple[str, ...]
) -> None:
    for there in (False, True):
        if there:
            (here / name).write_text("The ferry Aurora left Port Selby.", encoding="utf-8")
        ran = glossator(*(word.replace("NAME", name) for word in words))
        for told in (ran.out.decode("utf-8", "surrogateescape"), ran.err):
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", told), told
            assert "Traceback" not in told
