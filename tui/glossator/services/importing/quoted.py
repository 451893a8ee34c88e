"""Finding, in the workspace, the articles and places that annotations of other programs are about."""

import os
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePath
from typing import Final

from glossator.domain.article import Article, ArticleDraft
from glossator.domain.import_record import (
    AnnotationRecord,
    ArticleReference,
    ImportRecord,
    QuotedAnnotation,
    QuotedRecord,
)
from glossator.domain.left_out import LeftOutCounter
from glossator.domain.web_address import is_web_address, same_page_key
from glossator.formats.annotations.quoted_builder import signed
from glossator.matching.quotes import NotFound, QuoteFinder
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.queries.article_names import (
    NamedArticle,
    article_names,
    articles_of_files,
    articles_with_words,
)
from glossator.store.workspace import Workspace
from glossator.text.folding import fold
from glossator.text.normalise import fingerprint, shorten
from glossator.text.pluralize import counted
from glossator.text.span import Span

_LONGEST: Final = 60
_NOT_IN_TITLES: Final = re.compile(r"[\W_]+")
_BETWEEN: Final = "\n\n"
# Characters of a passage that shows by itself which article is meant, and of its beginning that is searched.
_LONG: Final = 60
_PHRASE: Final = 80
# More articles of one name than this are not searched.
_MOST_ARTICLES: Final = 20
# For each reason, what a quote is, and what quotes are.
_KINDS: Final[Mapping[NotFound, tuple[str, str]]] = {
    NotFound.ABSENT: (
        "annotation whose quote is not in the article",
        "annotations whose quotes are not in the article",
    ),
    NotFound.SEVERAL: (
        "annotation whose quote is at several places in the article",
        "annotations whose quotes are at several places in the article",
    ),
    NotFound.ELSEWHERE: (
        "annotation whose quote is among other words in the article",
        "annotations whose quotes are among other words in the article",
    ),
}


class QuotedPlaces:
    """Finds what annotations with quotes are about; articles are known by address, then by title or file name."""

    def __init__(self, opening: LazyWorkspace, file: str) -> None:
        """Look in a workspace for what a file is about; the texts may be in the file's folder."""
        self._opening = opening
        self._folder = Path(file).parent

    def place(self, found: QuotedRecord) -> ImportRecord | str:
        """Return the article with the annotations at their places, or why there is none.

        What has no sure place is counted as a problem.
        """
        workspace = self._opening.existing()
        uids = self._uids(workspace, found.article) if workspace is not None else []
        about, number = shorten(found.article.name, 2 * _LONGEST), counted(found.number, "annotation")
        if workspace is not None and uids:
            placed = [_Placed(workspace.article(uid), found) for uid in uids[:_MOST_ARTICLES]]
            placed.sort(key=lambda one: len(one.spans), reverse=True)
            if len(uids) > 1 and (len(uids) > _MOST_ARTICLES or len(placed[0].spans) == len(placed[1].spans)):
                return (
                    f"“{about}” may be any of {len(uids)} articles here ({number}); "
                    "archive the others, and import the file again"
                )
            return placed[0].record()
        by_words = self._by_words(workspace, found) if workspace is not None else None
        if by_words is not None:
            return by_words.record()
        how = "has the address" if is_web_address(found.article.name) else "is called"
        return f"no article here {how} “{about}” ({number}); import its text first, then this file again"

    def _by_words(self, workspace: Workspace, found: QuotedRecord) -> "_Placed | None":
        """Return the only article that has all of the passages, if one of them is long; its name may be another."""
        longest = max((each.quote.exact for each in found.annotations), key=len, default="")
        if len(longest) < _LONG:
            return None
        words = longest[:_PHRASE].rpartition(" ")[0] or longest
        uids = workspace.ask(articles_with_words, words, _MOST_ARTICLES + 1)
        if len(uids) > _MOST_ARTICLES:
            return None
        placed = [
            _Placed(workspace.article(uid), found)
            for uid in uids
            if not (found.article.addresses and uid in self._with_address)
        ]
        complete = [one for one in placed if len(one.spans) == len(found.annotations)]
        return complete[0] if len(complete) == 1 else None

    def _uids(self, workspace: Workspace, article: ArticleReference) -> Sequence[str]:
        """Return the articles that may be meant: those with its address; else from its file; else with its title.

        An article with another address is another article.
        """
        if by_address := _first(self._by_address, map(same_page_key, article.addresses)):
            return by_address
        paths = [fingerprint(os.path.realpath(self._folder / title)) for title in article.titles if "\0" not in title]
        if paths and (of_files := workspace.ask(articles_of_files, paths)):
            return of_files
        by_title = _first(self._by_title, map(title_key, article.titles))
        return [uid for uid in by_title if uid not in self._with_address] if article.addresses else by_title

    @cached_property
    def _by_address(self) -> Mapping[str, Sequence[str]]:
        return _grouped((same_page_key(each.url), each.uid) for each in self._names)

    @cached_property
    def _by_title(self) -> Mapping[str, Sequence[str]]:
        return _grouped((title_key(each.title), each.uid) for each in self._names)

    @cached_property
    def _with_address(self) -> Collection[str]:
        return {each.uid for each in self._names if same_page_key(each.url)}

    @cached_property
    def _names(self) -> Sequence[NamedArticle]:
        workspace = self._opening.existing()
        return workspace.ask(article_names) if workspace is not None else []


