"""What a web page states about its article: when it was published, and by whom.

A date comes from the page's own metadata, from its address, or from a line beside its title, in this order; never from
the text of the article, from a teaser, or from the time element of another article.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from glossator.formats.dates import days_in, iso_date
from glossator.formats.documents.html_blocks import BODY, COMMENTS, FORMS, HEADERS, HIDDEN, VisibleBlock
from glossator.text.folding import fold
from glossator.text.normalise import flatten

_ARTICLES: Final = frozenset(
    (
        *("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "blogposting"),
        *(
            "backgroundnewsarticle",
            "reviewnewsarticle",
            "liveblogposting",
            "socialmediaposting",
            "techarticle",
            "report",
        ),
        *("scholarlyarticle", "advertisercontentarticle", "satiricalarticle", "review", "discussionforumposting"),
    )
)
_PAGES: Final = frozenset(("webpage", "itempage", "videoobject", "audioobject", "podcastepisode", "recipe"))
# Where other articles than that of the page are listed.
_OTHERS: Final = frozenset(
    ("itemlistelement", "haspart", "comment", "review", "relatedlink", "ispartof", "mentions", "citation", "isbasedon")
)
_DEEPEST_JSON: Final = 12
_MOST_JSON: Final = 20_000
_META_NAMES: Final = (
    *("article:published_time", "article:published", "og:published_time", "og:article:published_time"),
    *("datepublished", "date_published", "publishdate", "publish_date", "publish-date", "publisheddate", "pubdate"),
    *("publication_date", "publicationdate", "published", "published_at", "published_time", "article:publicationdate"),
    *("article.published", "article:post_date", "article.created", "article:created_time", "article_date_original"),
    *("citation_publication_date", "citation_date", "parsely-pub-date", "sailthru.date", "cxenseparse:publishtime"),
    *("dc.date.issued", "dc.date.published", "dc.date.created", "dcterms.issued", "dcterms.created", "dcterms.date"),
    *(
        "dc.date",
        "dc:date",
        "dc.created",
        "date",
        "datecreated",
        "created",
        "doc_date",
        "displaydate",
        "originalpublicationdate",
    ),
    *("rnews:datepublished", "shareaholic:article_published_time", "gentime", "bt:pubdate", "weibo: article:create_at"),
)
_URL_DAY: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/._]?)([01]\d|[1-9](?=\2\d))\2([0-3]?\d)(?!\d)")
_PUBLISHED: Final = re.compile(r"publi|posted|entry-date|post-date|article-date|dateline|byline|date", re.IGNORECASE)
_PUBLISHED_LINE: Final = re.compile(
    r"(?:first )?(?:published|publié|publicado|posted|written|updated|veröffentlicht|erschienen|stand|by|von|par)\b",
    re.IGNORECASE,
)
_OF_SITE: Final = re.compile(r"©|\(c\)|copyright|rights|rechte", re.IGNORECASE)
_UPDATED: Final = re.compile(r"updat|modif|aktualisi|mis à jour|actualiz|обновлен", re.IGNORECASE)
# The longest line beside a title that may be read as its date, in words.
_LONGEST_LINE: Final = 25
_LINES_BEFORE: Final = 3
_LINES_AFTER: Final = 6
_NO_AUTHOR: Final = re.compile(
    r"(?:https?://|www\.).*|admin(?:istrator)?|root|user|editor(?:s|ial)?|editorial (?:staff|team|board)|staff(?: \w+)?"
    r"|newsroom|news ?desk|redaktion|die redaktion|redakcja|redacción|redaccion|redazione|rédaction|la rédaction"
    r"|webmaster|author|autor|anonymous|unknown|guest|default|share|follow|subscribe|login|log in|sign in|read more"
    r"|view all posts|about the author|more from.*|contact|print|comments?|none|null|n/a|[\W\d_]*",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(
    r"related|teaser|recommend|sidebar|widget|comment|footer|nav|promo|popular|trending|card|more", re.IGNORECASE
)
_PERSON: Final = re.compile(r"aut[h]?or|/by/|profil|people|person|staff|redaktion|writer|byline", re.IGNORECASE)
# A link of so many words is a headline, not the name of a section or a person.
_HEADLINE: Final = 4
_NO_DATES: Final = frozenset((COMMENTS, FORMS, HIDDEN))
# The most time elements of a page that are looked at: each is compared with all that surrounds it.
_MOST_TIMES: Final = 40
_LONGEST_AUTHOR: Final = 150


def published(page: Any, blocks: Sequence[VisibleBlock], title: str, url: str, guess: Callable[[], str]) -> str:
    """Return when a page (an lxml tree) says that its article was published, as ISO 8601, or "".

    Args:
        page: the page.
        blocks: its visible text.
        title: of the article.
        url: the address of the page.
        guess: finds a date anywhere in the page; it is used where it is the only day that the lines of the page name.
    """
    for source in (_of_json, _of_meta, _of_microdata):
        for stated in source(page):
            if day := iso_date(stated):
                return day
    return _of_time(page) or _of_url(url) or _beside_title(blocks, title) or _confirmed(guess(), blocks)


def known_author(author: str, source: str, url: str) -> str:
    """Return `author`, or "" where it is the name of the site, an address, a role, or the text of a button."""
    names = [name.strip() for name in author.split(";")]
    site = {_letters(source), _letters(re.sub(r"\A(?:https?://)?(?:www\.)?([^/]*?)(?:\.\w+)?(?:/.*)?\Z", r"\1", url))}
    kept = [name for name in names if not _NO_AUTHOR.fullmatch(name) and _letters(name) not in site]
    return "; ".join(kept) if kept and len(author) <= _LONGEST_AUTHOR else ""


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", fold(name))


def _of_json(page: Any) -> Iterator[str]:
    """Yield the dates of publication in the JSON-LD of a page: of articles first, then of pages, then of others."""
    found: list[tuple[int, str]] = []
    for script in page.iterfind(".//script[@type]"):
        if "ld+json" not in script.get("type").lower():
            continue
        text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            # Such as one with a comma too many.
            found += [(3, stated) for stated in re.findall(r'"datePublished"\s*:\s*"([^"]{4,60})"', text)[:1]]
            continue
        found += [_dated(one) for one in islice(_objects(data), _MOST_JSON)]
    yield from (stated for _, stated in sorted(found, key=lambda one: one[0]) if stated)


def _dated(one: dict[str, Any]) -> tuple[int, str]:
    stated = next((value for name in ("datePublished", "dateCreated") if isinstance(value := one.get(name), str)), "")
    kinds = one.get("@type")
    names = {str(kind).rpartition("/")[2].lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}
    return (0 if names & _ARTICLES else 1 if names & _PAGES else 2), stated


def _objects(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON-LD, the outer ones first, without those that list other articles."""
    if depth > _DEEPEST_JSON:
        return
    if isinstance(data, list):
        for one in data:
            yield from _objects(one, depth + 1)
    elif isinstance(data, dict):
        yield data
        for name, value in data.items():
            if isinstance(value, dict | list) and name.lower() not in _OTHERS:
                yield from _objects(value, depth + 1)


