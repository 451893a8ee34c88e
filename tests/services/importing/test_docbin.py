"""DocBins of spaCy, brought in as annotated articles."""

import zlib
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from glossator.ner import docbin
from glossator.services.importing.annotations import ImportedAnnotations
from glossator.services.importing.articles import import_articles
from glossator.services.importing.inputs import Failed, Incoming, Outcome
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.workspace import Workspace
from tests.store.scene import ticking

TEXT = "Aurora left Port Selby.\n\nMira Okafor stayed there."


def taken(path: Path, data: bytes) -> list[Outcome]:
    with LazyWorkspace(path, ticking("ann")) as opening:
        return list(import_articles(opening, [Incoming("train.spacy", lambda: data)]))


def test_entities_spans_and_categories_come_in(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    doc = nlp.make_doc(TEXT)
    ship, port = doc.char_span(0, 6, label="PRODUCT"), doc.char_span(12, 22, label="GPE")
    assert ship is not None
    assert port is not None
    doc.ents = [ship]
    doc.spans["sc"] = [ship, port]
    doc.cats = {"sea": 1.0, "land": 0.0}
    data = DocBin(store_user_data=True, docs=[doc, nlp.make_doc(" ")]).to_bytes()
    first, second = taken(tmp_path / "w.db", data)
    assert isinstance(first, ImportedAnnotations)
    assert (first.annotations, first.problems) == (2, ())
    assert isinstance(second, Failed)
    with Workspace(tmp_path / "w.db", ticking("ann")) as workspace:
        (one,) = workspace.articles()
        found = workspace.annotations(one.id)
        assert [(mark.quote, mark.label, mark.status) for mark in found] == [
            ("Aurora", "PRODUCT", "accepted"),
            ("Port Selby", "GPE", "accepted"),
        ]
        assert workspace.article(one.uid).tags == ("sea",)
        assert workspace.article(one.uid).text == TEXT


NONE = {
    "empty": (b"", "truncated"),
    "a text": (b"no such thing", "not a DocBin"),
    "something else": (zlib.compress(b"nonsense"), "not a DocBin"),
    "truncated": (zlib.compress(b"x" * 99_999)[:50], "truncated"),
    "a bomb": (zlib.compress(bytes(100_001)), "expands beyond"),
}


@pytest.mark.parametrize("which", list(NONE))
def test_what_is_none_is_reported(tmp_path: Path, which: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docbin, "_LARGEST", 100_000)
    data, said = NONE[which]
    (outcome,) = taken(tmp_path / "w.db", data)
    assert isinstance(outcome, Failed)
    assert said in outcome.reason
    assert not (tmp_path / "w.db").exists()
