"""Words that are divided at the end of a line: whether the hyphen belongs to the word."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from glossator.formats.documents.pdf.known_words import known_words

_SOFT: Final = "\u00ad"
_DIVIDED: Final = re.compile(r"\w([-\u2010\u00ad])$")
_RANGE: Final = re.compile(r"\d[–-]$")
_LAST: Final = re.compile(r"([^\W\d_]+)[-\u2010]$")
_FIRST: Final = re.compile(r"[^\W\d_]+")
_TOKEN: Final = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
# A part of a token with one of these is an address, in which a hyphen is a sign like any other.
_ADDRESS: Final = re.compile(r"(?:://|www\.|@)\S*$")
# Beginnings of words that do not stand alone: with a word after them that does, they are written with a hyphen.
_PREFIXES: Final = frozenset(
    "anti pro non ex pre post semi quasi neo pan co re multi counter cross mid self vice un ultra inter intra trans pseudo"
    " crypto eco euro afro anglo franco sino russo indo mega mini micro macro bi tri de sub super extra hyper arch".split()
)
# Particles of names, after which a name has a hyphen.
_PARTICLES: Final = frozenset("al el ad ar as ash at az an ul ur ud us il abd abu bin ben ould saint st".split())
# Ends of words that are no words themselves.
_ENDINGS: Final = frozenset(
    "ment ments mental tion tions tional sion sions sional cation cations ration rations zation zations sation sations"
    " ation ations ition itions ness nesses ing ings ting tings ning nings ding dings ring rings ling lings ping pings"
    " king sing ging bing ming ied ies ier iest ous ious eous uous able ible ably ibly ity ities ties ance ances ence"
    " ences ency encies ancy ary ery ory ories aries tive tives sive sives ative atives tial cial cian cians ial ual"
    " ually ially ally edly ingly fully lessly ment's ship ships hood dom ism isms ist ists istic ize izes ized izing ise"
    " ises ised ising ify ified ifies fied fies ture tures sure sures tor tors ter ters der ders ber bers ner ners mer"
    " mers ler lers per pers ger gers ker kers ster sters tic tics tical tically ical ically ted ded led ned ced sed ged"
    " ved red ter's ern erly est ened ening eners ured uring ular ulate ulated ulation lar lars ly".split()
)
# Inflections, of which one form shows that another exists.
_INFLECTIONS: Final = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "n", "en", "e", "al", "ment", "ments")
# Divided words that must have been joined before others are joined without evidence of their own, and their share.
_MANY: Final = 4
_SHARE: Final = 0.75


class Hyphens:
    """Joins the lines of a document, with its own words as the evidence."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Take the words of all `lines`, in reading order; they are only looked at when a word is divided."""
        self._lines = lines
        self._counts: Counter[str] | None = None
        self._removed = self._kept = 0
        self.words_joined = 0

    def join(self, before: str, after: str) -> str:
        """Return two lines of a paragraph as one text."""
        divided = _DIVIDED.search(before)
        if divided is None or not (after[:1].isalnum() or (divided[1] == _SOFT and after[:1].strip())):
            return f"{before}{after}" if _RANGE.search(before) and after[:1].isdigit() else f"{before} {after}"
        if divided[1] != _SOFT and not self._is_division(before, after):
            return f"{before}{after}"
        self.words_joined += 1
        return f"{before[:-1]}{after}"

    def _is_division(self, before: str, after: str) -> bool:
        """Whether the hyphen between two lines only divides a word."""
        last, first = _LAST.search(before), _FIRST.match(after)
        if last is None or first is None or _ADDRESS.search(before):
            return False
        one, other = last[1], first[0]
        capitals = one.isupper() and other.isupper() and len(one) > 1
        if other[0].isupper() and not capitals:
            return False
        # In "state-of-the-" the hyphen is one of several.
        if before[: last.start()].endswith(("-", "\u2010")) or after[first.end() : first.end() + 1] in ("-", "\u2010"):
            return self._evidence(one.lower(), other.lower(), among_others=True)
        return self._evidence(one.lower(), other.lower(), among_others=False)

    def _evidence(self, one: str, other: str, *, among_others: bool) -> bool:
        counts = self._words()
        whole = one + other
        together, apart = counts[whole], counts[f"{one}-{other}"]
        if together != apart:
            divided = together > apart
        elif self._exists(whole):
            divided = True
        elif among_others or one in _PARTICLES or len(one) == 1:
            divided = False
        elif other in _ENDINGS:
            divided = True
        elif self._exists(other) and (self._exists(one) or one in _PREFIXES):
            divided = False
        else:
            # Where most words are divided for the sake of the line, so is one of which nothing is known, unless its
            # second part is a word.
            return (
                not self._exists(other)
                and self._removed >= _MANY
                and self._removed >= _SHARE * (self._removed + self._kept)
            )
        self._removed += divided
        self._kept += not divided
        return divided

    def _words(self) -> Counter[str]:
        """Return how often each word is in the document, also with hyphens; without what is divided by a line."""
        if self._counts is None:
            self._counts = Counter()
            after_division = False
            for line in self._lines:
                found = _TOKEN.findall(line.lower().replace("\u2010", "-"))
                if after_division:
                    del found[:1]
                after_division = _DIVIDED.search(line) is not None
                if after_division:
                    del found[-1:]
                self._counts.update(found)
        return self._counts

    def _exists(self, word: str) -> bool:
        """Whether a word is in the document or the lexicon, perhaps in another form."""
        counts, known = self._words(), known_words()
        if word in known or (len(word) > 2 and counts[word]):
            return True
        stems = [word[: -len(end)] for end in _INFLECTIONS if word.endswith(end) and len(word) - len(end) > 3]
        return any(stem in known or stem in counts for stem in stems) or any(
            f"{word}{end}" in counts for end in _INFLECTIONS if len(word) > 3
        )
