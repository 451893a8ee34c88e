"""doccano’s JSON lines for sequence labelling: the accepted annotations of each article.

doccano counts UTF-16 units, unless its project counts graphemes; code points are for the scripts around it. What it has
no place for travels in a field of our own, which doccano keeps as metadata.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO, Final

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.annotated import AnnotationReader, Handed, reader_of_lines
from glossator.formats.annotations.import_builder import Arriving, first_object, list_in, mapping_in, objects, text_in
from glossator.formats.annotations.label_names import HIGHLIGHT, KEY, spell_article, spell_whole
from glossator.formats.unreadable import Unreadable
from glossator.text.offsets import Offsets, OffsetUnit

_NAMES: Final = ("label", "labels", "entities", "annotations")
_UNITS: Final = {unit.value: unit for unit in OffsetUnit}


def write(unit: OffsetUnit, excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write a line for each article with offsets in `unit`, and return what was written in a few words."""
    handed = Handed()
    for found in handed.counting(excerpt.articles()):
        # Escaped, since doccano guesses at the encoding, and takes UTF-8 with few accents in it for something else.
        target.write(json.dumps(_example(unit, found)).encode("ascii") + b"\n")
    return handed.summary()


def _example(unit: OffsetUnit, found: AnnotatedArticle) -> dict[str, Any]:
    offsets = Offsets(found.article.text, unit)
    label, ours = [], []
    for one in found.annotations:
        known = spell_whole(one)
        if one.span is not None:
            known["start"], known["end"] = offsets.to_source(one.span)
            if one.status is Status.ACCEPTED:
                label.append([known["start"], known["end"], one.label or HIGHLIGHT])
        ours.append(known)
    about = {**spell_article(found.article), "offsets": unit.value, "annotations": ours}
    return {"text": found.article.text, "label": label, KEY: about}


def _read(unit: OffsetUnit, file: BinaryIO) -> Iterator[ImportRecord | str]:
    for number, example in objects(file):
        if example is None or not isinstance(_text(example), str):
            yield f"line {number} is no example with a text; repair it, or take it out"
            continue
        try:
            yield _article(example, unit, f"line {number}")
        except Unreadable as error:
            yield f"line {number}: {error}"


def _article(example: Mapping[str, Any], unit: OffsetUnit, where: str) -> ImportRecord:
    ours = mapping_in(example, KEY)
    arriving = Arriving(_text(example), {**example, **ours}, _UNITS.get(text_in(ours, "offsets"), unit), where=where)
    spans = Counter(_spans(example))
    for known in list_in(ours, "annotations"):
        if not isinstance(known, dict):
            continue
        if "start" not in known:
            arriving.add_whole(known.get("label"), known)
            continue
        place = (known["start"], known.get("end"), known.get("label") or HIGHLIGHT)
        if known.get("status") != Status.ACCEPTED or spans[place]:
            spans[place] -= known.get("status") == Status.ACCEPTED
            arriving.add(*place, known, quote=known.get("quote", ""))
        # What is not among the labels any more was taken away in doccano.
    for place in spans.elements():
        arriving.add(*place, {})
    if list_in(example, "relations"):
        arriving.reject("relations between spans are left out, as there are none here")
    return arriving.done()


def _text(example: Mapping[str, Any]) -> Any:
    return example.get("text", example.get("data"))


def _spans(example: Mapping[str, Any]) -> Iterator[tuple[object, object, object]]:
    """Yield start, end and label of each span, in whichever of doccano's shapes they are."""
    for name in _NAMES:
        for span in list_in(example, name):
            if isinstance(span, list) and len(span) == 3:
                yield _hashable(*span)
            elif isinstance(span, dict):
                start = span.get("start_offset", span.get("start"))
                yield _hashable(start, span.get("end_offset", span.get("end")), str(span.get("label", "")))


def _hashable(start: object, end: object, label: object) -> tuple[object, object, object]:
    return (
        start if isinstance(start, int) else str(start),
        end if isinstance(end, int) else str(end),
        label if isinstance(label, str) else str(label),
    )


def _recognises(_: str, data: bytes) -> bool:
    """Say whether the first line is an example with spans."""
    example = first_object(data)
    return example is not None and isinstance(_text(example), str) and next(_spans(example), None) is not None


def reader(unit: OffsetUnit) -> AnnotationReader:
    """Return how examples are read whose offsets count `unit`, where the file does not say itself."""
    return reader_of_lines(partial(_read, unit), _recognises)
