"""Words that are divided at the end of a line: whether the hyphen belongs to the word."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from glossator.formats.documents.pdf.known_words import known_words


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SOFT: Final = "\u00ad"
_DIVIDED: Final = re.compile(r"\w([-\u2010\u00ad])$")
_RANGE: Final = re.compile(r"\w[–-]$")
_LAST: Final = re.compile(r"([^\W\d_]+)[-\u2010]$")
_FIRST: Final = re.compile(r"[^\W\d_]+")
_TOKEN: Final = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
# A part of a token with one of these is an address, in which a hyphen is a sign like any other.
_ADDRESS: Final = re.compile(r"(?:://|www\.|@)\S*$")
_BROKEN_ADDRESS: Final = re.compile(r"(?:://|www\.)(?:\S*[/._?=&#%@])?$|\w@$")
# Beginnings of words that do not stand alone: with a word after them that does, they are written with a hyphen.
_PREFIXES: Final = _words(
    """
    afro anglo anti arch bi co counter cross crypto de eco euro ex extra franco hyper indo inter intra macro
    mega micro mid mini multi neo non pan post pre pro pseudo quasi re russo self semi sino sub super trans
    tri ultra un vice
    """
)
# Particles of names, after which a name has a hyphen.
_PARTICLES: Final = _words("abd abu ad al an ar as ash at az ben bin el il ould saint st ud ul ur us")
# Ends of words that are no words themselves.
_ENDINGS: Final = _words(
    """
    able ably ally ance ances ancy aries ary ation ational ations ative atives ber bers bing cation cations
    ced cial cian cians ded der ders ding dings dom edly ence ences encies ency ened eners ening eous erly
    ern ery est ful fully ged ger gers ging hood ial ially ible ibly ical ically ied ier ies iest ified
    ifies ify ing ingly ings ious ise ised ises ising ism isms ist istic ists ities ition itions ity ize
    ized izes izing ker kers lar lars ler lers lessly ling lings ly ment mental ments mer mers ming ned ner
    ners ness nesses ning nings ories ory ous per pers ping pings ration rations red ring rings sation
    sations sed ship ships sing sion sional sions sive sives ster sters sure sures ted ter ters tial tic
    tical tically tics tion tional tions tive tives tor tors ture tures ual ually ular ulate ulated ulation
    uous ured uring ved zation zations
    """
)
# Characters of the longest word, or address, that is looked at.
_LONGEST: Final = 200
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
        # A paragraph may be long, and only its last word matters.
        ending = before[-_LONGEST:]
        divided = _DIVIDED.search(before[-2:])
        if divided is None or not (after[:1].isalnum() or (divided[1] == _SOFT and after[:1].strip())):
            close = (_RANGE.search(before[-2:]) and after[:1].isdigit()) or (
                _BROKEN_ADDRESS.search(ending) and after[:1].isalnum() and after[:1].islower()
            )
            return f"{before}{after}" if close else f"{before} {after}"
        if divided[1] != _SOFT and not self._is_division(ending, after):
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
                after_division = _DIVIDED.search(line[-2:]) is not None
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
