"""What annotations of UIMA become, whichever file they come from: WebAnno TSV, XMI, JSON, or a project of INCEpTION.

An annotation’s label is its value, or else the first feature that has one, or else the name of its type. Its other
features become tags. The structure of a text is ignored; what taggers and parsers say of tokens, relations,
coreference, and links to other annotations are counted.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder, tag_of
from glossator.text.offsets import OffsetUnit

NAMED_ENTITY: Final = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
"""The type of names, which WebAnno and INCEpTION have in every project."""
WORK_PLACE: Final = re.compile(
    r"(?:.*/)?(annotation|curation)/([^/]+)/([^/]+)\.(zip|xmi|tsv|json|conllu)", re.IGNORECASE
)
"""Where a project has the annotations of an annotator on a document, or their curation."""
_PROJECT: Final = re.compile(r"(?:.*/)?exportedproject[^/]*\.json")
_PREFERRED: Final = ("value", "label", "entity_type", "entityType", "type", "category", "class", "tag", "name")
_IDS: Final = ("identifier", "uri", "iri", "kbId")
_NOTES: Final = ("comment", "comments", "note", "notes", "remark")
_STRUCTURE: Final = frozenset(
    (
        *(
            "Token",
            "Sentence",
            "Paragraph",
            "Heading",
            "Div",
            "Document",
            "TokenForm",
            "SurfaceForm",
            "Split",
            "Compound",
        ),
        *("DocumentMetaData", "DocumentAnnotation", "TagDescription", "TagsetDescription", "DocumentContentType"),
        *("AnnotationBase", "TOP", "Sofa", "NULL", "View", "Anchor", "LayerDefinition", "FeatureDefinition"),
        *("XmlDocument", "XmlElement", "XmlAttribute", "XmlTextNode", "CASMetadata", "FSArray", "StringArray"),
    )
)
_OWN: Final = "webanno.custom."
_ANALYSIS: Final = frozenset(
    ("Lemma", "Stem", "MorphologicalFeatures", "Morpheme", "Chunk", "Constituent", "ROOT", "PosTag", "Hyphenation")
)
_PACKAGES_OF_ANALYSIS: Final = (".lexmorph.", ".syntax.", ".segmentation.")
# A chain is counted by its links.
_CHAIN, _LINK = "Chain", "Link"
_COREFERENCE: Final = "CoreferenceLink"
_RELATION: Final = frozenset(("Governor", "Dependent"))
MAPPING: Final = (
    ("annotations with a value, or another feature", "accepted annotations, their label the value"),
    ("annotations without a feature", "accepted annotations, their label the name of the layer"),
    ("further features; comments", "tags “feature/value”; the note on the annotation"),
    ("the title and language of the document", "title and language of the article"),
    ("the name of the file of an annotator, in a project", "the analyst"),
    (
        "relations, slots, chains, ids of normalisations, results of taggers and parsers, annotations without text",
        "counted",
    ),
)
"""What becomes of the things in files of UIMA."""
_UNKNOWN_LANGUAGES: Final = ("x-unspecified", "x-unknown", "und", "")


@dataclass(frozen=True, slots=True)
class FeatureStructure:
    """An annotation, or something else with a type.

    Attributes:
        type: its type, with its package.
        start, end: its offsets; None if it has none.
        values: its features that are texts, numbers or truth values, in the order of the file, without empty ones.
        references: its features that are other annotations, by name, with their numbers.
        quote: its text; empty where the file does not say.
    """

    type: str
    start: int | None
    end: int | None
    values: Mapping[str, str]
    references: Mapping[str, int]
    quote: str = ""

    @property
    def name(self) -> str:
        """The name of the type without its package."""
        return self.type.rpartition(".")[2]


def article_of(
    text: str,
    structures: Sequence[FeatureStructure],
    *,
    title: str = "",
    where: str = "",
    analyst: str = "",
    unit: OffsetUnit = OffsetUnit.UTF_16,
) -> ImportRecord | str:
    """Return an article with the annotations among its feature structures, or why there is none.

    Args:
        text: its text.
        structures: all that is said about it.
        title: its title where nothing else says it.
        where, analyst: as of `ImportBuilder`.
        unit: what the offsets count.
    """
    builder = ImportBuilder(text, _known(structures, title), unit, where=where, analyst=analyst)
    # The layer of chains “Place” has the types PlaceChain and PlaceLink.
    links = {f"{one.type.removesuffix(_CHAIN)}{_LINK}" for one in structures if one.type.endswith(_CHAIN)}
    for one in structures:
        if one.type.endswith(_CHAIN):
            continue
        if one.type in links or one.name == _COREFERENCE:
            builder.leave_out("mention of a coreference", plural="mentions of coreferences")
        elif _is_analysis(one):
            builder.leave_out("result of a tagger or parser", plural="results of taggers and parsers", example=one.name)
        elif one.references.keys() & _RELATION:
            builder.leave_out("relation", example=_described(one))
        elif not _is_structure(one) and one.start is not None and one.end is not None:
            _add(builder, one)
    return builder.build()


def is_project(names: Iterable[str]) -> bool:
    """Return whether the names in an archive are those of a project of INCEpTION or WebAnno."""
    return any(_PROJECT.fullmatch(name) or WORK_PLACE.fullmatch(name) for name in names)


def _known(structures: Iterable[FeatureStructure], title: str) -> dict[str, Any]:
    """Return the metadata of an article."""
    known: dict[str, Any] = {"title": title, "id": title}
    for one in structures:
        if one.name in ("DocumentMetaData", "DocumentAnnotation"):
            named = one.values.get("documentTitle") or one.values.get("documentId") or ""
            known["title"] = named or known["title"]
            known["id"] = one.values.get("documentId") or known["id"]
            language = one.values.get("language", "")
            known |= {} if language in _UNKNOWN_LANGUAGES else {"language": language}
    return known


def _is_structure(one: FeatureStructure) -> bool:
    return one.name in _STRUCTURE and not one.type.startswith(_OWN)


def _is_analysis(one: FeatureStructure) -> bool:
    in_package = any(package in one.type for package in _PACKAGES_OF_ANALYSIS)
    return one.name in _ANALYSIS or (in_package and not _is_structure(one))


def _described(one: FeatureStructure) -> str:
    return " ".join((one.name, *one.values.values()))


def _add(builder: ImportBuilder, one: FeatureStructure) -> None:
    if one.start == one.end:
        builder.leave_out("annotation without text", plural="annotations without text", example=_described(one))
        return
    key = next((key for key in (*_PREFERRED, *one.values) if key in one.values and key not in (*_IDS, *_NOTES)), "")
    label = one.values.get(key) or ("" if one.type == NAMED_ENTITY else one.name)
    tags, notes = [], []
    for name, value in one.values.items():
        if name in _IDS:
            builder.leave_out("id of a normalisation", plural="ids of normalisations", example=value)
        elif name in _NOTES:
            notes.append(value)
        elif name != key and (path := tag_of(name, value)):
            tags.append(path)
    known: dict[str, Any] = {"tags": tags} if tags else {}
    known |= {"note": "\n".join(notes)} if notes else {}
    builder.add(one.start, one.end, label, known, quote=one.quote)
    if links := sum(one.references.values()):
        builder.leave_out(
            "link to another annotation", links, plural="links to other annotations", example=" ".join(one.references)
        )
