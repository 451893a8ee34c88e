"""One process of the bench of analysis: prints how long a workspace's articles took, without the loading, as JSON.

python -m benchmarks.analysing_once floor|program WORKSPACE
"""

import json
import sys
import time
from pathlib import Path
from typing import Final

from tui.jobs.analysing import analyse
from tui.model.paragraphs import pieces
from tui.model.span import Span
from tui.recognition.pipelines import Pipeline, find_pipeline
from tui.recognition.recogniser import Recogniser
from tui.store.workspace import Author, Workspace

_BATCH: Final = 16
_KEPT: Final = ("tok2vec", "ner")
# What each side reads before the clock starts, so that neither pays for what is made at the first call.
_FIRST: Final = "Ada Lovelace met Charles Babbage in London in 1833."


def main(side: str, path: Path) -> None:
    """Measure one side, and print the seconds and how much was found."""
    with Workspace(path, Author("bench")) as workspace:
        measured = _floor(workspace, find_pipeline()) if side == "floor" else _program(workspace, find_pipeline())
    print(json.dumps(measured))


def _floor(workspace: Workspace, pipeline: Pipeline) -> dict[str, float]:
    """Run the pieces of all articles through one `nlp.pipe`, and touch what it finds."""
    import spacy

    nlp = spacy.load(pipeline.module, exclude=[name for name in pipeline.components if name not in _KEPT])
    texts = [workspace.article(summary.uid).text for summary in workspace.articles()]
    parts = [piece.of(text) for text in texts for piece in pieces(text)]
    nlp(_FIRST)
    started = time.perf_counter()
    found = sum(len(doc.ents) for doc in nlp.pipe(parts, batch_size=_BATCH))
    return {"seconds": time.perf_counter() - started, "pieces": len(parts), "found": found}


def _program(workspace: Workspace, pipeline: Pipeline) -> dict[str, float]:
    """Have the program read every article, and wait until all is in the file."""
    recogniser = Recogniser(pipeline)
    list(recogniser.suggest(_FIRST, [Span(0, len(_FIRST))]))
    workspace.warm_up()
    started = time.perf_counter()
    read = found = 0
    for summary in workspace.articles():
        outcome = analyse(workspace, workspace.article(summary.uid), recogniser)
        read += outcome.total
        found += outcome.added
    return {"seconds": time.perf_counter() - started, "pieces": read, "found": found}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
