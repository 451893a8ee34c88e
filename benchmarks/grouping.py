"""How many names of one entity the rules for groups join, and how many of those that they join are of one entity.

python -m benchmarks.grouping [--half first|second] FOLDER ...

Each folder holds articles whose named mentions are annotated with their entity: CoNLL-U with `Entity=` in the last
column as in GUM, JSON as in DWIE (an article a file), or JSON as in DocRED (a list of articles). Counted are pairs of
different names in one article, for all rules together and for each rule by itself. The figures are counts, so they are
the same on every run.
"""

import argparse
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, zip_longest
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from glossator.matching.entity_groups import group_mentions
from glossator.matching.name_rules import GroupReason, NamedMention
from glossator.text.names import bare_name, name_key

_AFTER: Final = 100
_DOCRED: Final = {"PER": "PERSON", "ORG": "ORG", "LOC": "GPE", "MISC": "MISC"}
_GUM: Final = {"person": "PERSON", "organization": "ORG", "place": "GPE"}
# What starts with such a word and “of”, or ends in one, is an office and no name.
_OFFICES: Final = re.compile(
    "attorney|chair|counsel|director|emperor|fellow|general|governor|leader|major|member|minister|poet|president"
    "|professor|secretary|senators?|sir|speaker|student"
)
# Words inside the names of organisations and places.
_INSIDE: Final = frozenset({"of", "the", "&", "for", "de", "-"})
_OPENED: Final = re.compile(r"\(([^()]+)|(\d+)\)")


class GoldMention(NamedTuple):
    """A named mention: its words, its type, the id of its entity in the article, and the text that follows."""

    quote: str
    label: str
    entity: str
    after: str


_Article: TypeAlias = Sequence[GoldMention]
# Two different names in one article.
_Pair: TypeAlias = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """Pairs of names: joined by the rules, of one entity, and both."""

    joined: int
    wanted: int
    right: int

    @property
    def precision(self) -> float:
        """Return the share of the joined pairs that are of one entity."""
        return self.right / self.joined if self.joined else 1.0

    @property
    def recall(self) -> float:
        """Return the share of the pairs of one entity that are joined."""
        return self.right / self.wanted if self.wanted else 1.0


def read_articles(folder: Path, half: str | None = None) -> Iterator[_Article]:
    """Yield the articles of a folder, or those of one half of it, chosen by a hash of their names."""
    for path in sorted(folder.iterdir()):
        if path.suffix == ".conllu":
            found: Iterable[tuple[str, _Article]] = [(path.stem, read_conllu(path.read_text("utf-8")))]
        elif path.suffix == ".json":
            found = _read_json(path)
        else:
            continue
        for name, article in found:
            if half is None or half == ("first", "second")[zlib.crc32(name.encode()) % 2]:
                yield article


def read_conllu(text: str) -> _Article:
    """Return the named mentions of an article in CoNLL-U.

    A mention is the run of proper nouns around its head, with the words that join them, as a pipeline would mark it.
    Offices without a name are left out.
    """
    words: list[tuple[str, bool, bool]] = []
    open_spans: dict[str, list[tuple[int, Sequence[str]]]] = defaultdict(list)
    spans: list[tuple[int, int, Sequence[str]]] = []
    for line in text.splitlines():
        columns = line.split("\t")
        if len(columns) != 10 or not columns[0].isdecimal():
            continue
        misc = dict(part.split("=", 1) for part in columns[9].split("|") if "=" in part)
        words.append((columns[1], columns[3] == "PROPN", misc.get("SpaceAfter") != "No"))
        for opened, closed in _OPENED.findall(misc.get("Entity", "")):
            fields = opened.split("-")
            if opened:
                open_spans[fields[0]].append((len(words) - 1, fields))
            else:
                fields = [closed]
            if closed or misc["Entity"].partition(f"({opened}")[2].startswith(")"):
                start, kept = open_spans[fields[0]].pop()
                spans.append((start, len(words), kept))
    found: dict[tuple[int, int], GoldMention] = {}
    for start, end, fields in sorted(spans, key=lambda span: span[0] - span[1]):
        label = _GUM.get(fields[1])
        heads = [int(number) for number in fields[5].split(",") if number.isdecimal()] if label else []
        if not heads or start + heads[0] > end or not any(words[start + number - 1][1] for number in heads[:1]):
            continue
        run = _run_of_names(words, start + heads[0] - 1, start, end)
        name = [word.lower() for word, *_ in words[slice(*run)]]
        if label == "PERSON" and (_OFFICES.fullmatch(name[-1]) or (_OFFICES.fullmatch(name[0]) and name[1] == "of")):
            continue
        found[run] = GoldMention(
            _joined(words[slice(*run)]), label or "", fields[0], _joined(words[run[1] : run[1] + 20])
        )
    return [found[span] for span in sorted(found)]


def _run_of_names(words: Sequence[tuple[str, bool, bool]], head: int, start: int, end: int) -> tuple[int, int]:
    """Return the first and the last but one word of the run of proper nouns around `head`, within a mention."""
    first = last = head
    while first > start and words[first - 1][1]:
        first -= 1
    while last + 1 < end:
        step = next((step for step in (1, 2, 3) if last + step < end and words[last + step][1]), None)
        between = [word.lower() for word, *_ in words[last + 1 : last + (step or 1)]]
        if step is None or any(word not in _INSIDE for word in between):
            break
        last += step
    return first, last + 1


