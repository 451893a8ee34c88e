"""BioC, PubTator, PubAnnotation, GATE and spaCy JSON: spans, labels, people, and what is counted."""

import json

import pytest

from glossator.domain.article import ArticleDraft
from tests.formats.annotations.reading import article, articles, kinds, marks

TEXT = "🚢 Ada Vane left."


def bioc(*annotations: str, text: str = "Ada Vane left.", offset: int = 12) -> str:
    """Return a document with a title and a passage."""
    return (
        '<?xml version="1.0"?><!DOCTYPE collection SYSTEM "BioC.dtd"><collection><document><id>7</id>'
        '<infon key="license">CC0</infon><passage><infon key="type">title</infon><offset>0</offset>'
        f"<text>Ferry news</text></passage><passage><offset>{offset}</offset><text>{text}</text>"
        f"{''.join(annotations)}</passage></document>"
        "</collection>"
    )


def mark(offset: int, length: int, words: str, **infons: str) -> str:
    said = "".join(f'<infon key="{key}">{value}</infon>' for key, value in {"type": "PER", **infons}.items())
    return f'<annotation id="1">{said}<location offset="{offset}" length="{length}"/><text>{words}</text></annotation>'


def test_bioc_has_passages_labels_people_and_counts() -> None:
    found = article("bioc-xml", bioc(mark(12, 8, "Ada Vane", annotator="ida", identifier="Q7", role="captain")))
    assert found.draft.text == "Ferry news\n\nAda Vane left."
    (one,) = found.annotations
    assert (marks(found), one.tags) == ([("Ada Vane", "PER", "ida")], ("role/captain",))
    assert kinds(found.left_out) == {"id of a normalisation": 1}
    assert dict(found.draft.metadata) == {"license": "CC0"}
    gap = mark(12, 3, "Ada left").replace("<text>", '<location offset="21" length="4"/><text>')
    found = article("bioc-xml", bioc(gap, '<relation id="r"><infon key="type">x</infon></relation>'))
    assert marks(found) == [("Ada", "PER", "")]
    assert kinds(found.left_out) == {"part of an annotation after a gap": 1, "relation": 1}


@pytest.mark.parametrize(("start", "length"), [(14, 8), (15, 8), (17, 8)])
def test_the_unit_of_bioc_is_the_one_in_which_the_quotes_hold(start: int, length: int) -> None:
    found = article("bioc-xml", bioc(mark(start, length, "Ada Vane"), text=TEXT))
    assert marks(found) == [("Ada Vane", "PER", "")]


def test_what_is_not_where_bioc_says_is_counted() -> None:
    found = article("bioc-xml", bioc(mark(12, 8, "Ove Lund"), mark(900, 2, "x")))
    assert not found.annotations
    assert kinds(found.problems) == {
        "annotation whose quote is not at its offsets": 1,
        "annotation outside the text": 1,
    }


def test_bioc_json_is_read_in_each_shape() -> None:
    one = {"id": "a", "infons": {"type": "PER"}, "text": "Ada Vane", "locations": [{"offset": 12, "length": 8}]}
    passages = [{"offset": 0, "text": "Ferry news"}, {"offset": 12, "text": "Ada Vane left.", "annotations": [one]}]
    document = {"id": "7", "passages": passages, "relations": [{}]}
    for value in (document, [document], {"documents": [document]}, {"PubTator3": [document]}):
        found = article("bioc-json", json.dumps(value))
        assert marks(found) == [("Ada Vane", "PER", "")]
        assert kinds(found.left_out) == {"relation": 1}
    sentences = [{"offset": 0, "text": "Ada left."}, {"offset": 10, "text": "Ove stayed."}]
    found = article("bioc-json", json.dumps({"passages": [{"offset": 0, "sentences": sentences}]}))
    assert found.draft.text == "Ada left. Ove stayed."


def test_pubtator_is_read() -> None:
    text = "7|t|Ferry news\n7|a|Ada Vane left.\n7\t11\t19\tAda Vane\tPER\tQ7\n7\tCID\tQ7\tQ8\n\n8|t|Two\n8|a|Ove.\n"
    first, second = articles("pubtator", text)
    assert (first.draft.title, first.draft.text) == ("Ferry news", "Ferry news\n\nAda Vane left.")
    assert marks(first) == [("Ada Vane", "PER", "")]
    assert kinds(first.left_out) == {"id of a normalisation": 1, "relation": 1}
    assert second.draft.text == "Two\n\nOve."


