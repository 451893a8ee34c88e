"""What is exported, read by the programs that it is for; skipped where one is not installed (`make interop`)."""

import io
import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.formats.excerpts import Given, MemoryFiles, article, given_articles, marked
from tui.formats.exports import FORMATS
from tui.model.annotation import Status
from tui.model.excerpt import Annotated
from tui.recognition import docbin

TEXT: Final = "👩🏻\u200d🚒 said the Aurora left Port Selby.\n\nMira Okafor of 東京 stayed."
AURORA: Final = marked(TEXT, "Aurora", "PRODUCT", note="=1+1\n<b>", tags=("ships", "actors/state"), entity="MV Aurora")
FOUND: Final = Annotated(
    article(TEXT, tags=("sea",), note="@ read again"),
    (
        AURORA,
        marked(TEXT, "Port Selby", "GPE"),
        marked(TEXT, "Selby", "PERSON"),
        marked(TEXT, "Mira Okafor", "PERSON", status=Status.REJECTED),
        marked(TEXT, "東京", "GPE"),
    ),
)
GIVEN: Final = given_articles(FOUND)
# The terms that are used, as the vocabulary of Web Annotations maps them; the real context would be fetched.
CONTEXT: Final[dict[str, Any]] = {
    "oa": "http://www.w3.org/ns/oa#",
    "as": "http://www.w3.org/ns/activitystreams#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "id": {"@id": "@id", "@type": "@id"},
    "type": {"@id": "@type", "@type": "@vocab"},
    "@vocab": "http://www.w3.org/ns/oa#",
    "body": {"@id": "oa:hasBody"},
    "target": {"@id": "oa:hasTarget"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector"},
    "exact": {"@id": "oa:exact"},
    "start": {"@id": "oa:start"},
    "end": {"@id": "oa:end"},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
    "value": {"@id": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"},
    "items": {"@id": "as:items", "@container": "@list"},
    "first": {"@id": "as:first"},
}


def written(name: str, excerpt: Given = GIVEN) -> bytes:
    target = io.BytesIO()
    write = FORMATS[name].write
    assert write is not None
    write(excerpt, target)
    return target.getvalue()


def test_openpyxl_finds_every_sheet_with_typed_cells_and_no_formula() -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed; “make interop” does that")
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx")))
    assert book.sheetnames == ["annotations", "articles", "entities", "codebook", "notes", "matrix"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "d", "inlineStr"}
    names = [cell.value for cell in book["annotations"][1]]
    first = dict(zip(names, [cell.value for cell in book["annotations"][2]], strict=True))
    assert (first["quote"], first["note"], first["start"]) == ("Aurora", "=1+1\n<b>", TEXT.index("Aurora"))
    assert first["published_at"].year == 2026


def test_rdflib_makes_triples_of_the_web_annotations() -> None:
    rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed; “make interop” does that")
    document = json.loads(written("web-annotation"))
    document["@context"] = CONTEXT
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    annotations = set(graph.subjects(rdflib.RDF.type, oa.Annotation))
    assert len(annotations) == 1 + len(FOUND.annotations)
    (quote,) = graph.subjects(oa.exact, rdflib.Literal("Aurora"))
    (target,) = graph.subjects(oa.hasSelector, quote)
    (one,) = graph.subjects(oa.hasTarget, target)
    values = {str(value) for body in graph.objects(one, oa.hasBody) for value in graph.objects(body, rdflib.RDF.value)}
    assert values == {"PRODUCT", "accepted", "actors/state", "ships", "MV Aurora", "=1+1\n<b>"}
    (start,) = [
        place for selector in graph.objects(target, oa.hasSelector) for place in graph.objects(selector, oa.start)
    ]
    assert int(start) == TEXT.index("Aurora")


def test_spacy_trains_on_the_docbins(tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin
    from spacy.training import Corpus

    texts = [f"The Aurora left Port Selby on day {number}." for number in range(12)]
    files = MemoryFiles()
    docbin.write(
        given_articles(
            *(
                Annotated(article(text), (marked(text, "Aurora", "PRODUCT"), marked(text, "Port Selby", "GPE")))
                for text in texts
            )
        ),
        files,
    )
    for name, data in files.written.items():
        (tmp_path / name).write_bytes(data)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    assert len(DocBin().from_disk(tmp_path / "train.spacy")) > 5
    examples = list(Corpus(tmp_path / "train.spacy")(nlp))
    optimizer = nlp.initialize(lambda: iter(examples))
    losses = [nlp.update(examples, sgd=optimizer)["ner"] for _ in range(15)]
    assert losses[-1] < max(losses)
    scores = nlp.evaluate(list(Corpus(tmp_path / "dev.spacy")(nlp)) or examples)
    assert scores["ents_f"] is not None
