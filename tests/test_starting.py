"""What the first frame waits for."""

import subprocess
import sys
from typing import Final

from glossator.domain.article import ArticleDraft
from glossator.store import operations
from glossator.store.ingest.articles import add_article
from glossator.store.workspace import Workspace
from glossator.text.anchor import anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

# Each takes long to import, and the first frame shows nothing of what it does.
_LATER: Final = frozenset(
    (
        *("sqlite_utils", "numpy", "spacy", "py3langid", "xlsxwriter", "tree_sitter", "pluggy"),
        *("importlib.metadata", "email", "hashlib", "tomllib", "multiprocessing"),
        *("glossator.cli.exporting", "glossator.cli.importing", "glossator.cli.search", "glossator.cli.stats"),
        *("glossator.formats", "glossator.services", "glossator.ner"),
        *(
            "glossator.text.folding",
            "glossator.domain.mention",
            "glossator.text.names",
            "glossator.text.punctuation",
            "glossator.domain.query",
        ),
        *("glossator.matching.occurrences", "glossator.text.spellings", "glossator.matching.candidates"),
        *("glossator.ui.screens.chooser", "glossator.ui.screens.key_help", "glossator.ui.screens.list_screen"),
        *(
            "glossator.store.operations.decisions",
            "glossator.store.history",
            "glossator.store.operation",
            "glossator.store.pipeline_runs",
        ),
        *(
            "glossator.store.queries.export_filter",
            "glossator.store.queries.history",
            "glossator.store.recovery.checks",
        ),
        *(
            "glossator.ui.widgets.find_bar",
            "glossator.ui.widgets.annotation_list",
            "glossator.ui.widgets.row_list",
            "glossator.ui.widgets.tag_field",
        ),
    )
)
# Modules of the program that the first frame may wait for: some more than it needs, as many small ones take long, too.
_MOST: Final = 95
# The reader warms the workspace up when its first frame is painted.
_MODULES_AT_FIRST_FRAME: Final = """
import os, sys
from pathlib import Path
import glossator.cli
from glossator.ui.app import GlossatorApp
from glossator.state.settings import Settings
from glossator.store.workspace import Workspace

def first_frame_is_painted(workspace):
    print(*sys.modules, file=sys.__stdout__, flush=True)
    os._exit(0)

Workspace.warm_up = first_frame_is_painted
GlossatorApp(Path(sys.argv[1]), "ann", Settings()).run(headless=True)
"""


def test_the_first_frame_does_not_wait_for_what_it_does_not_show(workspace: Workspace, draft: ArticleDraft) -> None:
    uid, _ = workspace.perform(add_article, draft).result()
    place = anchor(draft.text, Span(4, 9), [paragraph.start for paragraph in paragraphs(draft.text)])
    workspace.perform(operations.annotate, workspace.article(uid).id, place, "ORG").result()
    workspace.close()
    seen = set(
        subprocess.run(
            [sys.executable, "-c", _MODULES_AT_FIRST_FRAME, workspace.path],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout.split()
    )
    own = {name for name in seen if name.startswith("glossator.")}
    assert "glossator.ui.reader.screen" in own
    assert seen & _LATER == set()
    assert len(own) <= _MOST, sorted(own)