def _of_meta(page: Any) -> Iterator[str]:
    stated: dict[str, str] = {}
    for element in page.iter("meta"):
        content = element.get("content")
        for attribute in ("property", "name", "itemprop", "pubdate"):
            if content and (name := element.get(attribute)):
                stated.setdefault(name.strip().lower(), content)
    yield from (stated[name] for name in _META_NAMES if name in stated)


def _of_microdata(page: Any) -> Iterator[str]:
    stated = (one for one in page.iterfind(".//*[@itemprop]") if "datePublished" in one.get("itemprop").split())
    for element in islice(stated, _MOST_TIMES):
        if not _is_of_other(element):
            yield element.get("datetime") or element.get("content") or _text(element)


def _of_time(page: Any) -> str:
    """Return the date of the time element that is this article's, or ""."""
    own = [
        element
        for element in islice(page.iter("time", "abbr"), _MOST_TIMES)
        if (element.tag == "time" or "published" in (element.get("class") or "")) and not _is_of_other(element)
    ]
    own.sort(key=lambda one: one.get("pubdate") is None and _PUBLISHED.search(one.get("class") or "") is None)
    for element in own:
        if _UPDATED.search(element.get("class") or ""):
            continue
        for stated in (element.get("datetime"), element.get("title"), _text(element)):
            if stated and (day := iso_date(stated)):
                return day
    return ""


