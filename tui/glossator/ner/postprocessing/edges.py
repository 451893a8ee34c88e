"""Rules for the start and end of names: articles, possessives, forms of address, and other words beside them."""

from dataclasses import replace
from typing import Final

import regex

from glossator.domain.annotation import Suggestion
from glossator.domain.lexicon import AMOUNTS
from glossator.ner.postprocessing.rule import AROUND, NAMES
from glossator.text.lexical import lexical_form
from glossator.text.span import Span

_ARTICLE: Final = regex.compile(r"(?i:the|an?)\s+(?=\S)")
_IN_A_SENTENCE: Final = regex.compile(r"(?r)[\w,;][”’\"')\]]?[^\S\n]+")
_NAMES_WITH_ARTICLE: Final = frozenset({"Hague"})
_POSSESSIVE: Final = regex.compile(r"['’][sS]\Z|(?<=[sS])['’]\Z")
_NAMES_WITH_POSSESSIVE: Final = frozenset(
    {"christie's", "denny's", "domino's", "hardee's", "kellogg's", "kohl's", "levi's", "lloyd's", "lowe's", "macy's"}
    | {"mcdonald's", "men's", "moody's", "nando's", "sainsbury's", "sotheby's", "standard & poor's", "wendy's"}
)


def without_article(text: str, one: Suggestion) -> Suggestion:
    """Remove “the”, “a” and “an” from the start, unless it belongs to the name.

    It does if it has a capital in the middle of a sentence (wrote The Meridian), here or nearby, in the title of a
    work, and in “The Hague”. “A” and “an” stay in amounts and times: a week is one week.
    """
    article = _ARTICLE.match(text, one.span.start, one.span.end)
    if article is None:
        return one
    word, name = article.group().split()[0], text[article.end() : one.span.end]
    if one.label in AMOUNTS:
        keep = word.casefold() != "the"
    else:
        keep = word[0].isupper() and (
            one.label == "WORK_OF_ART"
            or lexical_form(name) in _NAMES_WITH_ARTICLE
            or occurs_mid_sentence(text, one.span)
        )
    return one if keep else replace(one, span=Span(article.end(), one.span.end))


def occurs_mid_sentence(text: str, span: Span) -> bool:
    """Return whether the text at `span` occurs nearby in the middle of a sentence, with the same capitals."""
    words = _POSSESSIVE.sub("", span.of(text))
    reach = max(0, span.start - AROUND)
    end = span.end + AROUND
    place = text.find(words, reach, end)
    while place >= 0:
        if _IN_A_SENTENCE.match(text, max(0, place - 10), place) and not words.isupper():
            return True
        place = text.find(words, place + 1, end)
    return False


def without_possessive(text: str, one: Suggestion) -> Suggestion:
    """Remove a possessive ’s, or the apostrophe of a plural, from the end, except from names such as Lloyd’s."""
    words = one.span.of(text)
    mark = _POSSESSIVE.search(words)
    if mark is None or mark.start() == 0 or words.replace("’", "'").casefold() in _NAMES_WITH_POSSESSIVE:
        return one
    return replace(one, span=Span(one.span.start, one.span.start + mark.start()))


_OWNER: Final = regex.compile(r"(?i:its|his|her|their|our|my|your)\s+(?=\p{Lu})")
_LOOSE_END: Final = regex.compile(
    r"(?:[\s,;:]+|\s(?:in|of|at|on|for|to|from|by|with|and|or|the|a|an|[cdjlmnst]['’]))+\Z"
)
_NO_TIME: Final = regex.compile(r"(?i:since|until|till|by|within|during|before|after)\s+(?=\S)")


def without_ragged_edges(text: str, one: Suggestion) -> Suggestion:
    """Remove words and marks of the sentence: Its (Foreign Office), (Kharlachi) in, a comma, an unpaired bracket.

    From times, remove since, until, by and the like.
    """
    start, end = one.span.start, one.span.end
    if one.label in ("DATE", "TIME"):
        before = _NO_TIME.match(text, start, end)
        return replace(one, span=Span(before.end(), end)) if before else one
    if one.label not in NAMES:
        return one
    owner = _OWNER.match(text, start, end)
    if owner is not None and not (text[start].isupper() and occurs_mid_sentence(text, one.span)):
        start = owner.end()
    words = text[start:end]
    opened, closed = words.find("("), words.find(")")
    if opened > 0 and closed < 0:
        end = start + opened
    elif closed > 0 and opened < 0:
        end = start + closed
    loose = _LOOSE_END.search(text, start, end)
    if loose is not None and loose.start() > start:
        end = loose.start()
    return one if (start, end) == (one.span.start, one.span.end) else replace(one, span=Span(start, end))


ADDRESS: Final = regex.compile(
    r"""(?x)(?:
      (?:Mr|Mrs|Ms|Mx|Dr|Prof|Gen|Lt|Col|Maj|Capt|Cmdr|Sgt|Cpl|Adm|Brig|Rev|Fr|Hon|Sen|Rep|Gov|Amb|Eng|Adv)\.?
      | Miss | Professor | Sir | Dame | Lord | Lady | (?:Crown\ )?Prince(?:ss)? | King | Queen | Emperor | Empress
      | Sultan | Emir | Pope | Cardinal | Archbishop | Bishop | Reverend | Father | Rabbi
      | (?:Grand\ )?Ayatollah | Mullah | Maulana | Maulvi | Mawlawi | Molvi | Imam | Mufti | Haji | Hajji | Qari
      | (?:Lieutenant|Major|Brigadier|Colonel)[\ -]General | Lieutenant[\ -]Colonel | (?:Vice|Rear)[\ -]Admiral
      | General | Colonel | Major | Captain | Commander | Lieutenant | Sergeant | Corporal | Admiral | Brigadier
      | (?:Field\ |Air\ )?Marshal | Inspector | Constable | Sheriff | Senator | Congressman | Congresswoman
      | (?:Vice\ |Deputy\ )?(?:President|Premier|Chancellor|Minister) | (?:Deputy\ )?Prime\ Minister | Governor | Mayor
      | Judge | Justice | Ambassador
    )\s+(?=\p{Lu})"""
)
"""Matches a form of address, rank or title before a name."""


def without_address(text: str, one: Suggestion) -> Suggestion:
    """Remove forms of address, ranks and titles from the start of a person: Mullah, Colonel, Sir, Emir, President."""
    if one.label != "PERSON":
        return one
    start = one.span.start
    while (address := ADDRESS.match(text, start, one.span.end)) is not None:
        start = address.end()
    return one if start == one.span.start else replace(one, span=Span(start, one.span.end))


_KIND: Final = regex.compile(
    r"""(?x)(?:\s(?:border|capital|northern|southern|eastern|western|central))*
    \s(?:province|district|county|region|state|city|town|village|valley|border|frontier|crossing|checkpoint|gate|port
      | airport|airbase|river|government|regime|ministry|army|police|forces?|troops|militants?|fighters?|rebels?
      | positions|officials?|newspaper|daily|magazine|website|agency|airline|van|truck|lorry|car|jeep|bus|jet|plane
      | drone|helicopter|ship|tanker)s?\Z"""
)


def without_type_word(text: str, one: Suggestion) -> Suggestion:
    """Remove the lower-case word for the type of thing after a name: Khyber district, Reuters agency."""
    kind = _KIND.search(text, one.span.start, one.span.end) if one.label in NAMES else None
    return one if kind is None else replace(one, span=Span(one.span.start, kind.start()))
