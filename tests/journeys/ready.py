"""A workspace that has been read by the machine, made without loading any pipeline."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tui.jobs.importing import Imported, import_articles, incoming
from tui.model.anchor import anchor
from tui.model.paragraphs import paragraphs, pieces
from tui.model.span import Span
from tui.recognition.pipelines import find_pipeline
from tui.store.opening import Opening
from tui.store.runs import Read, Suggested
from tui.store.workspace import Author

ARTICLE: Final = Path(__file__).with_name("hartness.txt")
SUGGESTIONS: Final = (
    ("Hartness Point", "FAC"),
    ("Saturday evening", "TIME"),
    ("Ingrid Sollberg", "PERSON"),
    ("The Northern Lights Board", "ORG"),
    ("Norway", "GPE"),
    ("Poland", "GPE"),
    ("Gdańsk", "GPE"),
    ("Tomasz Zieliński", "PERSON"),
    ("the Maritime Museum", "ORG"),
    ("Hamburg", "GPE"),
    ("Margaret Doyle", "PERSON"),
    ("Karachi", "GPE"),
    ("Edinburgh", "GPE"),
)
"""What the machine has found in `ARTICLE`, in the order of the text: words where they first stand, and their label."""


def make_ready(
    workspace: Path, article: Path = ARTICLE, found: Iterable[tuple[str, str]] = SUGGESTIONS, analyst: str = "ann"
) -> str:
    """Import `article`, store what was `found` in it as the default pipeline's last word on it, and return its uid."""
    with Opening(workspace, Author(analyst)) as opening:
        (outcome,) = import_articles(opening, incoming([article]))
        assert isinstance(outcome, Imported)
        text = opening.made().article(outcome.uid).text
        starts = [paragraph.start for paragraph in paragraphs(text)]
        pipeline = find_pipeline()
        opening.made().keep_reading(
            pipeline.name,
            pipeline.version,
            [
                Read(
                    opening.made().article(outcome.uid).id,
                    list(pieces(text)),
                    [
                        Suggested(anchor(text, Span(place, place + len(quote)), starts), label, None)
                        for quote, label in found
                        for place in [text.index(quote)]
                    ],
                    finished=True,
                )
            ],
        ).result()
    return outcome.uid
