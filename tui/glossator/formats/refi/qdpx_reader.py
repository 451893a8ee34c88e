"""Reading REFI-QDA projects (.qdpx), ours and those of other programs: texts, codes, codings and notes.

Codes of the set “Labels” are labels, all others tags. Sources that are not texts are reported as problems.
"""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import Element

from glossator.domain.code import Code, CodeKind
from glossator.domain.import_record import Arrival, FileRemainder, ImportRecord
from glossator.domain.left_out import LeftOutCounter
from glossator.formats import xml
from glossator.formats.annotations.import_builder import (
    MISPLACED,
    MISPLACED_PLURAL,
    ImportBuilder,
    misplaced_example,
    timestamp_of,
)
from glossator.formats.capabilities import ENTITY_DETAILS, UNDECIDED, Feature
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.refi import qdc as refi_qdc
from glossator.formats.refi.guids import guid_uid
from glossator.formats.refi.qdc import guid_key
from glossator.formats.refi.qdpx import PROJECT, VARIABLES, write
from glossator.formats.spec import Evidence, Format
from glossator.text.normalise import flatten
from glossator.text.offsets import Counting, Offsets, QuotedText, best_counting, fitting, same_quote

_Files: TypeAlias = Mapping[str, bytes]
_INTERNAL: Final = "internal://"
_BETWEEN_NOTES: Final = "\n\n"
_TAKEN: Final = (
    *("plaintextselection", "coding", "noteref", "variablevalue", "description", "plaintextcontent", "syncpoint"),
    *("representation", "textdescription", "transcript"),
)
_KINDS: Final = {
    "pdfselection": "selection in a PDF",
    "pictureselection": "selection in a picture",
    "audioselection": "selection in a recording",
    "videoselection": "selection in a recording",
}
# The fewest characters of a name that is a beginning, and of one that is a quote because it is in the text.
_LONG_NAME: Final = 20
_SHORTEST_QUOTE: Final = 3
_NAMES: Final = {name.casefold(): attribute for name, attribute in VARIABLES.items()}


@dataclass(frozen=True, slots=True)
class _Coding:
    """A code of a passage or text, who coded it, and when."""

    code: Code
    analyst: str
    created_at: str


