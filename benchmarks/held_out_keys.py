"""Keys to gold in annotated texts that nobody tuned to, planned and really pressed, as in `keys_to_gold`.

The sets are the folders that an environment variable names, because public corpora stay out of the repository;
`held_out` says how they are read. Of each set, articles of 1,500 to 8,000 characters with at least five names are
taken, in the order of the SHA-256 of their text, so that the order of files does not choose them; rounds are how many.
The gold of the sets has people, organisations and places only: other labels are archived, as an analyst with such a
codebook would do. A place has any of the labels GPE, LOC and FAC: that of the suggestion where there is one at the same
span, else GPE.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks.environment import Environment
from benchmarks.figures import Row
from benchmarks.gold import BadGold, Gold, read_draft
from benchmarks.held_out import NAMES, PLACES, Text, group_of, read_set
from benchmarks.keys.effort import Codebook, Suggested, Task, efforts, total_rows
from benchmarks.scoring import Mark
from benchmarks.workspaces import Workspaces
from glossator.domain.codebook import LABELS
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import find_pipeline

ROUNDS: Final = 20
FOLDERS: Final = "BENCH_NER_SETS"
"""The environment variable with the folders of sets, separated as in PATH; without it nothing is measured."""
_SHORTEST: Final = 1_500
_LONGEST: Final = 8_000
_FEWEST_NAMES: Final = 5
_PLACE: Final = "GPE"
# By the name of the folder; other sets have none.
_BARS: Final = {"wwn": 1.0, "conll-testb": 0.55}


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:  # noqa: ARG001  (as every bench)
    """Plan and press the keys for the first `rounds` articles of each set."""
    folders = [Path(name) for name in os.environ.get(FOLDERS, "").split(os.pathsep) if name]
    if not folders:
        return []
    recogniser = LocalPipeline(find_pipeline())
    rows: list[Row] = []
    for folder in folders:
        name = f"held-out-{folder.name}"
        tasks = tasks_of(chosen(read_set(folder), rounds), environment.folder / name)
        if not tasks:
            continue
        done = efforts(environment, name, tasks, recogniser, CODEBOOK)
        rows += total_rows(f"keys to gold, {folder.name} ({len(done)} articles)", done, _BARS.get(folder.name))
    return rows


def chosen(texts: Sequence[Text], most: int) -> list[Text]:
    """Return up to `most` texts of moderate length, by the rule that the module states."""
    moderate = [
        text
        for text in texts
        if _SHORTEST <= len(text.text) <= _LONGEST and sum(mark.label in NAMES for mark in text.gold) >= _FEWEST_NAMES
    ]
    return sorted(moderate, key=lambda text: hashlib.sha256(text.text.encode()).digest())[:most]


def tasks_of(texts: Sequence[Text], folder: Path) -> list[Task]:
    """Write texts to files in a new folder, and return them as articles to be done.

    Raises:
        BadGold: when the program reads another text from a file than was written.
    """
    folder.mkdir()
    tasks = []
    for number, text in enumerate(texts, start=1):
        source = folder / f"{number:03}.txt"
        source.write_text(text.text, encoding="utf-8")
        draft = read_draft(source)
        if not text.text.startswith(draft.text):
            raise BadGold(f"{source.name}: the program reads another text")
        marks = tuple(sorted(mark for mark in text.gold if mark.label in NAMES))
        tasks.append(Task(Gold(source.stem, draft, marks), source))
    return tasks


def with_place_labels(gold: Gold, found: Suggested) -> Gold:
    """Return gold whose places have the labels that are suggested for them."""
    suggested = {mark.span: mark.label for mark in found.marks if group_of(mark.label) == PLACES}
    marks = (Mark(mark.span, suggested.get(mark.span, _PLACE)) if mark.label == PLACES else mark for mark in gold.marks)
    return replace(gold, marks=tuple(marks))


CODEBOOK: Final = Codebook([label.name for label in LABELS if group_of(label.name) in NAMES], with_place_labels)
"""The labels of the groups that all sets have."""