def test_pubannotation_is_read_with_attributes_and_tracks() -> None:
    span = {"id": "T1", "span": {"begin": 2, "end": 10}, "obj": "PER"}
    about = {"id": "A1", "subj": "T1", "pred": "role", "obj": "captain"}
    value = {"text": TEXT, "sourcedb": "News", "sourceid": "7", "denotations": [span], "attributes": [about]}
    found = article("pubannotation", {**value, "relations": [{}]})
    assert (marks(found), found.annotations[0].tags) == ([("Ada Vane", "PER", "")], ("role/captain",))
    assert found.draft.title == "News 7"
    assert kinds(found.left_out) == {"relation": 1}
    assert marks(article("pubannotation", {"text": TEXT, "tracks": [{"denotations": [span]}]})) == marks(found)


def test_gate_xml_is_read_by_its_nodes() -> None:
    feature = "<Feature><Name>gender</Name><Value>f</Value></Feature>"
    found = article(
        "gate-xml",
        '<?xml version="1.0"?><GateDocument version="3"><TextWithNodes>🚢 <Node id="3"/>Ada<Node id="6"/> &amp; Ove'
        '<Node id="12"/></TextWithNodes><AnnotationSet><Annotation Id="1" Type="Person" StartNode="3" EndNode="6">'
        f'{feature}</Annotation><Annotation Id="2" Type="Token" StartNode="3" EndNode="6"/></AnnotationSet>'
        '<AnnotationSet Name="annotator ida"><Annotation Id="3" Type="Pair" StartNode="3" EndNode="12"/>'
        "</AnnotationSet>"
        '<AnnotationSet Name="Original markups"><Annotation Id="4" Type="p" StartNode="3" EndNode="12"/>'
        "</AnnotationSet>"
        "</GateDocument>",
    )
    assert marks(found) == [("Ada", "Person", ""), ("Ada & Ove", "Pair", "ida")]
    assert found.annotations[0].tags == ("gender/f",)
    assert kinds(found.left_out) == {"result of a component of GATE": 1, "markup of the original document": 1}


@pytest.mark.parametrize("places", [(2, 10), (3, 11)])
def test_gate_json_counts_as_more_spans_are_words(places: tuple[int, int]) -> None:
    found = article("gate-json", {"text": TEXT, "entities": {"Person": [{"indices": [*places], "kind": "x"}]}})
    assert marks(found) == [("Ada Vane", "Person", "")]
    assert found.annotations[0].tags == ("kind/x",)


@pytest.mark.parametrize(("kind", "start"), [("p", 2), ("j", 3)])
def test_bdocjs_says_how_it_counts(kind: str, start: int) -> None:
    one = {"type": "Person", "start": start, "end": start + 8, "features": {}}
    sets = {"gold": {"name": "gold", "annotations": [one]}}
    found = article("gate-json", {"text": TEXT, "annotation_sets": sets, "offset_type": kind})
    assert marks(found) == [("Ada Vane", "Person", "")]
    assert found.annotations[0].tags == ("set/gold",)


PAIR = [TEXT, {"entities": [[2, 10, "PER"]], "cats": {"NEWS": 1.0, "SPORT": 0.0, "SEA": 0.5}}]


@pytest.mark.parametrize(
    "data", [json.dumps(PAIR), json.dumps([PAIR]), f"{json.dumps(PAIR)}\n" * 2, json.dumps({"annotations": [PAIR]})]
)
def test_spacys_pairs_are_read(data: str) -> None:
    found = articles("spacy-json", data)[0]
    assert marks(found) == [("Ada Vane", "PER", "")]
    assert found.tags == ("NEWS",)
    assert kinds(found.left_out) == {"score of a category": 1}


def test_spacys_documents_are_read() -> None:
    tokens = [
        {"orth": orth, "ner": ner} for orth, ner in (("Ada", "B-PER"), ("Vane", "L-PER"), ("left", "O"), (".", "-"))
    ]
    with_raw = {"raw": TEXT, "sentences": [{"tokens": tokens}]}
    found = article("spacy-json", [{"id": 0, "paragraphs": [with_raw, {**with_raw, "raw": "Ada Vane left."}]}])
    assert found.draft.text == f"{TEXT}\n\nAda Vane left."
    assert marks(found) == [("Ada Vane", "PER", "")] * 2
    found = article("spacy-json", [{"id": 0, "paragraphs": [{"sentences": [{"tokens": tokens}]}]}])
    assert (found.draft.text, marks(found)) == ("Ada Vane left .", [("Ada Vane", "PER", "")])
    with_cats = {**with_raw, "cats": [{"label": "NEWS", "value": 1}]}
    first, second = articles(
        "spacy-json", [{"id": 0, "paragraphs": [with_cats, {**with_raw, "raw": "Ada Vane left."}]}]
    )
    assert (first.tags, second.tags) == (("NEWS",), ())


def test_a_draft_keeps_what_else_is_said_of_an_article() -> None:
    found = article("gate-json", {"text": TEXT, "entities": {"P": [{"indices": [3, 6]}]}, "channel": "desk"})
    assert isinstance(found.draft, ArticleDraft)
    assert dict(found.draft.metadata) == {"channel": "desk"}
