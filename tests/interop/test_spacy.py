"""Training data, given to spaCy’s own commands and its own training loop."""

from pathlib import Path
from typing import Any, Final

import pytest

from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.ner import docbin
from tests.formats.excerpts import MemoryFiles, article, given_articles, marked

# As many as spaCy wants before it finds nothing wrong with how few there are.
TEXTS: Final = [
    f"On day {number} the {ship} left {port} with {number % 7} lorries. Nobody waved."
    for number in range(240)
    for ship, port in [(("Aurora", "Selkie", "Northern Star")[number % 3], ("Port Selby", "Lumen")[number % 2])]
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two files, and the configuration that spaCy makes for them."""
    from spacy.cli.init_config import init_config

    found = []
    for number, text in enumerate(TEXTS):
        ship, port = ("Aurora", "Selkie", "Northern Star")[number % 3], ("Port Selby", "Lumen")[number % 2]
        # Half of them overlap, which only doc.spans can hold.
        inner = [marked(text, "Selby", "GPE")] if number % 2 == 0 else []
        found.append(
            AnnotatedArticle(article(text), (marked(text, ship, "PRODUCT"), marked(text, port, "GPE"), *inner))
        )
    files = MemoryFiles()
    docbin.write(given_articles(*found), files)
    folder = tmp_path_factory.mktemp("spacy")
    for name, data in files.written.items():
        (folder / name).write_bytes(data)
    config = init_config(lang="en", pipeline=["ner"], optimize="efficiency", silent=True)
    config["paths"].update({"train": str(folder / "train.spacy"), "dev": str(folder / "dev.spacy")})
    config["training"].update({"max_epochs": 1, "max_steps": 0, "eval_frequency": 100})
    config.to_disk(folder / "config.cfg")
    return folder


def test_spacy_loads_every_document(folder: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank("en").vocab
    docs: list[Any] = [
        doc for name in ("train", "dev") for doc in DocBin().from_disk(folder / f"{name}.spacy").get_docs(vocab)
    ]
    assert {doc.text for doc in docs} == set(TEXTS)
    assert all({each.label_ for each in doc.ents} == {"PRODUCT", "GPE"} for doc in docs)
    assert sum(len(doc.spans[docbin.SPANS]) > len(doc.ents) for doc in docs) == len(TEXTS) // 2


def test_debug_data_finds_nothing_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from spacy.cli.debug_data import debug_data

    debug_data(folder / "config.cfg", silent=False, no_format=True)
    said = capsys.readouterr().out
    assert "2 label(s)" in said
    assert "Good amount of examples for all labels" in said
    assert not [line for line in said.splitlines() if line.startswith(("[!]", "[x]", "⚠", "✘"))], said


def test_one_epoch_is_trained_and_scored(folder: Path, tmp_path: Path) -> None:
    from spacy.cli.train import train
    from spacy.util import load_model

    train(folder / "config.cfg", tmp_path / "out")
    nlp = load_model(tmp_path / "out" / "model-last")
    performance = nlp.meta["performance"]
    assert set(performance["ents_per_type"]) == {"PRODUCT", "GPE"}, "it was scored on what is in dev.spacy"
    assert 0 < performance["ner_loss"] < float("inf")
    assert {each.label_ for each in nlp(TEXTS[0]).ents} <= {"PRODUCT", "GPE"}
