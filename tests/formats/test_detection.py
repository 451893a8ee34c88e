"""What a file is recognised as, from all of its head, and what is refused by name."""

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.formats.detection import detect
from glossator.formats.file_head import FileHead
from glossator.services.formats import FORMATS
from tests.formats import office_documents as office
from tests.formats.detecting import detected, name_of
from tests.formats.sample_documents import FEED, zipped

TEXT = "Ada Vane left Oskel."
SHIP = "🚢 Ada Vane left."
PLACE = {"start": 0, "end": 8}


def lines(*records: Any) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)


def task(*spans: dict[str, Any], **known: Any) -> dict[str, Any]:
    """Return a task of Label Studio."""
    results = [{"type": "labels", "value": {**PLACE, "labels": ["PER"], **span}} for span in spans]
    return {"id": 1, "data": {"text": TEXT}, **({"annotations": [{"result": results}]} if spans else {}), **known}


EMPTY = {"text": "Nothing happened."}
SPANS = {"text": TEXT, "spans": [{**PLACE, "label": "PER"}]}
LABELS = {"text": TEXT, "label": [[0, 8, "PER"]]}
RECOGNISED = [
    ("bibtex", "% mine\n@article{vane2025,\n  title = {Ferries},\n}\n", ""),
    ("bibtex", "@InProceedings{vane2025, title={Ferries}}\n", ""),
    ("ris", "TY  - NEWS\nTI  - Ferry\nER  - \n", ""),
    ("transcript", "1\n00:00:01,000 --> 00:00:03,000\nThe ferry\n", ""),
    ("transcript", "WEBVTT\n\n00:01.000 --> 00:03.000\nThe ferry\n", ""),
    ("json", json.dumps([{"title": "x", "text": TEXT}]), ""),
    ("json", json.dumps({"articles": [{"title": "x", "content": TEXT}]}), ".txt"),
    ("json", json.dumps({"response": {"docs": [{"a": 1}, {"title": "x", "body": TEXT}]}}, indent=1), ""),
    ("csl-json", json.dumps([{"type": "webpage", "title": "x", "issued": {"date-parts": [[2025]]}}]), ".json"),
    ("json", json.dumps([{"text": TEXT, "filler": "x" * 600_000}] * 3), ".json"),
    ("json", json.dumps({"items": [{"text": TEXT, "filler": "x" * 600_000}] * 3}), ".json"),
    ("prodigy", lines(SPANS), ""),
    ("prodigy", lines(EMPTY, SPANS), ""),
    ("prodigy", lines({**EMPTY, "answer": "accept"}, *[EMPTY] * 300, SPANS), ".txt"),
    ("prodigy", lines({**EMPTY, "spans": []}), ".jsonl"),
    ("jsonl", lines({**EMPTY, "question": "Who left?", "answer": "Ada"}), ".jsonl"),
    ("prodigy", "\n\n{broken\n" + lines(SPANS, SPANS), ".jsonl"),
    ("prodigy", lines({**EMPTY, "label": []}, SPANS), ""),
    ("doccano", lines(LABELS), ".jsonl"),
    ("doccano", lines({**EMPTY, "label": []}, {**EMPTY, "label": []}, LABELS), ".jsonl"),
    ("doccano", lines({**EMPTY, "label": []}), ".jsonl"),
    ("doccano", lines({**EMPTY, "label": [], "glossator": {"offsets": "UTF-16 units"}}), ""),
    ("doccano", lines({"text": TEXT, "entities": [{"start_offset": 0, "end_offset": 8, "label": "PER"}]}), ""),
    ("doccano", lines({"data": TEXT, "labels": [[0, 8, "PER"]]}), ".txt"),
    ("doccano", lines({"text": SHIP, "label": [[3, 11, "PER"]]}), ""),
    ("doccano-codepoints", lines({"text": SHIP, "label": [[2, 10, "PER"]]}), ""),
    (
        "doccano-codepoints",
        lines({"text": SHIP, "label": [[0, 1, "X"]]}, *[{"text": SHIP, "label": [[2, 10, "PER"]]}]),
        "",
    ),
    ("doccano", lines({"text": SHIP, "label": [[4, 6, "PER"]]}), ""),
    ("doccano", lines({"text": SHIP, "label": [[2, 10, "PER"]], "glossator": {"offsets": "UTF-16 units"}}), ""),
    ("doccano-codepoints", lines({**EMPTY, "label": [], "glossator": {"offsets": "code points"}}), ""),
    ("prodigy", json.dumps([EMPTY, SPANS], indent=1), ".json"),
    ("prodigy", lines({**EMPTY, "answer": "accept", "_view_id": "choice", "options": [], "accept": ["x"]}), ""),
    ("prodigy", lines({**EMPTY, "answer": "accept", "_task_hash": 1, "label": "NEWS"}), ""),
    ("doccano", json.dumps([{**EMPTY, "label": []}, LABELS]), ".json"),
    ("doccano", json.dumps([{**EMPTY, "label": ["news"]}]), ".json"),
    ("doccano", lines({**EMPTY, "labels": ["news", "sea"]}), ""),
    ("label-studio", json.dumps([task({})]), ".json"),
    ("label-studio", lines(task({}), task({})), ".jsonl"),
    ("label-studio", json.dumps([{"text": TEXT, "label": [PLACE], "annotator": 1, "annotation_id": 7}]), ""),
    ("label-studio", 'annotation_id,annotator,"lead_time",text\n1,2,3,x\n', ".csv"),
    ("label-studio", json.dumps([task(), task(), task({})]), ""),
    ("label-studio", json.dumps([task()]), ".json"),
    ("label-studio", json.dumps(task({}), indent=2), ".txt"),
    ("label-studio", json.dumps([{"data": {"article": TEXT}, "predictions": []}]), ""),
    ("label-studio", json.dumps([task()] * 3 + [task({})], indent=1)[:-30], ""),
    ("web-annotation", '{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation"}', ".txt"),
    ("hypothesis", json.dumps({"total": 1, "rows": [{"uri": "x", "target": []}]}), ".txt"),
    ("hypothesis", lines({"id": 1}, {"uri": "x", "target": [], "text": "who says so?"}), ""),
    ("hypothesis", json.dumps({"annotations": [{"uri": "x", "target": []}], "client_version": "1"}, indent=1), ""),
    ("zotero", json.dumps([{"itemType": "annotation", "annotationType": "highlight"}]), ".json"),
    ("zotero", "# Notes\n\n“Ada left” ([x](zotero://open-pdf/library/items/A?annotation=B)) who says so?\n", ".md"),
    ("readwise", "Highlight,Book Title,Book Author\nAda left,Ferry,Ida\n", ".csv"),
    ("taguette-csv", '"id";"document";"tag";"content"\n1;ferry.txt;people;Ada\n', ".txt"),
    ("qualcoder-csv", '\ufeff"File","Coder","Coded","Id","Codename","Coded_Memo"\n', ".csv"),
    ("kindle", "Ferry (Ida)\r\n- Your Note on page 1 | Added on x\r\n\r\nAda left.\r\n==========\r\n", ".txt"),
    ("conll", "-DOCSTART- -X- O O\n\nAda NNP O\n", ""),
    ("conll", "Ada B-PER\nVane I-PER\nleft O\n\nOskel B-LOC\n", ".txt"),
    ("conll", "Ada\tS-PER\nleft\tO\n", ".tsv"),
    ("conll", "Ada O\n", ".conll"),
    ("conll", "Ada\tNNP\tB-PER\nleft\tVBD\tO\n", ".txt"),
    ("conll", "O The\nB-PER Ada\n", ".txt"),
    ("conll", "Ada B_PER\nleft O\n", ""),
    ("conll", "Ada PER\nVane PER\nleft O\n", ""),
    ("conll", "#begin document (x); part 000\nx 0 0 Ada NNP (TOP* - - - - (PERSON) 0\n", ".txt"),
    ("conll", "# text = Ada left\n1\tAda\tB-PER\t-\tida\n2\tleft\tO\t-\t-\n", ".iob2"),
    ("conll", "Sentence #,Word,POS,Tag\nSentence: 1,Ada,NNP,B-per\n,left,VBD,O\n", ".csv"),
    ("conllu", "# text = Ada\n1\tAda\tAda\tPROPN\t_\t_\t0\troot\t_\tNER=B-PER\n", ".txt"),
    ("webanno-tsv", "#FORMAT=WebAnno TSV 3.3\n\n#Text=Ada left.\n1-1\t0-3\tAda\tPER\n", ".tsv"),
    (
        "uima-xmi",
        '<?xml version="1.0"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"/>',
        "",
    ),
    ("uima-json", json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": []}), ".json"),
    ("spacy-json", json.dumps([{"id": 0, "paragraphs": [{"raw": TEXT, "sentences": []}]}]), ".json"),
    ("spacy-json", lines([TEXT, {"entities": [[0, 8, "PER"]]}]), ".jsonl"),
    ("spacy-json", json.dumps([[TEXT, {"entities": [[0, 8, "PER"]]}]] * 2, indent=1), ".json"),
    ("spacy-json", json.dumps({"classes": ["PER"], "annotations": [[TEXT, {"entities": [[0, 8, "PER"]]}]]}), ".json"),
    (
        "bioc-xml",
        '<?xml version="1.0"?><!DOCTYPE collection SYSTEM "BioC.dtd"><collection><infon/></collection>',
        ".xml",
    ),
    ("bioc-json", json.dumps({"documents": [{"passages": [{"offset": 0, "text": TEXT}]}]}), ".json"),
    ("pubtator", "7|t|Ada\n7|a|Ada left.\n7\t0\t3\tAda\tPER\n", ".txt"),
    ("pubannotation", json.dumps({"text": TEXT, "denotations": []}), ".json"),
    ("gate-xml", '<?xml version="1.0"?>\n<GateDocument version="3"/>', ".xml"),
    ("gate-json", json.dumps({"text": TEXT, "entities": {"Person": [{"indices": [0, 8]}]}}), ".json"),
    ("jsonl", lines({"text": TEXT, "entities": {"hashtags": [{"text": "x", "indices": [0, 2]}]}}), ".jsonl"),
    ("offset-table", "text,start,end,label\nAda left,0,3,PER\n", ".csv"),
    ("label-table", "id;text;label\n1;Ada left;news\n", ".csv"),
    ("jsonl", lines(EMPTY, {"title": "x", "body": TEXT}), ".txt"),
    ("jsonl", lines({"headline": "no text"}), ".jsonl"),
    ("jsonl", lines({**EMPTY, "entities": ["Ada"], "label": "news"}), ""),
    ("jsonl", "", ".jsonl"),
    ("csv", "annotation_id,article_id,start,end,quote\n", ""),
    ("csv", "title,text\nx,y\n", ".csv"),
    ("feed", FEED, ".txt"),
    ("html", f"<!doctype html><p>{TEXT}</p>", ".eml"),
    ("html", f"<?xml version='1.0'?><html><p>{TEXT}</p></html>", ".xml"),
    ("html", f"<?xml version='1.0'?><div>{TEXT}</div>", ".xhtml"),
    ("markdown", f"---\ntitle: Ferry\n---\n{TEXT}", ".txt"),
    ("markdown", "---\ntitle: Ferry\n---\n- one\n- two: three\n", ""),
    ("markdown", TEXT, ".md"),
    ("email", "Subject: x\n\ny", ".eml"),
    ("email", "Message-ID: <1@x>\nFrom: x\nTo: y\n\nz", ""),
    ("mbox", "From x Mon Jan  5 06:40:00 2026\nSubject: x\n\ny", ""),
    ("outlook", "x", ".msg"),
    ("spacy", "x", ".spacy"),
    ("rtf", "{\\rtf1 Ferry}", ".doc"),
]
DOCUMENTS: list[tuple[str, str | bytes]] = [
    ("odt", office.flat_odt("<text:p>Ferry</text:p>")),
    ("odt", office.odt("<text:p>Ferry</text:p>")),
    ("docx", office.docx("<w:p/>")),
    ("docx", office.docx("<w:p/>", name="word/document2.xml")),
    ("docx", office.docx("<w:p/>", name="word\\document.xml")),
    ("rtf", "{\\rtf1 Ferry}"),
]
PROSE = [
    TEXT,
    "",
    "[1] The ferry left.",
    "[Update] The ferry left.",
    "From here on:\nIt left.",
    "From: Ida\nTo: Ove\nDate: Monday\n\nIt left.",
    "{{Infobox ferry}} is a template.",
    '"Quoted," she said.',
    "O Captain\nMy Captain\n",
    "Ada Vane\nOve Lund\nIda Berg\n",
    "Title: Ferry\nSource: Tidewatch\n\nIt left.",
    "---\nname: Ferry\n---\nIt left.",
    "- one\n- two\n",
    "---\nname: Ferry\n---\n- one\n- two: three\n",
    "Cite it as\n\n@article{vane2025,\n  title = {Ferries},\n}\n",
    "@prefixed names and @media are not Turtle",
    "1\nThe first chapter.\n",
    "<p>A paragraph</p>",
    "# A heading\n\nB-52 bombers and O rings.",
    "true",
    "null",
    "[[Ferry]] left.",
    "A heading\n==========\n\nAda left.\n",
    "Ferry\n\n- one\n- two\n\n==========\n",
]
REFUSED = [
    ("Argilla", json.dumps([{"text": TEXT, "annotation": [["PER", 0, 8]], "prediction": None}])),
    ("Potato", json.dumps({"user_id": "ida", "instance_id_to_span_to_value": {}})),
    ("Labelbox", lines({"data_row": {"row_data": TEXT}, "projects": {}})),
    ("WebAnno TSV 1 or 2", "# webanno.custom.Thing | f\n#id=1\n#text=Ada left\n1-1\tAda\tA\n1-2\tleft\t_\n"),
    ("UIMA type system", '<?xml version="1.0"?><typeSystemDescription xmlns="http://uima.apache.org/x"/>'),
    ("SLATE", "((0, 0), (0, 1)) - label:PER\n"),
    ("RDF Turtle", "# a comment\n@prefix nif: <http://x.example/> .\n"),
    ("codebook", "tag,description,number of highlights\npeople,,1\n"),
    ("SQLite", "SQLite format 3\0"),
    ("glossator merge", "SQLite format 3\0".ljust(68, "\0") + "GLOS\0"),
    ("TEI XML", '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text/></TEI>'),
    ("REFI-QDA codebook", '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="x"/>'),
    ("YAML", "---\ntitle: Ferry\npages:\n  - one\n"),
    ("JSON array of an unknown shape", json.dumps([{"a": 1}, {"b": 2}])),
    ("import it with --format prodigy", json.dumps({"tasks": [EMPTY, SPANS]})),
    ("JSON object of an unknown shape", json.dumps({"a": [1, 2]}, indent=1)),
    ("JSON object of an unknown shape", json.dumps({"a": [1, 2]})),
    ("JSON lines of an unknown shape", lines({"a": 1}, {"a": 2})),
    ("JSON array of an unknown shape", "[]"),
    ("JSON array of an unknown shape", json.dumps([{"id": 0, "paragraphs": [TEXT]}])),
    ("JSON object of an unknown shape", json.dumps({"total": 1, "rows": [{"id": 1}]})),
    ("JSON object of an unknown shape", json.dumps({"kind": "Listing", "data": {"children": []}})),
    ("damaged or not whole", '{"text": "cut of'),
    ("damaged or not whole", '[{"text": "cut of'),
    ("XML of an unknown shape (its root is “ferry”)", '<?xml version="1.0"?><ferry/>'),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "content", "suffix"), RECOGNISED)