def _joined(words: Sequence[tuple[str, bool, bool]]) -> str:
    return "".join(word + " " * spaced for word, _, spaced in words).rstrip()


def _read_json(path: Path) -> Iterator[tuple[str, _Article]]:
    data = json.loads(path.read_text("utf-8"))
    if isinstance(data, list):
        for article in data:
            yield article["title"], list(_docred(article))
    elif "concepts" in data:
        yield path.stem, list(_dwie(data))


def _docred(article: Mapping[str, Any]) -> Iterator[GoldMention]:
    for number, entity in enumerate(article["vertexSet"]):
        for mention in entity:
            if mention["type"] in _DOCRED:
                words = article["sents"][mention["sent_id"]]
                start, end = mention["pos"]
                quote, after = " ".join(words[start:end]), " ".join(words[end : end + 20])
                yield GoldMention(quote, _DOCRED[mention["type"]], str(number), " " + after.replace("( ", "("))


def _dwie(article: Mapping[str, Any]) -> Iterator[GoldMention]:
    """Yield the mentions; the texts are not part of DWIE, so what follows is known only where it is an acronym."""
    tags = {concept["concept"]: set(concept["tags"]) for concept in article["concepts"]}
    mentions = sorted(article["mentions"], key=lambda mention: mention["begin"])
    for mention, following in zip_longest(mentions, mentions[1:]):
        of = tags[mention["concept"]]
        label = next((label for tag, label in _DWIE if tag in of), None)
        if label is not None:
            beside = following is not None and following["begin"] == mention["end"] + 2
            after = f" ({following['text']})" if following is not None and beside else ""
            yield GoldMention(mention["text"], label, str(mention["concept"]), after)


_DWIE: Final = (
    ("type::person", "PERSON"),
    ("type::gpe0-x", "NORP"),
    ("type::organization", "ORG"),
    ("type::location", "GPE"),
    ("type::event", "EVENT"),
)


def pairs_of(articles: Sequence[_Article]) -> tuple[set[_Pair], dict[_Pair, str]]:
    """Return the pairs of names that are of one entity, and those that are joined, each with the rules that did it."""
    wanted: set[_Pair] = set()
    joined: dict[_Pair, str] = {}
    for number, article in enumerate(articles):
        by_entity: defaultdict[str, set[str]] = defaultdict(set)
        for mention in article:
            by_entity[mention.entity].add(_name(mention.quote))
        for names in by_entity.values():
            wanted.update((number, one, other) for one, other in combinations(sorted(names), 2))
        mentions = [
            NamedMention(place, number, one.quote, one.label, None, one.after[:_AFTER])
            for place, one in enumerate(article)
        ]
        for group in group_mentions(mentions):
            reasons: dict[str, GroupReason] = {}
            for member in group.members:
                reasons[_name(member.quote)] = member.reason
            for one, other in combinations(sorted(reasons), 2):
                why = sorted({reasons[one], reasons[other]} - {GroupReason.SAME}) or [GroupReason.SAME]
                joined[number, one, other] = " + ".join(why)
    return wanted, joined


def _name(quote: str) -> str:
    return name_key(bare_name(quote))


def counts_by_rule(wanted: set[_Pair], joined: Mapping[_Pair, str]) -> dict[str, Counts]:
    """Return the counts of all rules, and of the pairs that each joins; the recall of one rule is its share of it."""
    found = {"all rules": Counts(len(joined), len(wanted), len(wanted & joined.keys()))}
    for rule in sorted(set(joined.values())):
        pairs = {pair for pair, why in joined.items() if why == rule}
        found[rule] = Counts(len(pairs), len(wanted), len(wanted & pairs))
    return found


def main() -> None:
    """Print a line for each folder and rule."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", metavar="FOLDER", nargs="+", type=Path)
    parser.add_argument("--half", choices=("first", "second"), help="half of the articles to count (default: all)")
    parser.add_argument("--wrong", action="store_true", help="list the pairs that are joined and of two entities")
    parser.add_argument("--missed", action="store_true", help="list the pairs of one entity that are not joined")
    options = parser.parse_args()
    print("| texts | rule | joined | right | precision | recall |\n| --- | --- | --- | --- | --- | --- |")
    for folder in options.folders:
        articles = list(read_articles(folder, options.half))
        wanted, joined = pairs_of(articles)
        for rule, counts in counts_by_rule(wanted, joined).items():
            print(
                f"| {folder.name} ({len(articles)}) | {rule} | {counts.joined} | {counts.right} "
                f"| {counts.precision:.3f} | {counts.recall:.3f} |"
            )
        for pair in sorted(joined.keys() - wanted) if options.wrong else ():
            print("wrong", *pair, joined[pair], sep="\t")
        for pair in sorted(wanted - joined.keys()) if options.missed else ():
            print("missed", *pair, sep="\t")


if __name__ == "__main__":
    main()