class _Project:
    """A project file, and the other files of the archive."""

    def __init__(self, files: _Files) -> None:
        """Parse a project.

        Raises:
            Unreadable: when there is no project file, or it is damaged.
        """
        described = next((data for name, data in files.items() if _base(name) == PROJECT), None)
        if described is None:
            raise Unreadable(f"This is not a REFI-QDA project: it has no {PROJECT}. Export one as .qdpx.")
        # Large: a hundred thousand selections are some 50 MB.
        self._parted = xml.PartitionedXml(described, "project", "sources")
        self._root = root = self._parted.root
        self._used: set[str] = set()
        if xml.local_name(root) != "project":
            raise Unreadable("This is not a REFI-QDA project. Export one as .qdpx.")
        self._files = {_base(name): data for name, data in files.items()}
        book = xml.first_child(root, "codebook")
        codes = None if book is None else xml.first_child(book, "codes")
        self.codes, self.broken = (
            ({}, []) if codes is None else refi_qdc.parse_codes(codes, xml.first_child(root, "sets"), as_spelt=True)
        )
        self._noted = {} if codes is None else {guid_key(each.get("guid", "")): each for each in codes.iter()}
        self.users = {guid_key(each.get("guid", "")): each.get("name", "") for each in _children(root, "users")}
        self.variables = {guid_key(each.get("guid", "")): each.get("name", "") for each in _children(root, "variables")}
        self._notes = {guid_key(each.get("guid", "")): each for each in _children(root, "notes")}

    def sources(self) -> Iterator[Element]:
        """Yield the sources; only one is in memory at a time."""
        return self._parted.streamed()

    def text_of(self, source: Element) -> tuple[str, bool]:
        """Return the text of a source or note, and whether a byte order mark stood before it.

        Raises:
            Unreadable: when it is missing, or neither UTF-8 nor UTF-16 with a byte order mark.
        """
        if (content := xml.first_child(source, "plaintextcontent")) is not None:
            return "".join(content.itertext()), False
        path = source.get("plainTextPath", "")
        data = self._files.get(_base(path.removeprefix(_INTERNAL)))
        if data is None:
            raise Unreadable("its text is missing; export the project with its sources")
        try:
            if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
                return data.decode("utf-16"), True
            return data.decode("utf-8-sig"), data.startswith(BOM_UTF8)
        except UnicodeDecodeError as error:
            raise Unreadable("its text is not UTF-8; export the project again") from error

    def note_of(self, element: Element) -> str:
        """Return the notes on an element, joined."""
        refs = [guid_key(each.get("targetGUID", "")) for each in element if xml.local_name(each) == "noteref"]
        self._used.update(refs)
        described = xml.text_of(xml.first_child(element, "description")) if xml.local_name(element) != "code" else ""
        notes = [self._note_text(self._notes[ref]) for ref in refs if ref in self._notes]
        return _BETWEEN_NOTES.join([described, *notes] if described else notes)

    def _note_text(self, note: Element) -> str:
        try:
            return self.text_of(note)[0]
        except Unreadable:
            return ""

    def codings_of(self, element: Element) -> list[_Coding]:
        """Return the codings of an element; those without a code in the codebook are left out."""
        found = []
        for coding in element:
            if xml.local_name(coding) == "coding":
                by = self.users.get(guid_key(coding.get("creatingUser", "")), "")
                refs = [guid_key(ref.get("targetGUID", "")) for ref in coding if xml.local_name(ref) == "coderef"]
                at = timestamp_of(coding.get("creationDateTime", ""))
                found += [_Coding(self.codes[ref], by, at) for ref in refs if ref in self.codes]
        return found

    @cached_property
    def counting(self) -> Counting:
        """How the offsets of all texts count, as the names of selections show where these are quotes."""
        return best_counting([*self._quoted()], same=_begins)

    @cached_property
    def has_quotes(self) -> bool:
        """Whether most names of selections are the text that they select."""
        held = total = 0
        for one in self._quoted():
            offsets = Offsets(one.raw, fitting(self.counting, one.raw, had_mark=one.had_mark))
            for start, end, name in one.places:
                span = offsets.to_normalised(start, end)
                held += span is not None and _begins(span.of(offsets.text), name)
                total += 1
        return 2 * held >= total > 0

    def _quoted(self) -> Iterator[QuotedText]:
        """Yield the texts with the places and names of their selections."""
        for source in self.sources():
            for text in _texts(source):
                places = [(start, end, name) for start, end, name in map(_place, _selections(text)) if name.strip()]
                try:
                    raw, had_mark = self.text_of(text)
                except Unreadable:
                    continue
                numbers = [(a, b, name) for a, b, name in places if isinstance(a, int) and isinstance(b, int)]
                yield QuotedText(raw, numbers, had_mark)

    def remainder(self) -> FileRemainder:
        """Return what is in the project and has no place here."""
        left_out = LeftOutCounter()
        for name, kind in (("cases", "case"), ("graphs", "graph"), ("links", "link")):
            if number := len(_children(self._root, name)):
                left_out.add(kind, number=number)
        others = [each for each in _children(self._root, "sets") if each.get("name") != refi_qdc.LABELS]
        if others:
            left_out.add("set", number=len(others), example=f"“{others[0].get('name', '')}”")
        used = self._used
        for guid, note in self._notes.items():
            if guid not in used:
                left_out.add(
                    "note on nothing that is imported",
                    self._note_text(note),
                    plural="notes on nothing that is imported",
                )
        if about := xml.first_child(self._root, "description"):
            left_out.add("description of the project", xml.text_of(about))
        again = sum(broken.reason == refi_qdc.SAME_NAME for broken in self.broken)
        if again:
            kind = "code with the name of another, in which it is merged"
            left_out.add(kind, number=again, plural=kind.replace("code", "codes", 1))
        return FileRemainder(left_out=left_out.entries)

    def noted_codes(self) -> Iterator[Code]:
        """Yield the codes with their notes."""
        for guid, code in self.codes.items():
            yield code if guid not in self._noted else replace(code, note=self.note_of(self._noted[guid]))


def _read(files: _Files) -> Iterator[Arrival]:
    project = _Project(files)
    for broken in project.broken:
        if broken.reason != refi_qdc.SAME_NAME:
            yield f"{broken.place}: {broken.reason}"
    for source in project.sources():
        name = source.get("name") or source.get("guid", "a source")
        texts = _texts(source)
        if not texts:
            yield f"skipped “{name}”, which is not a text; import its text separately"
        for text in texts:
            try:
                yield _article(project, source, text)
            except Unreadable as error:
                yield f"“{name}”: {error}"
    # Their notes are used, too.
    list(project.noted_codes())
    yield project.remainder()


