"""A REFI-QDA project, which programs for qualitative analysis exchange: the texts, the codebook, and what was coded.

Labels and tags are the codes that the codebook alone leaves as (`refi_qdc`), notes are notes, and what is known of an
article are variables of its text. Every guid follows from what it stands for, so that a later export of the same work
is taken for the same. A list with nothing in it is left out, as the schema wants it.
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
from glossator.formats.annotations.annotated import Handed
from glossator.formats.refi import qdc as refi_qdc
from glossator.formats.refi.guids import guid_named, guid_of, guid_of_note
from glossator.text.normalise import flatten

PROJECT: Final = "project.qde"
"""The name of the file that says what is in the project."""
VARIABLES: Final = {
    "Source": "source",
    "Author": "author",
    "Published": "published_at",
    "Address": "url",
    "Language": "language",
    "Format": "format",
}
"""What is known of an article, by what the variable for it is called."""
_Guids: TypeAlias = Mapping[tuple[CodeKind, str], str]
_LONGEST_NAME: Final = 80
_MARK: Final = "\ufeff"
# What no XML file can hold; article texts are files of their own.
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(excerpt: ExportSnapshot, files: OutputFiles) -> str:
    """Write the texts and the project file, and return what was written in a few words."""
    handed = Handed()
    analysts: dict[str, None] = {}
    for found in excerpt.articles():
        handed.articles += 1
        handed.annotations += sum(map(_is_taken, found.annotations))
        with files.open(f"sources/{guid_of(found.article.uid)}.txt") as target:
            # A text that begins with what looks like a byte order mark gets one in front, which readers take away.
            marked = found.article.text.startswith(_MARK)
            target.write(f"{_MARK if marked else ''}{found.article.text}".encode())
        analysts.update(dict.fromkeys(one.analyst for one in found.annotations if one.analyst and _is_taken(one)))
    with files.open(PROJECT) as target:
        for line in _project(excerpt, list(analysts)):
            target.write(line.encode("utf-8") + b"\n")
    return handed.summary()


def _project(excerpt: ExportSnapshot, analysts: Sequence[str]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<Project xmlns="urn:QDA-XML:project:1.0" name="Glossator" origin={_quoted(f"Glossator {__version__}")}>'
    yield from _listed("Users", (f"<User guid={_quoted(_user(name))} name={_quoted(name)}/>" for name in analysts))
    codes, sets = refi_qdc.elements(excerpt.codes, member="targetGUID", note_of=_note_of)
    guids = {(code.kind, code.name): refi_qdc.guid_of(code) for code in excerpt.codes}
    if len(codes):
        yield f"<CodeBook>{_spelled(codes)}</CodeBook>"
    yield from _listed("Variables", map(_variable, VARIABLES))
    yield from _listed("Sources", (line for found in excerpt.articles() for line in _source(found, guids)))
    yield from _listed("Notes", _notes(excerpt))
    if len(sets):
        yield _spelled(sets)
    yield "</Project>"


def _listed(name: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines within an element, where there are any."""
    empty = True
    for line in lines:
        if empty:
            yield f"<{name}>"
        empty = False
        yield line
    if not empty:
        yield f"</{name}>"


def _variable(name: str) -> str:
    return f'<Variable guid={_quoted(guid_named("variable", name))} name={_quoted(name)} typeOfVariable="Text"/>'


def _source(found: AnnotatedArticle, guids: _Guids) -> Iterator[str]:
    article = found.article
    guid = guid_of(article.uid)
    path = _quoted(f"internal://{guid}.txt")
    yield f"<TextSource guid={_quoted(guid)} name={_quoted(article.title)} plainTextPath={path}>"
    for one in found.annotations:
        if one.span is not None and _is_taken(one):
            by = _by(one)
            yield (
                f"<PlainTextSelection guid={_quoted(guid_of(one.uid))} name={_quoted(_short(one.quote))} "
                f'startPosition="{one.span.start}" endPosition="{one.span.end}"{by}{_changed(one)}>'
            )
            words = [(CodeKind.LABEL, one.label)] if one.label else []
            yield from _codings(one.uid, [*words, *((CodeKind.TAG, path) for path in one.tags)], guids, by)
            if one.note:
                yield f"<NoteRef targetGUID={_quoted(guid_of_note(one.uid))}/>"
            yield "</PlainTextSelection>"
    yield from _codings(article.uid, [(CodeKind.TAG, path) for path in article.tags], guids, "")
    if article.note:
        yield f"<NoteRef targetGUID={_quoted(guid_of_note(article.uid))}/>"
    for name, attribute in VARIABLES.items():
        if value := _known(article, attribute):
            ref = f"<VariableRef targetGUID={_quoted(guid_named('variable', name))}/>"
            yield f"<VariableValue>{ref}<TextValue>{_text(value)}</TextValue></VariableValue>"
    yield "</TextSource>"


def _known(article: Article, attribute: str) -> str:
    if attribute == "format":
        return "" if article.text_format is TextFormat.PLAIN else str(article.text_format)
    return str(getattr(article, attribute))


def _codings(uid: str, words: Sequence[tuple[CodeKind, str]], guids: _Guids, by: str) -> Iterator[str]:
    for word in words:
        yield (
            f"<Coding guid={_quoted(guid_named('coding', uid, *word))}{by}>"
            f"<CodeRef targetGUID={_quoted(guids[word])}/></Coding>"
        )


def _notes(excerpt: ExportSnapshot) -> Iterator[str]:
    for code in excerpt.codes:
        if guid := _note_of(code):
            yield _note(guid, code.name, code.note)
    for found in excerpt.articles():
        if found.article.note:
            yield _note(guid_of_note(found.article.uid), found.article.title, found.article.note)
        for one in found.annotations:
            if one.note and _is_taken(one):
                yield _note(guid_of_note(one.uid), one.quote, one.note, _by(one))


def _note(guid: str, name: str, note: str, by: str = "") -> str:
    content = f"<PlainTextContent>{_text(note)}</PlainTextContent>"
    return f"<Note guid={_quoted(guid)} name={_quoted(_short(name))}{by}>{content}</Note>"


def _note_of(code: Code) -> str:
    """Return the guid of the note on a code; empty where it has none."""
    return guid_of_note(code.uid or code.name) if code.note else ""


def _is_taken(one: Annotation) -> bool:
    return one.status is Status.ACCEPTED and one.span is not None


def _by(one: Annotation) -> str:
    user = f" creatingUser={_quoted(_user(one.analyst))}" if one.analyst else ""
    return f"{user} creationDateTime={_quoted(one.created_at)}" if one.created_at else user


def _changed(one: Annotation) -> str:
    return f" modifiedDateTime={_quoted(one.updated_at)}" if one.updated_at not in ("", one.created_at) else ""


def _user(name: str) -> str:
    return guid_named("user", name)


def _short(quote: str) -> str:
    line = flatten(quote)
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1]}…"


def _spelled(element: Element) -> str:
    return tostring(element, encoding="unicode")


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text))


def _quoted(value: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", value))
