"""A workspace to walk in: articles that are easily taken for each other, and texts that are hard to show."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from glossator.domain.article import Article, ArticleDraft, TextFormat
from glossator.store import operations
from glossator.store.operations.entities import link
from glossator.store.operations.versions import carry_over
from glossator.store.pipeline_runs import StoredSuggestion
from glossator.store.workspace import Workspace
from tests.store.scene import add, done, place, ticking
from tests.ui.screens.stage import read_by_machine

# Words of one length can stand for each other, so that texts made of the same lengths break into lines alike.
_WORDS: Final = (
    "a i o",
    "at by in of on to we",
    "ash bay cod eel fog ice jib keg log net oar pen rye sea tar",
    "barn boat crew dock farm gale herd isle kiln lamp mast nets pier quay reef sail tide wind",
    "barge canal cargo dunes ferry grain hatch inlet jetty lodge north ocean pilot ridge sloop tower yacht",
    "anchor beacon butter candle cooper galley harbor island lagoon lumber market oyster rudder timber winter",
    "bollard captain channel coaster current cutters evening fishing freight harvest islands lantern mariner",
)
_BY_LENGTH: Final = {len(words.split()[0]): words.split() for words in _WORDS}
_PARAGRAPHS: Final = 9
_NAMES: Final = ("Vesta Holm", "Bruno Hale", "Tilda Marr", "Osric Vane", "Petra Lisk", "Jonas Wick")
TWINS: Final = ("Ashdown", "Birchley", "Coldharbour", "Dunmore", "Elmstead", "Fernhill")
"""Titles of articles that take the same lines at every width."""

_WIDE: Final = (
    "鹿港の漁師は「静かな時間」を守っている、と田中さんは言った。灯台の光は夜明けまで消えない。\n\n"
    "港の朝は早い。舟が帰ると、魚は坂の町へ運ばれていく。Tide 12 では船が遅れた。\n\n"
    "한국의 등대지기는 겨울 바다를 본다. 바람이 불면 문을 닫고, 차를 끓인다. 🚢 a ship, 🐟 a fish, and 🌊 a wave.\n\n"
) * 3
_HOSTILE: Final = (
    "[red]No markup[/red] and \x1b[31mno colour\x1b[0m: \x9b2J clears nothing, \x07 rings nothing.\n\n"
    "A file called harbour\u202egnp.exe, a soft\u00adhyphenated lighthouse\u00adkeeper, a zero\u200bwidth space.\n\n"
    "Zoe\u0308 and Zoë, e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a stacked, "
    "\ue000 private, a lone \u0301 mark, tab\there.\n\n"
    "پاکستان کے وزیر خارجہ نے کہا کہ بندرگاہ کھلی ہے۔ שלום לכולם from the pier, \u2066isolated\u2069.\n\n"
    "[@click=app.bell]nothing to click[/] $accent {brace} \\[escaped] ]]]][[[[ &amp; <b>bold</b>\n\n"
    + "unbroken" * 60
    + "\n\n\n\nThe end of it."
)
_GUIDE: Final = (
    "# What the harbour asks of a skipper\n\nFour towns signed the pact in 1994, after two winters of blockade.\n\n"
    "## Who sails when\n\nThe herring boats go first. A ferry waits off the mole until Osric Vane gives way.\n\n"
    "- lights are kept by the trust\n- the peace is kept by Petra Lisk\n\n"
    "## Who decides\n\nThe ministry does, and has done so once."
)
# Rewritten but for its last sentence, so that what was said of the rest waits for a place.
_CORRECTED: Final = "Guide, set right.\n\nNothing of it stands as it stood. The ministry does, and has done so once."


@dataclass(frozen=True)
class World:
    """The workspace as it is before the first key.

    Attributes:
        path: the file.
        folder: has files that can be imported: `inbox`, and `note.txt`.
        titles: of the articles, in the order in which they were added.
    """

    path: Path
    folder: Path
    titles: tuple[str, ...]


def make_world(folder: Path) -> World:
    """Make the workspace, and files to import, in `folder`."""
    path = folder / "annotations.db"
    with Workspace(path, ticking("ann"), create=True) as workspace:
        for number, title in enumerate(TWINS):
            _twin(workspace, title, number)
        drafts = (
            ArticleDraft("Short", "One line, and Vesta Holm in it.", source="Slip"),
            ArticleDraft("Stub", "One line, and Bruno Hale in it.", source="Slip"),
            ArticleDraft("Wide", _WIDE, source="港新聞"),
            ArticleDraft("Hostile", _HOSTILE, source="\x1b[31mRed\u202e"),
            ArticleDraft("Long", _long(7), source="Almanac", published_at="2025-07-01"),
            ArticleDraft("Longer", _long(8), source="Almanac", published_at="2025-08-01"),
        )
        for draft in drafts:
            _suggest(workspace, add(workspace, draft))
        guide = add(workspace, ArticleDraft("Guide", _GUIDE, text_format=TextFormat.MARKDOWN))
        _suggest(workspace, guide)
        for words in ("Four towns", "herring boats", "The ministry does"):
            mark = done(workspace, operations.annotate, guide.id, place(guide.text, words), "ORG")
            done(workspace, operations.tag, mark, "pact/parties")
        corrected = add(workspace, ArticleDraft("Guide, corrected", _CORRECTED))
        _suggest(workspace, corrected)
        done(workspace, carry_over, guide.id, corrected.id)
        known = [one for article in workspace.articles() for one in workspace.annotations(article.id)]
        done(workspace, link, [one.id for one in known if one.quote == "Petra Lisk"], "Petra Lisk")
        titles = tuple(article.title for article in workspace.articles())
    inbox = folder / "inbox"
    inbox.mkdir()
    (inbox / "gale.txt").write_text("Gale over the mole\n\nThe lamp of Tilda Marr burned all night.", encoding="utf-8")
    (inbox / "tides.csv").write_text("title,text\nTides,The tables of Jonas Wick are late.\n", encoding="utf-8")
    (folder / "note.txt").write_text("Note left on a door\n\nBack at four. Bruno Hale.", encoding="utf-8")
    return World(path, folder, titles)


def _twin(workspace: Workspace, title: str, number: int) -> None:
    """Add an article that takes as many lines as its twins, with other words; every second ends a word earlier."""
    lengths, words = random.Random(1), random.Random(100 + number)
    paragraphs = []
    for _ in range(_PARAGRAPHS):
        chosen = [words.choice(_BY_LENGTH[lengths.randint(1, 7)]) for _ in range(70)]
        chosen[20:22] = words.choice(_NAMES).split()
        first = " ".join(chosen)
        paragraphs.append(f"{first[0].upper()}{first[1:]}.")
    text = "\n\n".join(paragraphs)
    if number % 2:
        text = text.rpartition(" ")[0]
    article = add(workspace, ArticleDraft(title, text, source=f"Paper {number}", published_at=f"2025-0{number + 1}-01"))
    _suggest(workspace, article)
    by_start = sorted(workspace.annotations(article.id), key=lambda one: one.span.start if one.span else 0)
    # No two have their marks at the same lines.
    done(workspace, operations.accept, [by_start[number % len(by_start)].id])
    noted = by_start[(number + 2) % len(by_start)].id
    done(workspace, operations.write_note, noted, f"Seen in {title}.")
    done(workspace, operations.tag, by_start[(number + 4) % len(by_start)].id, f"{title.lower()}/seen")
    if number % 3 == 0:
        done(workspace, operations.tag_article, article.id, "coast")
        done(workspace, operations.write_article_note, article.id, f"Read {title} again.")


def _suggest(workspace: Workspace, article: Article) -> None:
    """Have a machine suggest the names that are in the article, and some of its words."""
    known = [(name, "PERSON") for name in _NAMES]
    known += [("captain", "PERSON"), ("harbor", "FAC"), ("Tide 12", "PRODUCT"), ("田中", "PERSON"), ("1994", "DATE")]
    found = [
        StoredSuggestion(place(article.text, words, nth), label, 0.5)
        for words, label in known
        for nth in range(min(3, article.text.count(words)))
    ]
    read_by_machine(workspace, article, found)


def _long(seed: int) -> str:
    """Return a text of several blocks, which is laid out in steps."""
    chance = random.Random(seed)
    words = [word for length in sorted(_BY_LENGTH) for word in _BY_LENGTH[length]]
    return "\n\n".join(
        " ".join([*(chance.choice(words) for _ in range(90)), chance.choice(_NAMES)]) + "." for _ in range(140)
    )