def _texts(source: Element) -> list[Element]:
    """Return the elements of a source that have a text: itself, its representation as text, or its transcripts."""
    if xml.local_name(source) == "textsource":
        return [source]
    return [child for child in source if xml.local_name(child) in ("representation", "textdescription", "transcript")]


def _selections(text: Element) -> Iterator[Element]:
    return (child for child in text if xml.local_name(child) == "plaintextselection")


def _place(selection: Element) -> tuple[int | str, int | str, str]:
    """Return start, end and name of a selection."""
    start, end = (_number(selection.get(name, "")) for name in ("startPosition", "endPosition"))
    return start, end, selection.get("name", "")


def _begins(there: str, name: str) -> bool:
    """Return whether the name of a selection is its text, or a long beginning of it."""
    cut = name.rstrip(" .…") if name.rstrip().endswith(("…", "...")) else name
    long = cut != name or len(cut) >= _LONG_NAME
    return (
        same_quote(there, name)
        or (long and bool(cut) and same_quote(there[: len(cut)], cut))
        or (long and bool(cut) and flatten(there).startswith(flatten(cut)))
    )


def _article(project: _Project, source: Element, text: Element) -> ImportRecord | str:
    codings = [*project.codings_of(source), *(project.codings_of(text) if text is not source else ())]
    notes = [project.note_of(source), project.note_of(text) if text is not source else ""]
    known: dict[str, Any] = {
        "id": guid_uid(source.get("guid", "")),
        "title": source.get("name", ""),
        "note": _BETWEEN_NOTES.join(note for note in notes if note),
        "tags": [one.code.name for one in codings],
    }
    raw, had_mark = project.text_of(text)
    stated = dict(_variables(project, source))
    known.update({name: stated.pop(name) for name in list(stated) if name in VARIABLES.values()})
    where = f"“{known['title']}”" if known["title"] else ""
    builder = ImportBuilder(raw, known, project.counting, where=where, had_mark=had_mark)
    for name, value in stated.items():
        builder.add_metadata(name, value)
    offsets = Offsets(raw, fitting(project.counting, raw, had_mark=had_mark))
    for holder in (source, text) if text is not source else (text,):
        for child in holder:
            kind = xml.local_name(child)
            if kind == "plaintextselection" and holder is text:
                _take(project, builder, child, offsets)
            elif kind == "transcriptselection":
                _take(project, builder, _synchronised(text, child), offsets)
            elif kind not in _TAKEN:
                builder.leave_out(_KINDS.get(kind, f"element {kind}"))
    return builder.build()


def _synchronised(transcript: Element, selection: Element) -> Element:
    """Return a selection of a transcript with the places of the points between which it is."""
    points = {
        guid_key(each.get("guid", "")): each.get("position", "")
        for each in transcript
        if xml.local_name(each) == "syncpoint"
    }
    for name, point in (("startPosition", "fromSyncPoint"), ("endPosition", "toSyncPoint")):
        selection.set(name, points.get(guid_key(selection.get(point, "")), ""))
    return selection


def _variables(project: _Project, source: Element) -> Iterator[tuple[str, str]]:
    """Yield what the variables of a source say, under the attribute of an article or their own name."""
    for value in source:
        if xml.local_name(value) == "variablevalue" and (ref := xml.first_child(value, "variableref")) is not None:
            name = project.variables.get(guid_key(ref.get("targetGUID", "")), "")
            said = next((child for child in value if xml.local_name(child).endswith("value")), None)
            if name and said is not None:
                yield _NAMES.get(name.casefold(), name), xml.text_of(said)


