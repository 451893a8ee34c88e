"""Formats for annotation tools, read by those tools’ own code."""

import importlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from glossator.domain.annotation import Status
from glossator.formats.annotations.uima import NAMED_ENTITY
from tests.formats.annotations.reading import article, marks
from tests.formats.everything import unpacked
from tests.interop.given import FOUND, TEXT, installed, packed, written

DOCCANO: Final = Path(__file__).parents[2] / ".venv" / "doccano" / "bin" / "python"
# The longest where they overlap, and each ideograph is a token.
IN_CONLL: Final = {("Aurora", "PRODUCT"), ("Port Selby", "GPE"), ("東 京", "GPE")}
ACCEPTED: Final = [one for one in FOUND.annotations if one.span and one.status is Status.ACCEPTED]


def test_doccano_imports_its_lines(tmp_path: Path) -> None:
    if not DOCCANO.exists():
        pytest.skip(
            "doccano is not installed, or this is not Python 3.11, the last that it works with; see “make interop”"
        )
    path = tmp_path / "articles.jsonl"
    path.write_bytes(written("doccano"))
    done = subprocess.run(
        [DOCCANO, Path(__file__).with_name("doccano_reader.py"), path],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/doccano.db"},
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["errors"] == []
    (example,) = found["examples"]
    assert example["text"] == TEXT
    # doccano’s page counts as JavaScript does.
    units = TEXT.encode("utf-16-le")
    spans = {(units[2 * start : 2 * end].decode("utf-16-le"), label) for start, end, label in example["spans"]}
    assert spans == {(one.quote, one.label) for one in ACCEPTED}
    assert example["meta"]["glossator"]["title"] == FOUND.article.title, "it keeps what it has no place for"


def test_label_studio_takes_its_tasks_by_its_own_configuration() -> None:
    interface = pytest.importorskip("label_studio_sdk.label_interface", reason=installed("label-studio-sdk"))
    config = interface.LabelInterface(written("label-studio-config").decode("utf-8"))
    config.validate()
    (task,) = json.loads(written("label-studio"))
    assert {each.value_name for each in config.objects} <= set(task["data"])
    for made in (*task["annotations"], *task["predictions"]):
        assert config.validate_prediction(made, return_errors=True) == []


def test_label_studios_converter_makes_conll_of_its_tasks(tmp_path: Path) -> None:
    converter = pytest.importorskip("label_studio_sdk.converter", reason=installed("label-studio-sdk"))
    tasks = tmp_path / "tasks.json"
    (task,) = json.loads(written("label-studio"))
    # As Label Studio gives its own tasks to the converter.
    tasks.write_text(json.dumps([{"id": 1, **task}]), encoding="utf-8")
    config = tmp_path / "config.xml"
    config.write_bytes(written("label-studio-config"))
    made = converter.Converter(str(config), project_dir=None, output_tags=["label"])
    made.convert_to_conll2003(str(tasks), str(tmp_path / "out"), is_dir=False)
    (out,) = (tmp_path / "out").iterdir()
    lines = [line.split() for line in out.read_text(encoding="utf-8").splitlines() if line.strip()]
    labels = {words[0].rstrip("."): words[-1] for words in lines[1:]}
    assert (labels["Aurora"], labels["Port"], labels["東京"]) == ("B-PRODUCT", "B-GPE", "B-GPE")
    made.convert_to_json_min(str(tasks), str(tmp_path / "min"), is_dir=False)
    (smaller,) = json.loads(next((tmp_path / "min").iterdir()).read_text(encoding="utf-8"))
    found = {(TEXT[each["start"] : each["end"]], *each["labels"]) for each in smaller["label"]}
    assert found == {(one.quote, one.label) for one in ACCEPTED}


def _columns() -> tuple[list[list[str]], list[list[str]]]:
    """Return the tokens and the labels of each sentence of the CoNLL file."""
    sentences = [block.split("\n") for block in written("conll").decode("utf-8").strip().split("\n\n")]
    rows = [[line.split(" ") for line in lines] for lines in sentences if not lines[0].startswith("-DOCSTART-")]
    assert all(len(row) == 4 for lines in rows for row in lines)
    return [[row[0] for row in lines] for lines in rows], [[row[3] for row in lines] for lines in rows]


def test_seqeval_reads_the_conll_strictly() -> None:
    scheme = pytest.importorskip("seqeval.scheme", reason=installed("seqeval"))
    metrics = pytest.importorskip("seqeval.metrics")
    tokens, labels = _columns()
    found = scheme.Entities(labels, scheme.IOB2)
    read = {
        (" ".join(tokens[number][one.start : one.end]), one.tag)
        for number, sentence in enumerate(found.entities)
        for one in sentence
    }
    assert read == IN_CONLL
    assert metrics.f1_score(labels, labels, mode="strict", scheme=scheme.IOB2) == 1


def test_conllu_parses_the_sentences_with_their_names() -> None:
    conllu = pytest.importorskip("conllu", reason=installed("conllu"))
    sentences = conllu.parse(written("conllu").decode("utf-8"))
    assert sentences[0].metadata["newdoc id"] == FOUND.article.uid
    read = []
    for sentence in sentences:
        assert [token["id"] for token in sentence] == list(range(1, len(sentence) + 1))
        for token in sentence:
            label = (token["misc"] or {}).get("NER", "")
            if label.startswith("B-"):
                read.append((token["form"], label[2:]))
            elif label:
                read[-1] = (f"{read[-1][0]} {token['form']}", read[-1][1])
    assert set(read) == IN_CONLL


def test_dkpro_cassis_loads_the_xmi_with_its_type_system() -> None:
    cassis = pytest.importorskip("cassis", reason=installed("dkpro-cassis"))
    files = unpacked("", packed("uima-xmi"))
    types = cassis.load_typesystem(files["TypeSystem.xml"].decode("utf-8"))
    (xmi,) = (data for name, data in files.items() if name.endswith(".xmi"))
    cas = cassis.load_cas_from_xmi(xmi.decode("utf-8"), typesystem=types)
    assert cas.sofa_string == TEXT
    found = {(one.get_covered_text(), one.value) for one in cas.select(NAMED_ENTITY)}
    assert found == {(one.quote, one.label) for one in ACCEPTED}
    package = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type"
    tokens = [one.get_covered_text() for one in cas.select(f"{package}.Token")]
    assert "".join("".join(tokens).split()) == "".join(TEXT.split())
    assert len(list(cas.select(f"{package}.Sentence"))) > 1


def test_what_dkpro_cassis_writes_as_json_is_read() -> None:
    cassis = pytest.importorskip("cassis", reason=installed("dkpro-cassis"))
    files = unpacked("", packed("uima-xmi"))
    types = cassis.load_typesystem(files["TypeSystem.xml"].decode("utf-8"))
    (xmi,) = (data for name, data in files.items() if name.endswith(".xmi"))
    cas = cassis.load_cas_from_xmi(xmi.decode("utf-8"), typesystem=types)
    found = article("uima-json", cas.to_json())
    assert {(quote, label) for quote, label, _ in marks(found)} == {(one.quote, one.label) for one in ACCEPTED}


def test_spacy_converts_the_conll() -> None:
    convert: Any = importlib.import_module("spacy.training.converters.conll_ner_to_docs").conll_ner_to_docs
    docs: list[Any] = list(convert(written("conll").decode("utf-8"), no_print=True))
    found = {(each.text, each.label_) for doc in docs for each in doc.ents}
    assert found == IN_CONLL
