"""Texts that are data or programs are refused by name; articles of any kind are not."""

import pytest

from tests.formats.detecting import detected

CODE = """import os

def ferry(names):
    for name in names:
        print(f"{name} left", os.getcwd())
    return {n: len(n) for n in names}

class Pier(Base):
    def __init__(self, x=1, y=[]):
        self.x, self.y = x, y
"""
LOG = "".join(f"2025-03-04 10:0{n}:00,123 INFO ferry.server: started {n}\n" for n in range(6))
REFUSED = [
    ("settings", "[port]\nname = Selby\nferries = 3\n; closed\n[pier]\nlength=12\n"),
    ("settings", 'title = "x"\n\n[owner]\nname = "Ada"\nages = [1, 2]\n'),
    ("settings", "export PORT=80\nHOST=selby\nDEBUG=1\n"),
    ("YAML", "port:\n  name: Selby\n  ferries:\n    - Orla\n    - Ada\nopen: true\n"),
    ("a log", LOG),
    ("SQL", "-- dump\nCREATE TABLE ferry (id INTEGER, name TEXT);\nINSERT INTO ferry VALUES (1, 'Orla');\n"),
    ("a table", "".join(f"{n};Ferry {n};left;late\n" for n in range(6))),
    ("a table", "name,port,day\n" + "".join(f"Orla {n},Selby,{n}\n" for n in range(6))),
    ("token on each line", "".join(f"{word}\tNN\n" for word in ["The", "old", "ferry", "left", "the", "pier"])),
    ("RDF triples", '<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:d> "e" .\n<urn:f> <urn:b> _:x .\n'),
    ("LaTeX", "% mine\n\\documentclass{article}\n\\begin{document}\nText\n\\end{document}\n"),
    ("a patch", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"),
    ("calendar", "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"),
    ("markup (its root is “harbour”)", "<harbour><ferry>Orla</ferry><ferry>Ada</ferry></harbour>\n"),
    ("the source of a program", CODE),
    ("checksums", "".join(f"{n}{'0123456789abcdef' * 2}  ferry{n}.pdf\n" for n in range(3))),
    ("JSON that is written as a program", "// ports\n{\n  port: 'Selby', // the old one\n}\n"),
    ("a script", "#!/bin/sh\necho ferry\n"),
    ("MEDLINE", "PMID- 123\nTI  - Ferries\n"),
]
PROSE = [
    "Ada: It left.\nOrla: It came.\nAda: When?\nOrla: At nine.\n",
    "Title: Ferry\nSource: Tidewatch\nDate: 4 March 2025\n\nIt left.\n",
    "12/03/2025, 10:15 - Ada: It left\n12/03/2025, 10:16 - Orla: It came\n12/03/2025, 10:17 - Ada: ok\n",
    "The ferry (“Orla”) left; the pier – 12 m long – stayed.\nSee https://example.org/a_b?c=d&e=f#g for more.\n",
    "Ferries\n\n- Orla, of Selby\n- Ada, of Lumen\n- Vane, of Oskel\n",
    "#ferry #selby @ada It left!\n#ferry It came! https://t.example/x\n#pier https://t.example/y\n",
    "Ho, the ferry,\nho, the pier,\nhe, who left,\nshe, who's here,\n",
    "Results 2025: Selby 12, Lumen 9 (8), Oskel 7.\nResults 2024: Selby 11, Lumen 9, Oskel 8.\n",
    "SELBY, 4 March: The ferry left; nobody waved; the pier was empty;\nthe sea was calm, said the mayor.\n",
    "朱镕基与陈喀喜。\n",
]


@pytest.mark.parametrize("suffix", [".txt", ""])
@pytest.mark.parametrize(("named", "text"), REFUSED)
def test_data_and_programs_are_refused_with_a_way_out(named: str, text: str, suffix: str) -> None:
    found = detected(text, f"x{suffix}")
    assert found.format is None
    assert named in found.reason
    assert "--format" in found.reason


@pytest.mark.parametrize("text", PROSE)
def test_articles_are_articles(text: str) -> None:
    found = detected(text, "x.txt").format
    assert found is not None
    assert found.name == "plain"


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["a=", "word ", "<", "--\n", "/*", "((a ", "x: y\n", "a,b,c\n", "'a b c d e f "])
def test_any_text_is_decided_quickly(piece: str) -> None:
    detected(piece * 100_000, "x.txt")