def _take(project: _Project, builder: ImportBuilder, selection: Element, offsets: Offsets) -> None:
    """Add a selection as one annotation for each label that it is coded with, by who coded it."""
    codings = project.codings_of(selection)
    start, end, name = _place(selection)
    if not _is_there(project, offsets, start, end, name):
        span = offsets.to_normalised(start, end) if isinstance(start, int) and isinstance(end, int) else None
        there = span.of(offsets.text) if span else ""
        builder.reject(MISPLACED, 1, plural=MISPLACED_PLURAL, example=misplaced_example(name, start, end, there))
        return
    created = timestamp_of(selection.get("creationDateTime", ""))
    changed = timestamp_of(selection.get("modifiedDateTime", "")) or created
    creator = project.users.get(guid_key(selection.get("creatingUser", "")), "")
    tags = [one for one in codings if one.code.kind is CodeKind.TAG]
    labels = {one.code.name: one for one in reversed(codings) if one.code.kind is CodeKind.LABEL}
    users = [one.analyst for one in tags if one.analyst]
    first = creator if creator in users or not users else users[0]
    by_tag: dict[str, str] = {}
    for one in tags:
        if by_tag.setdefault(one.code.name, one.analyst) != one.analyst:
            builder.leave_out("coding of another analyst that agrees", plural="codings of other analysts that agree")
    for one in tags:
        if not labels and one.analyst not in ("", first) and by_tag.pop(one.code.name, "") == one.analyst:
            builder.leave_out(
                "name of who coded a passage that another analyst coded differently",
                plural="names of who coded a passage that another analyst coded differently",
                example=f"{one.analyst}: {one.code.name}",
            )
    repeated = sum(one.code.kind is CodeKind.LABEL for one in codings) - len(labels)
    if repeated:
        builder.leave_out(
            "coding of another analyst that agrees", repeated, plural="codings of other analysts that agree"
        )
    for number, label in enumerate(reversed(labels) if labels else [""]):
        coding = labels.get(label)
        known: dict[str, Any] = {
            "id": "" if number else guid_uid(selection.get("guid", "")),
            "tags": [one.code.name for one in tags],
            "note": project.note_of(selection),
            "analyst": (coding.analyst if coding else first) or creator,
            "created_at": created or (coding.created_at if coding else ""),
            "updated_at": changed,
        }
        builder.add(start, end, label, known)


def _is_there(project: _Project, offsets: Offsets, start: object, end: object, name: str) -> bool:
    """Return whether the name of a selection, if it is a quote, stands at its offsets."""
    span = offsets.to_normalised(start, end) if isinstance(start, int) and isinstance(end, int) else None
    if not name.strip() or span is None or _begins(span.of(offsets.text), name):
        return True
    is_quote = project.has_quotes or (len(name.strip()) >= _SHORTEST_QUOTE and name.strip() in offsets.text)
    return not is_quote


def _codes(files: _Files) -> Sequence[Code]:
    return list(dict.fromkeys(_Project(files).noted_codes()))


def _children(root: Element, name: str) -> list[Element]:
    found = xml.first_child(root, name)
    return [] if found is None else list(found)


def _base(name: str) -> str:
    """Return the last part of a path, with either separator, in the form in which names are compared."""
    return name.replace("\\", "/").rpartition("/")[2].casefold()


def _number(written: str) -> int | str:
    return int(written) if written.isdecimal() else written


def _sniff(head: FileHead) -> Evidence:
    """Recognise zip archives with a project file."""
    return Evidence.CONTENT if any(_base(name) == PROJECT for name in head.members) else Evidence.NONE


FORMAT: Final = Format(
    name="refi-qda",
    title="REFI-QDA project for NVivo, MAXQDA, ATLAS.ti and others",
    suffixes=(".qdpx",),
    sniff=_sniff,
    read_annotations=_read,
    read_codes=_codes,
    write_files=write,
    packed=True,
    lacks=ENTITY_DETAILS | UNDECIDED | {Feature.METADATA, Feature.WHOLE, Feature.ENTITY, Feature.SCORE, Feature.ORIGIN},
    is_text=False,
    mapping=(
        ("text sources, text representations of PDFs, transcripts", "articles; other sources are refused by name"),
        ("codes of the set “Labels”; other codes", "labels; tags, nested as the codes are"),
        ("selections in texts", "accepted annotations, checked with their names where these are quotes"),
        ("codings", "the label or tags; the analyst is who coded"),
        (
            "codings of one passage by several users",
            "each label by who gave it; tags together, other names are counted",
        ),
        ("codings of sources", "tags of the article"),
        ("notes, descriptions", "the notes on articles, annotations, tags; others are counted"),
        ("variables of sources", "source, author, date and so on; others are metadata"),
        ("cases, other sets, links, graphs, selections in pictures and recordings", "counted"),
    ),
)
"""REFI-QDA projects, read and written."""