def _is_of_other(element: Any) -> bool:
    """Return whether an element belongs to a teaser, a comment, or another article than that of the page.

    It belongs to the article if what it stands in has the heading of the page, before it has a headline of its own.
    """
    for around in element.iterancestors():
        if around.tag in ("nav", "aside", "footer", "a", "li"):
            return True
        if any(True for _ in around.iter("h1")) or around.tag in ("body", "html"):
            return False
        names = f"{around.get('class') or ''} {around.get('id') or ''}"
        if (around.tag == "article" and not _is_only_article(around)) or _ASIDE.search(names) or _has_headline(around):
            return True
    return False


def _is_only_article(element: Any) -> bool:
    page = element.getroottree()
    return sum(1 for _ in page.iter("article")) == 1 and page.find(".//h1") is None


def _has_headline(around: Any) -> bool:
    """Return whether there is the headline of a teaser in an element: a heading, or words that link to a page."""
    return any(
        element.tag != "a" or (_PERSON.search(_link(element)) is None and len(_text(element).split()) >= 2)
        for element in around.iter("a", "h2", "h3", "h4", "h5", "h6")
    )


def _link(element: Any) -> str:
    return f"{element.get('rel') or ''} {element.get('class') or ''} {element.get('href') or ''}"


def _text(element: Any) -> str:
    return "".join(islice(element.itertext(), 20))


def _of_url(url: str) -> str:
    """Return the day in an address, such as …/2025/03/04/…, or ""."""
    for found in _URL_DAY.finditer(url.partition("://")[2].partition("?")[0]):
        if found[2] or len(found[0]) == 8:
            day = iso_date(f"{found[1]}-{found[3]}-{found[4]}")
            if day:
                return day
    return ""


def _beside_title(blocks: Sequence[VisibleBlock], title: str) -> str:
    """Return the first day in the lines beside the title of an article, or "" when there is none.

    They end where its text begins, and are not in a menu, a teaser or a comment.
    """
    wanted = fold(flatten(title))
    for number, block in enumerate(blocks):
        if wanted and block.region in (BODY, HEADERS) and fold(block.text) == wanted and block.mark.startswith("#"):
            after = _lines(blocks, range(number + 1, min(number + 1 + _LINES_AFTER, len(blocks))))
            before = _lines(blocks, range(number - 1, max(number - 1 - _LINES_BEFORE, -1), -1), of_teasers=False)
            for line in (*after, *before):
                days = list(days_in(line))
                if days and not _UPDATED.search(line[: line.find(days[0][:4]) if days[0][:4] in line else None]):
                    return days[0]
            return ""
    return ""


def _lines(blocks: Sequence[VisibleBlock], places: Iterable[int], *, of_teasers: bool = True) -> Iterator[str]:
    """Yield the lines at these places, up to the first paragraph or heading; those of teasers as well if asked for."""
    for number in places:
        block = blocks[number]
        is_text = block.is_prose and not _PUBLISHED_LINE.match(block.text)
        if len(block.words) > _LONGEST_LINE or block.mark.startswith("#") or is_text:
            return
        if block.region in (BODY, HEADERS) and (of_teasers or not _is_of_teaser(blocks, number)):
            yield block.text


def _is_of_teaser(blocks: Sequence[VisibleBlock], number: int) -> bool:
    """Return whether a line stands beside a headline that links to its article."""
    return any(
        block.linked > len(block.words) / 2 and (len(block.words) >= _HEADLINE or block.mark.startswith("#"))
        for block in (*blocks[max(0, number - 1) : number], *blocks[number + 1 : number + 2])
    )


def _confirmed(guess: str, blocks: Sequence[VisibleBlock]) -> str:
    """Return `guess` if it is the only day in the short lines of a page that belong to no teaser; "" if it is not."""
    day = iso_date(guess)[:10]
    if not day:
        return ""
    short = re.compile(rf"(?<!\d)0?{int(day[8:])}\.\s?0?{int(day[5:7])}\.\s?{day[2:4]}(?!\d)")
    days: set[str] = set()
    for number, block in enumerate(blocks):
        is_line = len(block.words) <= _LONGEST_LINE and not block.linked and block.region not in _NO_DATES
        is_of_site = _OF_SITE.search(block.text) is not None
        if is_line and not is_of_site and not _is_of_teaser(blocks, number):
            days.update(days_in(block.text) if not short.search(block.text) else (day,))
    return day if days == {day} else ""
