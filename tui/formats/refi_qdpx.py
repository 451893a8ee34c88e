"""A REFI-QDA project, which programs for qualitative analysis exchange: the texts, the codebook, and what was coded.

Labels and tags are the codes that the codebook alone leaves as (`refi_qdc`); notes are notes. Every guid follows from
what it stands for, so that a later export of the same work is taken for the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import tostring
from xml.sax.saxutils import escape, quoteattr

from tui import __version__
from tui.formats import refi_qdc
from tui.formats.annotated import Handed
from tui.model.annotation import Annotation, Status
from tui.model.code import Kind
from tui.model.excerpt import Annotated, Excerpt, Files
from tui.model.text import flatten

_NAMESPACE: Final = uuid5(NAMESPACE_URL, "urn:glossator:refi-qda")
_Guids: TypeAlias = Mapping[tuple[Kind, str], str]
# In a project, what is in a set is referred to.
_LABEL_SET: Final = re.compile(r"(<MemberCode) guid=")
_LONGEST_NAME: Final = 80
# What no XML file can hold; article texts are files of their own.
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(excerpt: Excerpt, files: Files) -> str:
    """Write the texts and the project file, and return what was written in a few words."""
    handed = Handed()
    analysts: dict[str, None] = {}
    for found in excerpt.articles():
        handed.articles += 1
        handed.annotations += sum(map(_is_taken, found.annotations))
        with files.open(f"sources/{_guid('text', found.article.uid)}.txt") as target:
            target.write(found.article.text.encode("utf-8"))
        analysts.update(dict.fromkeys(one.analyst for one in found.annotations if one.analyst))
        analysts[found.article.added_by] = None
    with files.open("project.qde") as target:
        for line in _project(excerpt, list(analysts)):
            target.write(line.encode("utf-8") + b"\n")
    return handed.summary()


def _project(excerpt: Excerpt, analysts: Sequence[str]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<Project xmlns="urn:QDA-XML:project:1.0" name="Glossator" origin={_quoted(f"Glossator {__version__}")}>'
    yield "<Users>"
    for name in analysts:
        yield f"<User guid={_quoted(_guid('user', name))} name={_quoted(name)}/>"
    yield "</Users>"
    codes, sets = refi_qdc.elements(excerpt.codes)
    guids = {(code.kind, code.name): refi_qdc.guid_of(code) for code in excerpt.codes}
    yield f"<CodeBook>{tostring(codes, encoding='unicode')}</CodeBook>"
    yield "<Sources>"
    for found in excerpt.articles():
        yield from _source(found, guids)
    yield "</Sources>"
    yield "<Notes>"
    for found in excerpt.articles():
        yield from _notes(found)
    yield "</Notes>"
    yield _LABEL_SET.sub(r"\1 targetGUID=", tostring(sets, encoding="unicode"))
    yield "</Project>"


def _source(found: Annotated, guids: _Guids) -> Iterator[str]:
    article = found.article
    guid = _guid("text", article.uid)
    user = f"creatingUser={_quoted(_guid('user', article.added_by))} creationDateTime={_quoted(article.added_at)}"
    path = _quoted(f"internal://{guid}.txt")
    yield f"<TextSource guid={_quoted(guid)} name={_quoted(article.title)} plainTextPath={path} {user}>"
    known = (article.source, article.author, article.published_at, article.url)
    yield _description(" · ".join(part for part in known if part))
    for one in found.annotations:
        if one.span is not None and _is_taken(one):
            by = _by(one)
            yield (
                f"<PlainTextSelection guid={_quoted(_guid('annotation', one.uid))} name={_quoted(_short(one.quote))} "
                f'startPosition="{one.span.start}" endPosition="{one.span.end}"{by}>'
            )
            words = [(Kind.LABEL, one.label)] if one.label else []
            yield from _codings(one.uid, [*words, *((Kind.TAG, path) for path in one.tags)], guids, by)
            if one.note:
                yield f"<NoteRef targetGUID={_quoted(_guid('note', one.uid))}/>"
            yield "</PlainTextSelection>"
    yield from _codings(article.uid, [(Kind.TAG, path) for path in article.tags], guids, "")
    if article.note:
        yield f"<NoteRef targetGUID={_quoted(_guid('note', article.uid))}/>"
    yield "</TextSource>"


def _codings(uid: str, words: Sequence[tuple[Kind, str]], guids: _Guids, by: str) -> Iterator[str]:
    for word in words:
        yield (
            f"<Coding guid={_quoted(_guid('coding', uid, *word))}{by}>"
            f"<CodeRef targetGUID={_quoted(guids[word])}/></Coding>"
        )


def _notes(found: Annotated) -> Iterator[str]:
    noted = [(found.article.uid, found.article.title, found.article.note, "")]
    noted += [(one.uid, one.quote, one.note, _by(one)) for one in found.annotations if one.span and _is_taken(one)]
    for uid, name, note, by in noted:
        if note:
            content = f"<PlainTextContent>{_text(note)}</PlainTextContent>"
            yield f"<Note guid={_quoted(_guid('note', uid))} name={_quoted(_short(name))}{by}>{content}</Note>"


def _is_taken(one: Annotation) -> bool:
    return one.status is Status.ACCEPTED and one.span is not None


def _by(one: Annotation) -> str:
    user = f" creatingUser={_quoted(_guid('user', one.analyst))}" if one.analyst else ""
    return f"{user} creationDateTime={_quoted(one.created_at)}" if one.created_at else user


def _guid(*parts: str) -> str:
    return str(uuid5(_NAMESPACE, "\0".join(parts))).upper()


def _description(text: str) -> str:
    return f"<Description>{_text(text)}</Description>" if text else ""


def _short(quote: str) -> str:
    line = flatten(quote)
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1]}…"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text))


def _quoted(value: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", value))
