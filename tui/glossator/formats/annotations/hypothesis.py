"""Annotations of Hypothesis: the answers of its server as JSON, and what its sidebar exports.

They do not have the texts that they are about, so they are placed in the articles with these addresses.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, Final

from glossator.domain.import_record import Arrival, ArticleReference
from glossator.domain.web_address import is_web_address, same_page_key
from glossator.formats.annotations.import_builder import read_records, value_of
from glossator.formats.annotations.quoted_builder import QuotedArticle, QuotedBuilder, quote_of, selectors_of, signed
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format

_LISTS: Final = ("rows", "replies", "annotations")
_UNDERSTOOD: Final = frozenset(
    (
        *("id", "created", "updated", "user", "user_info", "uri", "text", "tags", "group", "target", "references"),
        *("hidden", "document", "permissions", "links", "flagged", "consumer", "moderation", "url", "quote"),
        *("metadata", "actions", "moderation_status", "mentions"),
    )
)
_PUBLIC: Final = "__world__"
_BETWEEN: Final = "\n\n"


def _read(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        builder = QuotedBuilder()
        records = list(_records(data, builder))
        # The server gives the newest first.
        records.sort(key=lambda record: value_of(record, "created", str))
        by_id = {value_of(record, "id", str): record for record in records}
        replies: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for record in records:
            if references := [each for each in value_of(record, "references", list) if isinstance(each, str)]:
                # The first is the annotation that a thread begins with; it may have been deleted.
                beginning = next((each for each in references if each in by_id), "")
                replies[beginning].append(record)
        for record in records:
            if not value_of(record, "references", list):
                _take(builder, record, replies.get(value_of(record, "id", str), []))
        for record in replies[""]:
            builder.leave_out(
                "reply to an annotation that is not in the file",
                value_of(record, "text", str),
                plural="replies to annotations that are not in the file",
            )
        yield from builder.build()


def _records(data: bytes, builder: QuotedBuilder) -> Iterator[Mapping[str, Any]]:
    """Yield the annotations of a file, whole answers or one by one."""
    for where, record in read_records(BytesIO(data)):
        if record is None:
            builder.reject("record that is no annotation", plural="records that are no annotations", example=where)
            continue
        lists = [record[name] for name in _LISTS if isinstance(record.get(name), list)]
        for each in (item for items in lists for item in items) if lists else (record,):
            if isinstance(each, dict) and isinstance(each.get("target"), list | dict):
                yield each
            else:
                builder.reject("record that is no annotation", plural="records that are no annotations", example=where)


def _take(builder: QuotedBuilder, record: Mapping[str, Any], replies: Sequence[Mapping[str, Any]]) -> None:
    """Add an annotation, with the replies to it, to the article that it is about."""
    user = _user(record)
    said = [signed(value_of(each, "text", str).strip(), _user(each)) for each in replies]
    text, tags = value_of(record, "text", str).strip(), [*value_of(record, "tags", list)]
    for each in (record, *replies):
        builder.leave_out_unknown(each, _UNDERSTOOD, "annotation")
        if each.get("group") not in (None, "", _PUBLIC):
            builder.leave_out("group of an annotation", plural="groups of annotations", example=str(each["group"]))
        if each.get("hidden"):
            builder.leave_out("mark of a moderator who hid an annotation", plural="marks of moderators who hid one")
    for reply in replies:
        tags += value_of(reply, "tags", list)
    about = _reference(record)
    article = builder.article(_key(about), about)
    targets = record["target"] if isinstance(record["target"], list) else [record["target"]]
    selectors = [[*selectors_of(target)] for target in targets if isinstance(target, dict)] or [[]]
    for of_target in selectors:
        quote = quote_of(of_target)
        if quote is not None:
            article.add(
                quote,
                note=_BETWEEN.join(part for part in (text, *said) if part),
                tags=tags,
                analyst=user,
                created=record.get("created"),
                updated=record.get("updated"),
            )
        elif of_target:
            builder.reject(
                "annotation without a quote",
                plural="annotations without a quote",
                example=", ".join(str(each.get("type")) for each in of_target),
            )
        else:
            _take_page_note(builder, article, text, user, said, tags)


def _take_page_note(
    builder: QuotedBuilder, article: QuotedArticle, text: str, user: str, said: Iterable[str], tags: Iterable[object]
) -> None:
    """Add a note on a whole page, with the replies to it."""
    article.add_note(text, user)
    for reply in said:
        article.add_note(reply)
    article.add_tags(tags)
    if not text and not tags:
        builder.leave_out("note on a page without text", plural="notes on pages without text")


def _reference(record: Mapping[str, Any]) -> ArticleReference:
    """Return which article an annotation is about."""
    document = value_of(record, "document", dict)
    links = [each.get("href") for each in value_of(document, "link", list) if isinstance(each, dict)]
    uri = value_of(record, "uri", str) or value_of(record, "url", str)
    # For a file, such as a PDF, the address at which the annotation is shown: https://hyp.is/its-id/example.org/page.
    shown = value_of(value_of(record, "links", dict), "incontext", str).partition("hyp.is/")[2].partition("/")[2]
    at = (f"https://{shown}",) if shown and not is_web_address(uri) else ()
    found = [address for address in dict.fromkeys((uri, *links, *at)) if isinstance(address, str)]
    title = document.get("title")
    named = title[0] if isinstance(title, list) and title else title
    titles = [named] if isinstance(named, str) and named else []
    addresses = tuple(address for address in found if is_web_address(address))
    files = [address.rpartition("/")[2] for address in found if not is_web_address(address)]
    return ArticleReference(
        uri if is_web_address(uri) else (titles or [uri])[0], addresses, tuple(dict.fromkeys((*titles, *files)))
    )


def _key(about: ArticleReference) -> str:
    return next(filter(None, map(same_page_key, about.addresses)), about.name)


def _user(record: Mapping[str, Any]) -> str:
    return value_of(record, "user", str).removeprefix("acct:")


def _sniff(head: FileHead) -> Evidence:
    """Recognise JSON with an annotation that has an address and a target, or an answer of the server with some."""
    objects = head.json.objects if head.json is not None else ()
    return Evidence.CONTENT if any(map(_has_annotations, objects)) or _begins_so(head) else Evidence.NONE


def _has_annotations(record: Mapping[str, Any]) -> bool:
    """Return whether a record is an annotation, or an answer of the server, which may be empty."""
    listed = [each for name in _LISTS for each in value_of(record, name, list)]
    named = any(isinstance(each, dict) and {"uri", "target"} <= each.keys() for each in (record, *listed))
    return named or ("total" in record and record.get("rows") == [])


def _begins_so(head: FileHead) -> bool:
    """Return whether a long answer, of which the head has only a part, is one of the server."""
    start = head.text[:1_000]
    return head.starts_json and head.json is None and '"rows"' in start and '"uri"' in head.text


FORMAT: Final = Format(
    name="hypothesis",
    title="Hypothesis annotations, JSON",
    suffixes=(".json", ".jsonl"),
    sniff=_sniff,
    only_by_content=True,
    read_annotations=_read,
    mapping=(
        ("`uri`, `document`", "the article with that address that is in the workspace; without one, a refusal"),
        ("`TextQuoteSelector`", "the place, where words and context are sure; else counted"),
        ("`TextPositionSelector`, `RangeSelector`", "decides among several equal places, where it fits"),
        ("`text`, `tags`, `user`, `created`, `updated`", "note, tags, analyst, times"),
        ("replies", "paragraphs of the note that they reply to, each after its author's name"),
        ("page notes", "paragraphs of the article's note, each after its author's name; their tags are the article's"),
        ("groups, marks of moderators", "counted"),
    ),
)
"""Reads annotations of articles that are in the workspace."""