def test_a_file_is_recognised_by_all_of_its_head(expected: str, content: str, suffix: str) -> None:
    assert name_of(content, f"x{suffix}") == expected


@pytest.mark.parametrize("suffix", ["", ".txt", ".md"])
@pytest.mark.parametrize("content", PROSE)
def test_prose_is_prose(content: str, suffix: str) -> None:
    assert name_of(content, f"x{suffix}") == ("markdown" if suffix == ".md" else "plain")


@pytest.mark.parametrize("suffix", ["", ".txt", ".md", ".json"])
@pytest.mark.parametrize(("named", "content"), REFUSED)
def test_other_data_are_refused_by_name_and_never_prose(named: str, content: str, suffix: str) -> None:
    found = detected(content, f"x{suffix}")
    assert found.format is None
    assert not found.is_archive
    assert named in found.reason
    assert found.reason.endswith(".")


def test_a_document_is_recognised_under_any_name() -> None:
    for suffix in ("", ".zip", ".doc", ".xml", ".txt"):
        for expected, content in DOCUMENTS:
            assert name_of(content, f"x{suffix}") == expected


@pytest.mark.parametrize("suffix", ["", ".doc", ".docx", ".odt", ".txt"])
@pytest.mark.parametrize(
    ("stream", "sentence"),
    [
        ("EncryptedPackage", "The document is locked with a password."),
        ("ENCRYPTEDPACKAGE", "The document is locked with a password."),
        ("WordDocument", "Old Word documents cannot be imported. Save it as .docx or .txt first."),
        ("Workbook", "Spreadsheets cannot be imported."),
    ],
)
def test_documents_in_compound_files_are_refused_by_what_they_are(stream: str, sentence: str, suffix: str) -> None:
    found = detected(office.compound(stream), f"x{suffix}")
    assert found.format is None
    assert found.reason.startswith(sentence)


