"""One process of the bench of analysis: prints how long a workspace's articles took, loading included, as JSON.

python -m benchmarks.analysing_once floor|program WORKSPACE
"""

import json
import sys
import time
from pathlib import Path
from typing import Final

from tui.jobs.analysing_many import Analysed, analyse_many
from tui.model.paragraphs import pieces
from tui.recognition.pipelines import Pipeline, find_pipeline
from tui.store.workspace import Author, Workspace

_BATCH: Final = 16
_KEPT: Final = ("tok2vec", "ner")


def main(side: str, path: Path) -> None:
    """Measure one side, and print the seconds."""
    with Workspace(path, Author("bench")) as workspace:
        measured = _floor(workspace, find_pipeline()) if side == "floor" else _program(workspace, find_pipeline())
    print(json.dumps(measured))


def _floor(workspace: Workspace, pipeline: Pipeline) -> dict[str, float]:
    """Run the pieces of all articles through one `nlp.pipe`, and touch what it finds."""
    texts = [workspace.article(summary.uid).text for summary in workspace.articles()]
    parts = [piece.of(text) for text in texts for piece in pieces(text)]
    started = time.perf_counter()
    import spacy

    nlp = spacy.load(pipeline.module, exclude=[name for name in pipeline.components if name not in _KEPT])
    found = sum(len(doc.ents) for doc in nlp.pipe(parts, batch_size=_BATCH))
    assert found > 0
    return {"seconds": time.perf_counter() - started}


def _program(workspace: Workspace, pipeline: Pipeline) -> dict[str, float]:
    """Have the program read every article in this process, and wait until all is in the file."""
    uids = [summary.uid for summary in workspace.articles()]
    workspace.warm_up()
    started = time.perf_counter()
    read = list(analyse_many(workspace, uids, pipeline, processes=1))
    taken = time.perf_counter() - started
    assert all(isinstance(one, Analysed) for one in read)
    return {"seconds": taken}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
