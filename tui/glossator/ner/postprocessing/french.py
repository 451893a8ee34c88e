"""Rules for the start of names in French, where pipelines of French leave titles and articles."""

from dataclasses import replace
from typing import Final

import regex

from glossator.domain.annotation import Suggestion
from glossator.ner.postprocessing.rule import NAMES
from glossator.text.span import Span

_PERSONS: Final = frozenset({"PERSON", "PER"})
_ADDRESS: Final = regex.compile(
    r"""(?x)(?:
      (?:MM?|Mmes?|Mlles?|Mgr|Me|Dr|Pr)\.?
      | (?i:monsieur|messieurs|madame|mesdames|mademoiselle|maître|monseigneur)
      | (?i:docteur|professeur|abbé|père|sœur|cardinal|archevêque|évêque)
      | (?i:maréchal|général|colonel|commandant|capitaine|lieutenant|sergent|amiral|préfet)
      | (?i:président|ministre|sénateur|député|maire|juge|procureur|ambassadeur)e?
    )\s+(?=\p{Lu})"""
)
# Small letters only: with a capital it belongs to the name, as in Le Havre and La Rochelle.
_ARTICLE: Final = regex.compile(r"(?:l['’]|(?:les?|la|du|des|aux?)\s+)(?=\p{Lu})")


def without_french_address(text: str, one: Suggestion) -> Suggestion:
    """Remove forms of address, ranks and titles from the start of a person: M., Mme, docteur, général."""
    if one.label not in _PERSONS:
        return one
    start = one.span.start
    while (address := _ADDRESS.match(text, start, one.span.end)) is not None:
        start = address.end()
    return one if start == one.span.start else replace(one, span=Span(start, one.span.end))


def without_french_article(text: str, one: Suggestion) -> Suggestion:
    """Remove an article in small letters from the start of a name, also one joined with a preposition: l’, la, du."""
    article = _ARTICLE.match(text, one.span.start, one.span.end) if one.label in NAMES else None
    return one if article is None else replace(one, span=Span(article.end(), one.span.end))
