"""UIMA CAS XMI, an XML file for each article with offsets in UTF-16 units, and the type system that belongs to them.

Written are the accepted annotations as named entities, with tokens and sentences, as WebAnno and INCEpTION expect.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent, register_namespace

from glossator.domain.annotation import Annotation, Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot, OutputFiles
from glossator.domain.import_record import Arrival, ImportRecord
from glossator.formats import xml
from glossator.formats.annotations.token_sentences import sentences_of
from glossator.formats.annotations.uima import MAPPING, NAMED_ENTITY, FeatureStructure, article_of, is_project
from glossator.formats.annotations.webanno_tsv import LACKS, title_of
from glossator.formats.capabilities import without_overlaps
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, ExportCounts, Format
from glossator.formats.unsupported import root_of
from glossator.text.offsets import Offsets, OffsetUnit
from glossator.text.span import Span

SUFFIX: Final = ".xmi"
TYPE_SYSTEM: Final = "TypeSystem.xml"
"""The suffix of files, and the name of the file with their types."""
_WHAT: Final = "XMI file"
_XMI: Final = "http://www.omg.org/XMI"
_CAS: Final = "http:///uima/cas.ecore"
_TCAS: Final = "http:///uima/tcas.ecore"
_ID: Final = f"{{{_XMI}}}id"
_SEGMENTATION: Final = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type"
_METADATA: Final = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
_ANNOTATION, _STRING = "uima.tcas.Annotation", "uima.cas.String"
_PRIMITIVES: Final = frozenset(
    f"uima.cas.{name}" for name in ("String", "Integer", "Float", "Double", "Boolean", "Long", "Short", "Byte")
)
# The types that are written, with their parents, and the features of each with the types of their values.
_TYPES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    NAMED_ENTITY: (_ANNOTATION, {"value": _STRING, "identifier": _STRING}),
    f"{_SEGMENTATION}.Sentence": (_ANNOTATION, {"id": _STRING}),
    f"{_SEGMENTATION}.Token": (_ANNOTATION, {"id": _STRING}),
    _METADATA: (
        "uima.tcas.DocumentAnnotation",
        {"documentTitle": _STRING, "documentId": _STRING, "documentUri": _STRING},
    ),
}


def write(excerpt: ExportSnapshot, files: OutputFiles) -> str:
    """Write a file for each article with its accepted annotations, and the type system, and return a summary."""
    counts = ExportCounts()
    for found in excerpt.articles():
        spans = [one for one in found.annotations if one.span and one.status is Status.ACCEPTED]
        counts.articles += 1
        counts.annotations += len(spans)
        with files.open(found.article.uid + SUFFIX) as target:
            target.write(_serialised(_cas(found, spans)))
    with files.open(TYPE_SYSTEM) as target:
        target.write(_serialised(_type_system()))
    return counts.summary()


def _cas(found: AnnotatedArticle, spans: Sequence[Annotation]) -> Element:
    """Return the document of an article."""
    text = found.article.text
    offsets = Offsets(text, OffsetUnit.UTF_16)
    length = offsets.to_source(Span(0, len(text)))[1]
    root = Element(f"{{{_XMI}}}XMI", {f"{{{_XMI}}}version": "2.0"})
    SubElement(root, f"{{{_CAS}}}NULL", {_ID: "0"})
    members: list[str] = []

    def add(type_name: str, start: int, end: int, **features: str) -> None:
        members.append(str(len(members) + 2))
        place = {_ID: members[-1], "sofa": "1", "begin": str(start), "end": str(end)}
        SubElement(root, _tag(type_name), {**place, **{name: value for name, value in features.items() if value}})

    add(
        *(_METADATA, 0, length),
        language=found.article.language or "x-unspecified",
        documentTitle=found.article.title,
        documentId=found.article.uid,
    )
    for sentence in sentences_of(text, without_overlaps(spans)):
        add(
            f"{_SEGMENTATION}.Sentence", offsets.to_source(sentence[0].span)[0], offsets.to_source(sentence[-1].span)[1]
        )
        for token in sentence:
            add(f"{_SEGMENTATION}.Token", *offsets.to_source(token.span))
    for one in spans:
        assert one.span is not None, "annotations of whole articles are left out"
        add(NAMED_ENTITY, *offsets.to_source(one.span), value=one.label or "")
    sofa = {_ID: "1", "sofaNum": "1", "sofaID": "_InitialView", "mimeType": "text", "sofaString": text}
    SubElement(root, f"{{{_CAS}}}Sofa", sofa)
    SubElement(root, f"{{{_CAS}}}View", {"sofa": "1", "members": " ".join(members)})
    return root


def _tag(type_name: str) -> str:
    package, _, name = type_name.rpartition(".")
    return f"{{http:///{package.replace('.', '/')}.ecore}}{name}"


def _type_system() -> Element:
    """Return the description of the types that are written."""
    root = Element("typeSystemDescription", {"xmlns": "http://uima.apache.org/resourceSpecifier"})
    types = SubElement(root, "types")
    for name, (parent, features) in _TYPES.items():
        described = SubElement(types, "typeDescription")
        for key, value in (("name", name), ("description", ""), ("supertypeName", parent)):
            SubElement(described, key).text = value
        listed = SubElement(described, "features")
        for feature, kind in features.items():
            one = SubElement(listed, "featureDescription")
            for key, value in (("name", feature), ("description", ""), ("rangeTypeName", kind)):
                SubElement(one, key).text = value
    return root


def _serialised(root: Element) -> bytes:
    register_namespace("xmi", _XMI)
    register_namespace("cas", _CAS)
    indent(root)
    target = BytesIO()
    ElementTree(root).write(target, encoding="UTF-8", xml_declaration=True)
    return target.getvalue()


def read_xmi(
    data: bytes, types: bytes = b"", *, title: str = "", where: str = "", analyst: str = ""
) -> Iterator[ImportRecord | str]:
    """Yield the articles of a file, one for each text in it, with their annotations.

    Args:
        data: the file.
        types: the type system that belongs to it; empty where there is none.
        title, where, analyst: as of `uima.article_of`.

    Raises:
        Unreadable: when it is damaged or unsafe.
    """
    root = xml.parse(data, _WHAT)
    ids = {number for each in root if (number := each.get(_ID)) is not None}
    ranges = _ranges(types) if types else {}
    texts = {each.get(_ID, ""): each for each in root if each.tag == f"{{{_CAS}}}Sofa"}
    structures: dict[str, list[FeatureStructure]] = {number: [] for number in texts}
    for each in root:
        if each.get("sofa", "") in structures and each.tag != f"{{{_CAS}}}View":
            structures[each.get("sofa", "")].append(_structure(each, ids, ranges))
    with_text = {number: sofa for number, sofa in texts.items() if sofa.get("sofaString", "").strip()}
    for number, sofa in with_text.items():
        name = title if len(with_text) == 1 else f"{title} {sofa.get('sofaID', '')}".strip()
        yield article_of(sofa.get("sofaString", ""), structures[number], title=name, where=where, analyst=analyst)
    if not with_text:
        yield f"{where}: has no text".removeprefix(": ")


def _structure(element: Element, ids: set[str], ranges: Mapping[str, Mapping[str, str]]) -> FeatureStructure:
    type_name = _type_of(element.tag)
    values, references = dict[str, str](), dict[str, int]()
    start, end = element.get("begin", ""), element.get("end", "")
    for name, value in element.attrib.items():
        if name in (_ID, "sofa", "begin", "end") or not value:
            continue
        kind = ranges.get(type_name, {}).get(name)
        # Without the type system, a value that consists of ids of other elements is read as a reference.
        refers = {*value.split()} <= ids and name != "value" if kind is None else kind not in _PRIMITIVES
        if refers:
            references[name] = len(value.split())
        else:
            values[name] = value
    for child in element:
        # The items of an array of texts.
        name = xml.local_name(child) if "}" in child.tag else child.tag
        if written := (child.text or "").strip():
            values[name] = f"{values[name]}, {written}" if name in values else written
    return FeatureStructure(
        type_name,
        int(start) if start.isdecimal() else None,
        int(end) if end.isdecimal() else None,
        values,
        references,
    )


def _type_of(tag: str) -> str:
    """Return the full name of the type of an element."""
    space, _, name = tag.removeprefix("{").rpartition("}")
    package = space.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    return f"{package}.{name}" if package else name


def _ranges(types: bytes) -> Mapping[str, Mapping[str, str]]:
    """Return the types of the values of features, also of those that are inherited, by the name of the type."""
    own: dict[str, dict[str, str]] = {}
    parents: dict[str, str] = {}
    for each in xml.parse(types, "type system").iter():
        if xml.local_name(each) == "typedescription":
            name = xml.text_of(xml.first_child(each, "name"))
            parents[name] = xml.text_of(xml.first_child(each, "supertypename"))
            features = xml.first_child(each, "features")
            own[name] = {
                xml.text_of(xml.first_child(one, "name")): xml.text_of(xml.first_child(one, "rangetypename"))
                for one in (features if features is not None else ())
            }
    found: dict[str, Mapping[str, str]] = {}
    for name in own:
        ranges: dict[str, str] = {}
        seen: set[str] = set()
        above = name
        while above in own and above not in seen:
            seen.add(above)
            ranges = {**own[above], **ranges}
            above = parents[above]
        found[name] = ranges
    return found


def _read(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    types = next((data for name, data in files.items() if name.rpartition("/")[2].lower() == TYPE_SYSTEM.lower()), b"")
    wanted = {name: data for name, data in files.items() if name.lower().endswith(SUFFIX)}
    for name, data in (wanted or files).items():
        yield from read_xmi(data, types, title=title_of(name), where=name if len(wanted) > 1 else "")


def _sniff(head: FileHead) -> Evidence:
    """Recognise the root, and zip archives with such files."""
    is_packed = any(name.lower().endswith(SUFFIX) for name in head.members) and not is_project(head.members)
    is_xmi = root_of(head) == "xmi" and "http:///uima/" in head.text
    return Evidence.CONTENT if is_packed or is_xmi else Evidence.NONE


FORMAT: Final = Format(
    name="uima-xmi",
    title="UIMA CAS XMI (INCEpTION, DKPro), a file for each article and the type system",
    suffixes=(SUFFIX,),
    sniff=_sniff,
    read_annotations=_read,
    write_files=write,
    lacks=LACKS,
    mapping=MAPPING,
)
"""Reads and writes XMI."""