def test_a_file_that_may_be_two_is_refused_with_both_names() -> None:
    both = {**SPANS, **LABELS}
    found = detected(lines(EMPTY, both), "x.jsonl")
    assert found.format is None
    assert found.reason == "The file may be prodigy or doccano. Name the format with --format."


def test_the_reason_says_what_showed_the_format() -> None:
    reasons = [
        detected(content, name).reason
        for content, name in ((lines(SPANS), "x"), ("x", "x.eml"), (TEXT, "x"), (lines(EMPTY), "x"))
    ]
    assert reasons == [
        "its content",
        "its extension .eml",
        "nothing in it shows another format",
        "the structure of its content",
    ]


@pytest.mark.parametrize("content", [lines(EMPTY, SPANS), lines(EMPTY, LABELS), json.dumps([task(), task({})])])
def test_records_without_labels_do_not_decide(content: str) -> None:
    assert detected(content).reason == "its content"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_hides_nothing(encoding: str) -> None:
    assert name_of(lines(EMPTY, SPANS).encode(encoding)) == "prodigy"
    assert name_of(json.dumps([task(), task({})]).encode(encoding)) == "label-studio"


def test_archives_are_recognised_by_what_is_in_them() -> None:
    assert name_of(zipped({"a.ann": "T1\tX 0 1\ta", "a.txt": "a"}), "x.zip") == "brat"
    assert name_of(zipped({"project.qde": "<Project/>"}), "x.zip") == "refi-qda"
    assert name_of(zipped({"annotation/a.txt/ida.tsv": "#FORMAT", "source/a.txt": "a"}), "x.zip") == "inception"
    assert name_of(zipped({"a.xmi": "<xmi/>", "TypeSystem.xml": "<t/>"}), "x.zip") == "uima-xmi"
    assert detected(zipped({"a.txt": "a"}), "x").is_archive
    assert not detected(b"PK\x03\x04junk", "x.zip").is_archive


