"""Writing REFI-QDA projects (.qdpx): texts, codebook, codings and notes.

Labels and tags are codes as in the codebook (`qdc`), and the metadata of an article are variables of its text. GUIDs
are the same in every export, so that programs recognise a later one. The schema forbids empty lists.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import escape, quoteattr

from glossator import __version__
from glossator.domain.annotation import Annotation, Status
from glossator.domain.article import Article, TextFormat
from glossator.domain.code import Code, CodeKind
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot, OutputFiles
from glossator.formats.refi import qdc as refi_qdc
from glossator.formats.refi.guids import named_guid, note_guid, uid_guid
from glossator.formats.spec import ExportCounts
from glossator.text.normalise import shorten
from glossator.text.offsets import BYTE_ORDER_MARK

PROJECT: Final = "project.qde"
"""The name of the project file in the archive."""
VARIABLES: Final = {
    "Source": "source",
    "Author": "author",
    "Published": "published_at",
    "Address": "url",
    "Language": "language",
    "Format": "format",
}
"""The attributes of articles by the names of their variables."""
_Guids: TypeAlias = Mapping[tuple[CodeKind, str], str]
_LONGEST_NAME: Final = 80
# Characters that XML cannot hold; article texts are in other files.
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(excerpt: ExportSnapshot, files: OutputFiles) -> str:
    """Write the texts and the project file, and return a summary."""
    counts = ExportCounts()
    analysts: dict[str, None] = {}
    for found in excerpt.articles():
        counts.articles += 1
        counts.annotations += sum(map(_is_taken, found.annotations))
        with files.open(f"sources/{uid_guid(found.article.uid)}.txt") as target:
            # Readers remove a byte order mark, so a text that begins with one gets another.
            marked = found.article.text.startswith(BYTE_ORDER_MARK)
            target.write(f"{BYTE_ORDER_MARK if marked else ''}{found.article.text}".encode())
        analysts.update(dict.fromkeys(one.analyst for one in found.annotations if one.analyst and _is_taken(one)))
    with files.open(PROJECT) as target:
        for line in _project(excerpt, list(analysts)):
            target.write(line.encode("utf-8") + b"\n")
    return counts.summary()


def _project(excerpt: ExportSnapshot, analysts: Sequence[str]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<Project xmlns="urn:QDA-XML:project:1.0" name="Glossator" origin={_quoted(f"Glossator {__version__}")}>'
    yield from _listed("Users", (f"<User guid={_quoted(_user(name))} name={_quoted(name)}/>" for name in analysts))
    codes, sets = refi_qdc.code_elements(excerpt.codes, member="targetGUID", note_of=_note_of)
    guids = {(code.kind, code.name): refi_qdc.code_guid(code) for code in excerpt.codes}
    if len(codes):
        yield f"<CodeBook>{_spelled(codes)}</CodeBook>"
    yield from _listed("Variables", map(_variable, VARIABLES))
    yield from _listed("Sources", (line for found in excerpt.articles() for line in _source(found, guids)))
    yield from _listed("Notes", _notes(excerpt))
    if len(sets):
        yield _spelled(sets)
    yield "</Project>"


def _listed(name: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines within an element; nothing where there are none."""
    empty = True
    for line in lines:
        if empty:
            yield f"<{name}>"
        empty = False
        yield line
    if not empty:
        yield f"</{name}>"


def _variable(name: str) -> str:
    return f'<Variable guid={_quoted(named_guid("variable", name))} name={_quoted(name)} typeOfVariable="Text"/>'


def _source(found: AnnotatedArticle, guids: _Guids) -> Iterator[str]:
    article = found.article
    guid = uid_guid(article.uid)
    path = _quoted(f"internal://{guid}.txt")
    yield f"<TextSource guid={_quoted(guid)} name={_quoted(article.title)} plainTextPath={path}>"
    for one in found.annotations:
        if one.span is not None and _is_taken(one):
            by = _by(one)
            yield (
                f"<PlainTextSelection guid={_quoted(uid_guid(one.uid))} name={_name(one.quote)} "
                f'startPosition="{one.span.start}" endPosition="{one.span.end}"{by}{_changed(one)}>'
            )
            words = [(CodeKind.LABEL, one.label)] if one.label else []
            yield from _codings(one.uid, [*words, *((CodeKind.TAG, path) for path in one.tags)], guids, by)
            if one.note:
                yield f"<NoteRef targetGUID={_quoted(note_guid(one.uid))}/>"
            yield "</PlainTextSelection>"
    yield from _codings(article.uid, [(CodeKind.TAG, path) for path in article.tags], guids, "")
    if article.note:
        yield f"<NoteRef targetGUID={_quoted(note_guid(article.uid))}/>"
    for name, attribute in VARIABLES.items():
        if value := _known(article, attribute):
            ref = f"<VariableRef targetGUID={_quoted(named_guid('variable', name))}/>"
            yield f"<VariableValue>{ref}<TextValue>{_text(value)}</TextValue></VariableValue>"
    yield "</TextSource>"


def _known(article: Article, attribute: str) -> str:
    if attribute == "format":
        return "" if article.text_format is TextFormat.PLAIN else str(article.text_format)
    return str(getattr(article, attribute))


def _codings(uid: str, words: Sequence[tuple[CodeKind, str]], guids: _Guids, by: str) -> Iterator[str]:
    for word in words:
        yield (
            f"<Coding guid={_quoted(named_guid('coding', uid, *word))}{by}>"
            f"<CodeRef targetGUID={_quoted(guids[word])}/></Coding>"
        )


def _notes(excerpt: ExportSnapshot) -> Iterator[str]:
    for code in excerpt.codes:
        if guid := _note_of(code):
            yield _note(guid, code.name, code.note)
    for found in excerpt.articles():
        if found.article.note:
            yield _note(note_guid(found.article.uid), found.article.title, found.article.note)
        for one in found.annotations:
            if one.note and _is_taken(one):
                yield _note(note_guid(one.uid), one.quote, one.note, _by(one))


def _note(guid: str, name: str, note: str, by: str = "") -> str:
    content = f"<PlainTextContent>{_text(note)}</PlainTextContent>"
    return f"<Note guid={_quoted(guid)} name={_name(name)}{by}>{content}</Note>"


def _note_of(code: Code) -> str:
    return note_guid(code.uid or code.name) if code.note else ""


def _is_taken(one: Annotation) -> bool:
    return one.status is Status.ACCEPTED and one.span is not None


def _by(one: Annotation) -> str:
    user = f" creatingUser={_quoted(_user(one.analyst))}" if one.analyst else ""
    return f"{user} creationDateTime={_quoted(one.created_at)}" if one.created_at else user


def _changed(one: Annotation) -> str:
    return f" modifiedDateTime={_quoted(one.updated_at)}" if one.updated_at not in ("", one.created_at) else ""


def _user(name: str) -> str:
    return named_guid("user", name)


def _name(text: str) -> str:
    return _quoted(shorten(text, _LONGEST_NAME))


def _spelled(element: Element) -> str:
    return tostring(element, encoding="unicode")


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text))


def _quoted(value: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", value))
