"""`glossator evaluate`: the figures of a pipeline against what was decided."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import Run
from tests.ner.small import small_pipeline


def test_a_pipeline_is_compared_with_decided_articles(glossator: Run, here: Path) -> None:
    small_pipeline(here / "small")
    for number in (1, 2):
        (here / f"{number}.txt").write_text(f"Ferry {number}\n\nFrom Lumen to Selby.", "utf-8")
    glossator("import", "1.txt", "2.txt")
    model = ("--model", str(here / "small"))
    assert glossator("evaluate", *model).refusal.startswith("no article is decided completely. Accept or reject")
    assert glossator("analyse", "--all", *model).code == 0
    with closing(sqlite3.connect(here / "annotations.db")) as connection, connection:
        connection.execute("UPDATE annotations SET status = 'accepted', analyst = 'ann'")
    ran = glossator("evaluate", "--against", "decided", "--json", *model)
    everything, label = json.loads(ran.out)
    assert (everything["label"], label["label"]) == ("all labels", "GPE")
    assert label | {"label": ""} == everything | {"label": ""}
    assert (label["decided"], label["suggested"], label["right"], label["f1"], label["f1_low"]) == (2, 2, 2, 1.0, 1.0)
    assert ran.err.startswith("en_small 1.0")
    assert "in 2 decided articles" in ran.err
