"""`glossator lexicon`: looking at it, bringing forms in, taking them out."""

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_what_is_imported_is_listed_and_exported_again(glossator: Run, here: Path) -> None:
    (here / "places.tsv").write_text("# places\nKabul\tGPE\nMay\t\n", encoding="utf-8")
    ran = glossator("lexicon", "import", "places.tsv")
    assert (ran.code, ran.out, ran.err) == (0, b"", "2 new, 0 changed, 0 unchanged, 0 invalid lines.\n")
    listed = json.loads(glossator("lexicon", "--json").out)
    assert [(row["form"], row["label"], row["ruling"], row["source"]) for row in listed] == [
        ("Kabul", "GPE", "always", "imported"),
        ("May", None, "never", "imported"),
    ]
    assert [line.split()[:2] for line in glossator("lexicon").lines] == [
        ["form", "label"],
        ["Kabul", "GPE"],
        ["May", "never"],
    ]
    assert glossator("lexicon", "export").out == b"Kabul\tGPE\nMay\t\n"
    ran = glossator("lexicon", "export", "--format", "patterns", "-o", "p.jsonl")
    assert ran.err == "Exported 1 form. Left out 1 that are never an entity; --format tsv includes them.\n"
    assert (here / "p.jsonl").read_bytes() == b'{"label": "GPE", "pattern": "Kabul"}\n'
    assert "exists" in glossator("lexicon", "export", "-o", "p.jsonl").refusal
    assert glossator("lexicon", "import", "p.jsonl").err == "0 new, 0 changed, 1 unchanged, 0 invalid lines.\n"
    assert glossator("undo").code == 0
    assert glossator("lexicon", "--json").out == b"[]\n"


def test_broken_lines_are_reported_by_number_and_the_rest_is_taken(glossator: Run) -> None:
    ran = glossator("lexicon", "import", "-", stdin=b"Kabul\tGPE\nDoha\n\nQatar\tGPE\t1\n")
    assert ran.code == 1
    assert ran.err.splitlines() == [
        "glossator: -, line 2: No tab between form and label. Add one.",
        "glossator: -, line 4: More than two columns. Keep form and label.",
        "1 new, 0 changed, 0 unchanged, 2 invalid lines.",
    ]


def test_what_cannot_be_read_is_reported_and_makes_no_workspace(glossator: Run, here: Path) -> None:
    assert "cannot be read" in glossator("lexicon", "import", "nowhere.tsv").refusal
    (here / "prose.txt").write_text("Just words.\n", encoding="utf-8")
    assert "no line has a form and a label" in glossator("lexicon", "import", "prose.txt").refusal
    assert "name the file" in glossator("lexicon", "import").refusal
    assert [path.name for path in here.iterdir()] == ["prose.txt"]


def test_an_empty_lexicon_says_how_it_fills(glossator: Run, ready: Path) -> None:
    ran = glossator("lexicon")
    reported = "The lexicon is empty. It learns from the suggestions that you accept.\n"
    assert (ran.code, ran.out, ran.err) == (0, b"", reported)
