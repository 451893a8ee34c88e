"""An analysed workspace, made without loading any pipeline."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from glossator.ner.pipelines import find_pipeline
from glossator.services.importing.articles import import_articles
from glossator.services.importing.inputs import Imported, resolve_paths
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.workspace import Author
from glossator.text.anchor import anchor
from glossator.text.paragraphs import chunks, paragraphs
from glossator.text.span import Span

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
    with LazyWorkspace(workspace, Author(analyst)) as opening:
        (outcome,) = import_articles(opening, resolve_paths([article]))
        assert isinstance(outcome, Imported)
        text = opening.get().article(outcome.uid).text
        starts = [paragraph.start for paragraph in paragraphs(text)]
        pipeline = find_pipeline()
        opening.get().store_analysis(
            pipeline.name,
            pipeline.version,
            [
                AnalysedPart(
                    opening.get().article(outcome.uid).id,
                    list(chunks(text)),
                    [
                        StoredSuggestion(anchor(text, Span(place, place + len(quote)), starts), label, None)
                        for quote, label in found
                        for place in [text.index(quote)]
                    ],
                    finished=True,
                )
            ],
        ).result()
    return outcome.uid