class _Placed:
    """The annotations of a file at their places in an article."""

    def __init__(self, article: Article, found: QuotedRecord) -> None:
        finder = QuoteFinder(article.text)
        self._article, self._found = article, found
        places = [(each, finder.find(each.quote)) for each in found.annotations]
        self.spans = [(each, place) for each, place in places if isinstance(place, Span)]
        self._missing = [(each, place) for each, place in places if isinstance(place, NotFound)]

    def record(self) -> ImportRecord:
        """Return the article as it is stored, with the annotations."""
        article, problems = self._article, LeftOutCounter()
        for each, reason in self._missing:
            kind, plural = _KINDS[reason]
            problems.add(kind, plural=plural, example=f"“{shorten(each.quote.exact, _LONGEST)}”")
        return ImportRecord(
            ArticleDraft(article.title, article.text, article.text_format, url=article.url),
            tuple(_joined(self.spans)),
            article.uid,
            _BETWEEN.join(self._found.notes),
            self._found.tags,
            problems.entries,
            f"“{shorten(article.title, _LONGEST)}”",
        )


def _joined(placed: Sequence[tuple[QuotedAnnotation, Span]]) -> Iterable[AnnotationRecord]:
    """Yield the annotations; the first of those at one place has the notes, each under its author, and tags of all."""
    places: defaultdict[tuple[Span, str | None], list[AnnotationRecord]] = defaultdict(list)
    for each, span in placed:
        places[span, each.record.label].append(replace(each.record, span=span))
    for records in places.values():
        first, *others = records
        said = [signed(each.note, each.analyst if each.analyst != first.analyst else "") for each in others]
        notes = dict.fromkeys(part for part in (first.note, *said) if part)
        yield replace(
            first, note=_BETWEEN.join(notes), tags=tuple(sorted({tag for each in records for tag in each.tags}))
        )
        # They are counted as those of others, or as known.
        yield from (replace(each, note="", tags=()) for each in others)


def title_key(title: str) -> str:
    """Return a text that is equal for titles that differ in case, accents, punctuation and extension of a file only."""
    path = PurePath(title)
    stem = path.stem if path.suffix and path.suffix[1:].isalnum() and len(path.suffix) <= len(".markdown") else title
    return _NOT_IN_TITLES.sub(" ", fold(stem)).strip()


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, uid in pairs:
        if key:
            found[key].append(uid)
    return found


def _first(groups: Mapping[str, Sequence[str]], keys: Iterable[str]) -> Sequence[str]:
    """Return the group of the first key that has one."""
    return next((groups[key] for key in keys if key in groups), ())