class Counted(BytesIO):
    """A file that counts what is read of it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.taken = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.taken += len(found)
        return found


def test_the_head_of_a_large_file_ends_with_a_line_and_is_all_that_is_read() -> None:
    file = Counted(lines(*[EMPTY] * 60_000, SPANS).encode())
    head = FileHead.read("x.jsonl", file)
    assert head.data.endswith(b"\n")
    assert file.taken == 1_000_000
    assert detect(head, FORMATS.values()).reason == "the structure of its content"


def test_one_long_line_is_a_record() -> None:
    long = {"text": TEXT * 100_000, "spans": [{**PLACE, "label": "PER"}]}
    head = FileHead.read("x", BytesIO(lines(long, EMPTY).encode()))
    found = detect(head, FORMATS.values()).format
    assert found is not None
    assert found.name == "prodigy"


KEYS = st.sampled_from(["text", "spans", "label", "data", "annotations", "start", "end"])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | KEYS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
        max_leaves=12,
    )
)
@settings(max_examples=150)
def test_objects_are_never_prose(value: Any) -> None:
    for content in (json.dumps(value), json.dumps(value, indent=1), lines(value, value)):
        found = detected(content, "x.txt")
        is_data = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value))
        assert found.format is None or found.format.name != "plain" or not is_data


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_nothing_is_raised_by_any_bytes(data: bytes) -> None:
    for name in ("x", "x.json", "x.zip", "x.ann"):
        found = detected(data, name)
        assert found.format is not None or found.reason
