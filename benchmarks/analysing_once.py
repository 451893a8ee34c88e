"""One side of the bench of analysis: prints how long a workspace's articles took, loading included, as JSON.

python -m benchmarks.analysing_once floor|program WORKSPACE
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Final

from glossator.ner.pipelines import Pipeline, find_pipeline
from glossator.services.bulk_analysis import Analysed, analyse_many
from glossator.store.workspace import Author, Workspace
from glossator.text.paragraphs import chunks

_BATCH: Final = 16
_KEPT: Final = ("tok2vec", "ner")


def main(side: str, path: Path) -> None:
    """Measure one side, and print the seconds that passed, and those for which it had a processor."""
    measure = _floor if side == "floor" else _program
    with Workspace(path, Author("bench")) as workspace:
        started, used = time.perf_counter(), _processor()
        measure(workspace, find_pipeline())
        print(json.dumps({"seconds": time.perf_counter() - started, "processor": _processor() - used}))


def _floor(workspace: Workspace, pipeline: Pipeline) -> None:
    """Run the pieces of all articles through one `nlp.pipe`, and touch what it finds."""
    import spacy

    nlp = spacy.load(pipeline.module, exclude=[name for name in pipeline.components if name not in _KEPT])
    texts = (workspace.article(summary.uid).text for summary in workspace.articles())
    parts = (piece.of(text) for text in texts for piece in chunks(text))
    assert sum(len(doc.ents) for doc in nlp.pipe(parts, batch_size=_BATCH)) > 0


def _program(workspace: Workspace, pipeline: Pipeline) -> None:
    """Have one pipeline read every article, and wait until all is in the file."""
    uids = [summary.uid for summary in workspace.articles()]
    read = list(analyse_many(workspace, uids, pipeline, processes=1))
    assert all(isinstance(one, Analysed) for one in read)


def _processor() -> float:
    """Return the seconds for which this process, and those that it started and that have ended, had a processor."""
    mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
