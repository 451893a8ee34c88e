"""Reading REFI-QDA projects (.qdpx), ours and those of other programs: texts, codes, codings and notes.

Codes of the set “Labels” are labels, all others tags. Sources that are not texts are reported as problems.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import Element

from glossator.domain.code import Code, CodeKind
from glossator.domain.import_record import ImportRecord
from glossator.formats import xml
from glossator.formats.annotations.import_builder import ImportBuilder
from glossator.formats.capabilities import ENTITY_DETAILS, UNDECIDED, Feature
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.refi import qdc as refi_qdc
from glossator.formats.refi.guids import guid_uid
from glossator.formats.refi.qdc import guid_key
from glossator.formats.refi.qdpx import PROJECT, VARIABLES, write
from glossator.formats.spec import Evidence, Format

_Files: TypeAlias = Mapping[str, bytes]
_INTERNAL: Final = "internal://"
_BETWEEN_NOTES: Final = "\n\n"
_TAKEN: Final = ("plaintextselection", "coding", "noteref", "variablevalue", "description", "plaintextcontent")
_NAMES: Final = {name.casefold(): attribute for name, attribute in VARIABLES.items()}


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
        root = self._parted.root
        if xml.local_name(root) != "project":
            raise Unreadable("This is not a REFI-QDA project. Export one as .qdpx.")
        self._files = {_base(name): data for name, data in files.items()}
        book = xml.first_child(root, "codebook")
        codes = None if book is None else xml.first_child(book, "codes")
        self.codes, self.broken = (
            ({}, []) if codes is None else refi_qdc.parse_codes(codes, xml.first_child(root, "sets"))
        )
        self._noted = {} if codes is None else {guid_key(each.get("guid", "")): each for each in codes.iter()}
        self.users = {guid_key(each.get("guid", "")): each.get("name", "") for each in _children(root, "users")}
        self.variables = {guid_key(each.get("guid", "")): each.get("name", "") for each in _children(root, "variables")}
        self._notes = {guid_key(each.get("guid", "")): each for each in _children(root, "notes")}

    def sources(self) -> Iterator[Element]:
        """Yield the sources; only one is in memory at a time."""
        return self._parted.streamed()

    def text_of(self, source: Element) -> str:
        """Return the text of a source or note.

        Raises:
            Unreadable: when it is missing or not UTF-8.
        """
        if (content := xml.first_child(source, "plaintextcontent")) is not None:
            return "".join(content.itertext())
        path = source.get("plainTextPath", "")
        data = self._files.get(_base(path.removeprefix(_INTERNAL)))
        if data is None:
            raise Unreadable("its text is missing; export the project with its sources")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unreadable("its text is not UTF-8; export the project again") from error

    def note_of(self, element: Element) -> str:
        """Return the notes on an element, joined."""
        refs = [guid_key(each.get("targetGUID", "")) for each in element if xml.local_name(each) == "noteref"]
        return _BETWEEN_NOTES.join(self.text_of(self._notes[ref]) for ref in refs if ref in self._notes)

    def codes_of(self, element: Element) -> tuple[list[str], list[str]]:
        """Return the labels and the tags that an element is coded with."""
        refs = [
            guid_key(ref.get("targetGUID", ""))
            for coding in element
            if xml.local_name(coding) == "coding"
            for ref in coding
            if xml.local_name(ref) == "coderef"
        ]
        used = [self.codes[ref] for ref in refs if ref in self.codes]
        return (
            [one.name for one in used if one.kind is CodeKind.LABEL],
            [one.name for one in used if one.kind is CodeKind.TAG],
        )

    def noted_codes(self) -> Iterator[Code]:
        """Yield the codes with their notes."""
        for guid, code in self.codes.items():
            yield code if guid not in self._noted else replace(code, note=self.note_of(self._noted[guid]))


def _read(files: _Files) -> Iterator[ImportRecord | str]:
    project = _Project(files)
    for broken in project.broken:
        yield f"{broken.place}: {broken.reason}"
    for source in project.sources():
        name = source.get("name") or source.get("guid", "a source")
        if xml.local_name(source) != "textsource":
            yield f"skipped “{name}”, which is not a text; import its text separately"
            continue
        try:
            yield _article(project, source)
        except Unreadable as error:
            yield f"“{name}”: {error}"


def _article(project: _Project, source: Element) -> ImportRecord | str:
    labels, tags = project.codes_of(source)
    known: dict[str, Any] = {
        "id": guid_uid(source.get("guid", "")),
        "title": source.get("name", ""),
        "note": project.note_of(source),
        "tags": [*labels, *tags],
        **dict(_variables(project, source)),
    }
    builder = ImportBuilder(project.text_of(source), known, where=f"“{known['title']}”" if known["title"] else "")
    for child in source:
        if xml.local_name(child) == "plaintextselection":
            _take(project, builder, child)
        elif xml.local_name(child) not in _TAKEN:
            builder.reject(f"skipped an element {xml.local_name(child)}, which has no counterpart here")
    return builder.build()


def _variables(project: _Project, source: Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes of an article that the variables of a source hold."""
    for value in source:
        if xml.local_name(value) == "variablevalue" and (ref := xml.first_child(value, "variableref")) is not None:
            name = _NAMES.get(project.variables.get(guid_key(ref.get("targetGUID", "")), "").casefold())
            said = xml.first_child(value, "textvalue", "datevalue", "datetimevalue")
            if name and said is not None:
                yield name, xml.text_of(said)


def _take(project: _Project, builder: ImportBuilder, selection: Element) -> None:
    """Add a selection as one annotation for each label that it is coded with."""
    labels, tags = project.codes_of(selection)
    start, end = (_number(selection.get(name, "")) for name in ("startPosition", "endPosition"))
    created = _instant(selection.get("creationDateTime", ""))
    for number, label in enumerate(labels or [""]):
        known: dict[str, Any] = {
            "id": "" if number else guid_uid(selection.get("guid", "")),
            "tags": tags,
            "note": project.note_of(selection),
            "analyst": project.users.get(guid_key(selection.get("creatingUser", "")), ""),
            "created_at": created,
            "updated_at": _instant(selection.get("modifiedDateTime", "")) or created,
        }
        builder.add(start, end, label, known)


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


def _instant(written: str) -> str:
    """Return an instant in UTC as we store it, or ""; one without a zone is UTC."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return ""
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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
)
"""REFI-QDA projects, read and written."""
