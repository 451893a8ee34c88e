"""Articles from the files of any format, ready to be stored."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from glossator.domain.article import ArticleDraft
from glossator.domain.left_out import LeftOut
from glossator.formats.content import Content, Problem
from glossator.formats.documents.text_formats import make_draft
from glossator.formats.errors import Unreadable
from glossator.formats.spec import Format


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """An article from a source, with what was left out of it, and its place in the source, such as "row 3"."""

    draft: ArticleDraft
    left_out: tuple[LeftOut, ...] = ()
    where: str = ""


def read_source(data: bytes, name: str, chosen: Format) -> Iterator[SourceArticle | Problem]:
    """Yield the articles of a source, and the parts of it that cannot be read.

    Args:
        data: the source's content.
        name: its name or path, the title of an article without words.
        chosen: its format, one that articles are read from.

    Raises:
        Unreadable: when the whole source cannot be read.
    """
    if not data:
        raise Unreadable("The file is empty.")
    assert chosen.read_articles is not None, "articles are read from the format"
    for found in chosen.read_articles(data):
        if isinstance(found, Problem):
            yield found
            continue
        # Where the source is one article, its bytes identify it, and without that article there is none.
        fingerprint = "" if found.where else hashlib.sha256(data).hexdigest()
        try:
            yield SourceArticle(make_draft(found, name, fingerprint), _left_out(found), found.where)
        except Unreadable as error:
            if not found.where:
                raise
            yield Problem(found.where, str(error))


def _left_out(found: Content) -> tuple[LeftOut, ...]:
    date = found.header.unparsed_date
    return (*found.left_out, LeftOut(f"the date “{date}” (write it like 2026-10-25)")) if date else found.left_out
