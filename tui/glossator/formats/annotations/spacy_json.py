"""Training data of spaCy as JSON: the documents of version 2, and texts with their entities, in an array or on lines.

A DocBin (.spacy), which version 3 has instead, is a format of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, BinaryIO, Final, TypeAlias

from glossator.domain.import_record import Arrival, ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder, decode_utf8, parse_json, tag_of, value_of
from glossator.formats.annotations.token_article import TokenArticle, gaps_of
from glossator.formats.columns import runs
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format

_UNDERSTOOD: Final = (
    "entities",
    "spans",
    "cats",
    "links",
    "text",
    "tokens",
    "words",
    "tags",
    "heads",
    "deps",
    "lemmas",
)
_ANALYSIS: Final = ("tags", "heads", "deps", "lemmas", "morphs", "pos")
_PAIR: Final = 2
_MISSING: Final = ("", "-", "_", None)
# A text, and what is known of it.
_Example: TypeAlias = tuple[str, Mapping[str, Any]]


def _read(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        yield from _read_file(BytesIO(data))


def _read_file(file: BinaryIO) -> Iterator[ImportRecord | str]:
    """Yield the articles of a file.

    Raises:
        Unreadable: when it is not UTF-8, or not JSON.
    """
    written = decode_utf8(file.read())
    try:
        values: Any = parse_json(written)
        name = "record"
    except Unreadable:
        lines = [line for line in written.split("\n") if line.strip()]
        if len(lines) < _PAIR:
            raise
        values, name = [_line(line) for line in lines], "line"
    if isinstance(values, dict):
        # An object around the examples, as of annotators for spaCy, or one document.
        values = value_of(values, "annotations", list) or [values]
    values = [values] if _example(values) else values
    for number, value in enumerate(values if isinstance(values, list) else (), start=1):
        where = f"{name} {number}"
        if example := _example(value):
            yield _of_example(*example, where)
        elif isinstance(value, dict) and "paragraphs" in value:
            yield from _of_document(value, where)
        elif value is not None:
            yield f"{where}: is no example of spaCy; repair or remove it"


def _line(line: str) -> Any:
    try:
        return parse_json(line)
    except Unreadable:
        return 0


def _example(value: object) -> _Example | None:
    """Return a text with what is known of it, if a value is such a pair."""
    if isinstance(value, list) and len(value) == _PAIR and isinstance(value[0], str) and isinstance(value[1], dict):
        return value[0], value[1]
    return None


def _of_example(text: str, known: Mapping[str, Any], where: str) -> ImportRecord | str:
    builder = ImportBuilder(text, {}, where=where)
    _add_entities(builder, value_of(known, "entities", list))
    for spans in value_of(known, "spans", dict).values():
        _add_entities(builder, spans if isinstance(spans, list) else [])
    _add_cats(builder, known.get("cats"))
    if links := len(value_of(known, "links", dict)):
        builder.leave_out("link to a knowledge base", links, plural="links to a knowledge base")
    _count_analysis(builder, known)
    builder.add_unknown(known, _UNDERSTOOD)
    return builder.build()


def _add_entities(builder: ImportBuilder, entities: Sequence[Any]) -> None:
    for each in entities:
        if isinstance(each, dict):
            each = [each.get("start"), each.get("end"), each.get("label")]
        if isinstance(each, list) and len(each) > _PAIR:
            builder.add(each[0], each[1], each[2], {})
            if any(each[3:]):
                builder.leave_out("id of a normalisation", plural="ids of normalisations", example=str(each[3]))
        elif isinstance(each, str):
            builder.leave_out("label of a token", plural="labels of tokens", example=f"“{each}”")
        else:
            builder.reject("entity without a place", 1, plural="entities without a place", example=str(each))


def _add_cats(builder: ImportBuilder, cats: object) -> None:
    """Add the categories that are true as tags; a value between is counted."""
    pairs = list(cats.items()) if isinstance(cats, dict) else []
    if isinstance(cats, list):
        pairs = [(each.get("label"), each.get("value")) for each in cats if isinstance(each, dict)]
    for label, value in pairs:
        if value in (1, True) and (path := tag_of(label)):
            builder.add_tags(path)
        elif value not in (0, False, None):
            builder.leave_out("score of a category", plural="scores of categories", example=f"{label} {value}")


def _count_analysis(builder: ImportBuilder, known: Mapping[str, Any]) -> None:
    for name in _ANALYSIS:
        if number := len(value_of(known, name, list)):
            builder.leave_out(f"“{name}” of a token", number, plural=f"“{name}” of tokens")


def _of_document(document: Mapping[str, Any], where: str) -> Iterator[ImportRecord | str]:
    paragraphs = [each for each in value_of(document, "paragraphs", list) if isinstance(each, dict)]
    # Each paragraph with categories is an example of its own.
    groups = [[each] for each in paragraphs] if any(each.get("cats") for each in paragraphs) else [paragraphs]
    for number, group in enumerate(groups, start=1):
        place = where if len(groups) == 1 else f"{where}, paragraph {number}"
        if group and all(isinstance(each.get("raw"), str) and each["raw"] for each in group):
            yield _of_texts(group, place)
        else:
            yield _of_tokens(group, place)


def _of_texts(paragraphs: Sequence[Mapping[str, Any]], where: str) -> ImportRecord | str:
    """Return the article of paragraphs that have texts."""
    builder = ImportBuilder("\n\n".join(each["raw"] for each in paragraphs), {}, where=where)
    start = 0
    for each in paragraphs:
        raw, place = each["raw"], 0
        for sentence in _sentences(each):
            places: list[tuple[int, int] | None] = []
            for token in sentence:
                orth = str(token.get("orth", ""))
                found = raw.find(orth, place)
                places.append((start + found, start + found + len(orth)) if found >= 0 else None)
                place = found + len(orth) if found >= 0 else place
            for one in runs([str(token.get("ner") or "O") for token in sentence]):
                if isinstance(one, str):
                    builder.reject(
                        "label that is not understood", 1, plural="labels that are not understood", example=one
                    )
                    continue
                first, last = places[one.first], places[one.end - 1]
                if first and last:
                    builder.add(first[0], last[1], one.label, {})
                else:
                    builder.reject(
                        "entity that is not in the text",
                        1,
                        plural="entities that are not in the text",
                        example=one.label,
                    )
            _count_tokens(builder, sentence)
        _add_placed(builder, each, start)
        _add_cats(builder, each.get("cats"))
        start += len(raw) + 2
    return builder.build()


def _add_placed(builder: ImportBuilder, paragraph: Mapping[str, Any], start: int) -> None:
    """Add the entities with offsets of a paragraph, which it may have besides or instead of those of its tokens."""
    if not any(token.get("ner") not in (*_MISSING, "O") for each in _sentences(paragraph) for token in each):
        placed = [
            each for each in value_of(paragraph, "entities", list) if isinstance(each, list) and len(each) > _PAIR
        ]
        _add_entities(
            builder,
            [
                [start + each[0], start + each[1], each[2]]
                for each in placed
                if isinstance(each[0], int) and isinstance(each[1], int)
            ],
        )


def _of_tokens(paragraphs: Sequence[Mapping[str, Any]], where: str) -> ImportRecord | str:
    """Return the article of paragraphs of which some have only tokens."""
    article = TokenArticle({}, where)
    for each in paragraphs:
        for place, sentence in enumerate(_sentences(each)):
            words = [str(token.get("orth", "")) for token in sentence]
            gaps = gaps_of(str(each.get("raw") or ""), words) or ()
            places = article.add_sentence(words, gaps, before="\n\n" if place == 0 else "\n")
            article.add_labels(places, [str(token.get("ner") or "O") for token in sentence])
    return article.build()


def _count_tokens(builder: ImportBuilder, sentence: Sequence[Mapping[str, Any]]) -> None:
    names = ("tag", "dep", "lemma", "pos")
    if number := sum(any(token.get(name) not in _MISSING for name in names) for token in sentence):
        builder.leave_out("token’s part of speech and syntax", number, plural="tokens’ parts of speech and syntax")


def _sentences(paragraph: Mapping[str, Any]) -> Iterator[Sequence[Mapping[str, Any]]]:
    for sentence in value_of(paragraph, "sentences", list):
        tokens = value_of(sentence, "tokens", list) if isinstance(sentence, dict) else []
        if found := [token for token in tokens if isinstance(token, dict)]:
            yield found


def _sniff(head: FileHead) -> Evidence:
    """Recognise documents with paragraphs of sentences, and pairs of a text and an object with what is known of it."""
    found = head.json
    if found is None:
        return Evidence.NONE
    values = [found.values, *found.values]
    values += [each for one in found.objects for each in value_of(one, "annotations", list)]
    has_pairs = any(pair is not None and pair[1].keys() & {*_UNDERSTOOD} for pair in map(_example, values))
    return Evidence.CONTENT if has_pairs or any(map(_is_document, found.objects)) else Evidence.NONE


def _is_document(value: Mapping[str, Any]) -> bool:
    paragraphs = value_of(value, "paragraphs", list)
    return any(isinstance(each, dict) and isinstance(each.get("sentences"), list) for each in paragraphs)


FORMAT: Final = Format(
    name="spacy-json",
    title="spaCy training data as JSON (version 2), or texts with entities",
    sniff=_sniff,
    read_annotations=_read,
    mapping=(
        ("`raw`, or tokens joined by spaces where there is none", "the text"),
        ("`ner` of tokens; `entities` and `spans` with offsets", "accepted annotations"),
        ("`cats` of value 1", "tags of the article; other values are counted"),
        ("`links`, ids of entities, parts of speech, syntax", "counted"),
    ),
)
"""Reads JSON."""
