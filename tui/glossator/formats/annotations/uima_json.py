"""UIMA CAS JSON as INCEpTION and dkpro-cassis write it, in its present form and in that of older versions."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from glossator.domain.import_record import Arrival, ImportRecord
from glossator.formats.annotations.import_builder import decode_utf8, parse_json, value_of
from glossator.formats.annotations.uima import MAPPING, FeatureStructure, article_of
from glossator.formats.annotations.webanno_tsv import title_of
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format

_STRUCTURES: Final = "%FEATURE_STRUCTURES"
_VIEWS, _REFERENCED = "_views", "_referenced_fss"
_SOFA: Final = "uima.cas.Sofa"


def is_cas(value: object) -> bool:
    """Return whether the value of a JSON file is a CAS."""
    return isinstance(value, dict) and (_STRUCTURES in value or {_VIEWS, _REFERENCED} <= value.keys())


def read_json(data: bytes, *, title: str = "", where: str = "", analyst: str = "") -> Iterator[ImportRecord | str]:
    """Yield the articles of a file, one for each text in it; arguments as of `uima.article_of`.

    Raises:
        Unreadable: when it is not JSON.
    """
    found = parse_json(decode_utf8(data))
    if not is_cas(found):
        yield f"{where}: is not a CAS".removeprefix(": ")
        return
    texts, structures = (_present if _STRUCTURES in found else _legacy)(found)
    for number, text in texts.items():
        name = title if len(texts) == 1 else f"{title} {number}".strip()
        yield article_of(text, structures.get(number, []), title=name, where=where, analyst=analyst)
    if not texts:
        yield f"{where}: has no text".removeprefix(": ")


def _present(found: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, list[FeatureStructure]]]:
    """Return the texts and what is said about them, by the id of the text."""
    listed = found[_STRUCTURES]
    if isinstance(listed, dict):
        listed = [{"%ID": number, **each} for number, each in listed.items() if isinstance(each, dict)]
    records = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    texts, structures = dict[str, str](), dict[str, list[FeatureStructure]]()
    for each in records:
        if each.get("%TYPE") == _SOFA and value_of(each, "sofaString", str).strip():
            texts[str(each.get("%ID"))] = each["sofaString"]
        elif isinstance(each.get("%TYPE"), str) and "@sofa" in each:
            structures.setdefault(str(each["@sofa"]), []).append(_structure(each["%TYPE"], each))
    return texts, structures


def _legacy(found: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, list[FeatureStructure]]]:
    """Return the texts and what is said about them, by the id of the text, in the form of older versions."""
    referenced = {
        str(number): each for number, each in value_of(found, _REFERENCED, dict).items() if isinstance(each, dict)
    }
    texts = {
        number: each["sofaString"]
        for number, each in referenced.items()
        if each.get("_type") == "Sofa" and value_of(each, "sofaString", str).strip()
    }
    context = value_of(value_of(found, "_context", dict), "_types", dict)
    structures: dict[str, list[FeatureStructure]] = {}
    for view in value_of(found, _VIEWS, dict).values():
        for name, records in view.items() if isinstance(view, dict) else ():
            full = value_of(value_of(context, name, dict), "_id", str) or name
            for each in records if isinstance(records, list) else ():
                record = referenced.get(str(each)) if isinstance(each, int) else each
                if isinstance(record, dict) and "sofa" in record:
                    # A begin of 0 is left out there.
                    known = {"begin": 0, **{key: one for key, one in record.items() if key != "sofa"}}
                    structures.setdefault(str(record["sofa"]), []).append(_structure(full, known))
    return texts, structures


def _structure(type_name: str, record: Mapping[str, Any]) -> FeatureStructure:
    values, references = dict[str, str](), dict[str, int]()
    for name, value in record.items():
        if name in ("begin", "end", "@sofa") or name.startswith(("%", "_")) or value in (None, "", []):
            continue
        if name.startswith(("@", "^")):
            references[name[1:]] = len(value) if isinstance(value, list) else 1
        elif isinstance(value, bool):
            values[name] = str(value).lower()
        elif isinstance(value, str | int | float):
            values[name.removeprefix("#")] = str(value)
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            values[name] = ", ".join(value)
        else:
            references[name] = len(value) if isinstance(value, list) else 1
    start, end = record.get("begin"), record.get("end")
    return FeatureStructure(
        type_name, start if isinstance(start, int) else None, end if isinstance(end, int) else None, values, references
    )


def _read(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for name, data in files.items():
        yield from read_json(data, title=title_of(name), where=name if len(files) > 1 else "")


def _sniff(head: FileHead) -> Evidence:
    """Recognise the keys of a CAS."""
    found = head.json
    is_whole = found is not None and any(map(is_cas, found.objects))
    return Evidence.CONTENT if is_whole or head.text[:_BEGINNING].lstrip().startswith('{"%TYPES"') else Evidence.NONE


_BEGINNING: Final = 200
FORMAT: Final = Format(
    name="uima-json",
    title="UIMA CAS JSON (INCEpTION, dkpro-cassis)",
    sniff=_sniff,
    read_annotations=_read,
    mapping=MAPPING,
)
"""Reads JSON."""
