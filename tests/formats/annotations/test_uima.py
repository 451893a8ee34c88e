"""WebAnno TSV, XMI, CAS JSON and projects of INCEpTION: spans, features, authors, and what is counted."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings

from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.domain.import_record import FileRemainder, ImportRecord
from glossator.formats.errors import Unreadable
from glossator.services.formats import FORMATS
from tests.formats.annotations.reading import arrivals, article, kinds, marks
from tests.formats.everything import unpacked, written
from tests.formats.excerpts import annotateds, given_articles

NE = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"


def tsv(
    *rows: str, layers: tuple[str, ...] = (f"#T_SP={NE}|identifier|value",), text: str = "🚢 Ada Vane left."
) -> str:
    """Return a file of one sentence."""
    return "\n".join(("#FORMAT=WebAnno TSV 3.3", *layers, "", "", f"#Text={text}", *(f"{row}\t" for row in rows)))


def test_offsets_are_utf_16_units_and_several_lines_are_one_annotation() -> None:
    found = article(
        "webanno-tsv", tsv("1-1\t0-2\t🚢\t_\t_", "1-2\t3-6\tAda\t*[1]\tPER[1]", "1-3\t7-11\tVane\t*[1]\tPER[1]")
    )
    assert found.draft.text == "🚢 Ada Vane left."
    assert marks(found) == [("Ada Vane", "PER", "")]
    assert not found.problems
    assert not found.left_out


def test_stacked_annotations_parts_of_tokens_and_escapes_are_read() -> None:
    rows = ("1-2\t3-6\tAda\t*|*\tPER|A\\|B", "1-3\t7-11\tVane\t_\t_", "1-3.1\t7-9\tVa\t*\tPART")
    found = article("webanno-tsv", tsv(*rows))
    assert marks(found) == [("Ada", "PER", ""), ("Ada", "A|B", ""), ("Va", "PART", "")]


def test_features_become_the_label_tags_notes_or_are_counted() -> None:
    layer = "#T_SP=webanno.custom.Claim|stance|comment|certain|identifier"
    found = article("webanno-tsv", tsv("1-2\t3-6\tAda\tpro\tsee p. 3\ttrue\thttp\\://x", layers=(layer,)))
    (one,) = found.annotations
    assert (one.label, one.tags, one.note) == ("pro", ("certain/true",), "see p. 3")
    assert kinds(found.left_out) == {"id of a normalisation": 1}
    found = article("webanno-tsv", tsv("1-2\t3-6\tAda\t*", layers=("#T_SP=webanno.custom.Claim|",)))
    assert marks(found) == [("Ada", "Claim", "")]


def test_relations_chains_slots_and_analyses_are_counted() -> None:
    layers = (
        "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue",
        "#T_CH=de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceRelation|referenceType",
        "#T_SP=webanno.custom.Act|ROLE_webanno.custom.Act:who_webanno.custom.WhoLink|webanno.custom.Person",
        "#T_RL=webanno.custom.Rel|kind|BT_webanno.custom.Person",
    )
    found = article(
        "webanno-tsv", tsv("1-2\t3-6\tAda\tNNP\t*->1-1\t_\tagent;patient\t1-3;1-4\tknows\t1-3", layers=layers)
    )
    assert marks(found) == [("Ada", "Act", "")]
    assert kinds(found.left_out) == {
        "result of a tagger or parser": 1,
        "mention of a coreference": 1,
        "link to another annotation": 2,
        "relation": 1,
    }


def test_what_does_not_fit_its_words_or_the_format_is_counted() -> None:
    found = article("webanno-tsv", tsv("1-2\t3-6\tAda\t*\tPER", "1-3\t8-12\tVane\t*\tPER", "nonsense"))
    assert marks(found) == [("Ada", "PER", "")]
    assert kinds(found.problems) == {
        "annotation whose quote is not at its offsets": 1,
        "line that is not WebAnno’s": 1,
    }


def test_sentences_are_joined_as_far_as_they_are_apart() -> None:
    head = "#FORMAT=WebAnno TSV 3.3\n\n"
    near = head + "#Text=Ada left.\n1-1\t0-3\tAda\t\n\n#Text=Ove stayed.\n2-1\t{}\tOve\t\n"
    assert article("webanno-tsv", near.format("10-13")).draft.text == "Ada left.\nOve stayed."
    assert article("webanno-tsv", near.format("12-15")).draft.text == "Ada left.\n\nOve stayed."
    far = near.format(f"{10**12}-{10**12 + 3}")
    assert article("webanno-tsv", far).draft.text == "Ada left.\n\nOve stayed.", "in little memory"
    lines = head + "#Text=Ada\n#Text=left.\n1-1\t0-3\tAda\t\n"
    assert article("webanno-tsv", lines).draft.text == "Ada\nleft."


def xmi(inside: str, text: str = "🚢 Ada Vane left.") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmi:version="2.0"'
        ' xmlns:cas="http:///uima/cas.ecore" xmlns:c="http:///webanno/custom.ecore"'
        ' xmlns:n="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore"'
        ' xmlns:m="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore">'
        f'<cas:NULL xmi:id="0"/>{inside}'
        f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="{text}"/></xmi:XMI>'
    ).encode()


def test_xmi_is_read() -> None:
    inside = (
        '<m:DocumentMetaData xmi:id="9" sofa="1" begin="0" end="17" documentTitle="Ferry" language="en"/>'
        '<n:NamedEntity xmi:id="2" sofa="1" begin="3" end="11" value="PER"/>'
        '<c:Rel xmi:id="3" sofa="1" begin="3" end="6" Governor="2" Dependent="2" kind="x"/>'
        '<c:PlaceChain xmi:id="4" sofa="1" first="5"/><c:PlaceLink xmi:id="5" sofa="1" begin="3" end="6"/>'
        '<c:Empty xmi:id="6" sofa="1" begin="3" end="3"/>'
    )
    found = article("uima-xmi", xmi(inside))
    assert (found.draft.title, found.draft.language) == ("Ferry", "en")
    assert marks(found) == [("Ada Vane", "PER", "")]
    assert kinds(found.left_out) == {
        "relation": 1,
        "mention of a coreference": 1,
        "annotation without text": 1,
    }


def test_a_type_system_tells_numbers_from_references() -> None:
    types = (
        b'<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types><typeDescription>'
        b"<name>webanno.custom.Claim</name><supertypeName>uima.tcas.Annotation</supertypeName><features>"
        b"<featureDescription><name>year</name><rangeTypeName>uima.cas.Integer</rangeTypeName></featureDescription>"
        b"</features></typeDescription></types></typeSystemDescription>"
    )
    data = xmi('<c:Claim xmi:id="2" sofa="1" begin="3" end="6" year="1"/>')
    (with_types,) = arrivals("uima-xmi", {"a.xmi": data, "TypeSystem.xml": types})
    assert isinstance(with_types, ImportRecord)
    assert marks(with_types) == [("Ada", "1", "")]
    assert kinds(article("uima-xmi", data).left_out) == {"link to another annotation": 1}


def test_both_forms_of_json_are_read() -> None:
    text = "🚢 Ada Vane left."
    present = {
        "%TYPES": {},
        "%FEATURE_STRUCTURES": [
            {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaID": "_InitialView", "sofaString": text},
            {"%ID": 2, "%TYPE": NE, "@sofa": 1, "begin": 3, "end": 11, "value": "PER", "@other": 2},
        ],
    }
    older = {
        "_context": {"_types": {"NamedEntity": {"_id": NE}}},
        "_views": {"_InitialView": {"NamedEntity": [{"sofa": 1, "begin": 3, "end": 11, "value": "PER"}]}},
        "_referenced_fss": {"1": {"_type": "Sofa", "sofaID": "_InitialView", "sofaString": text}},
    }
    for value in (present, older):
        found = article("uima-json", json.dumps(value))
        assert (found.draft.text, marks(found)) == (text, [("Ada Vane", "PER", "")])


@pytest.mark.parametrize("name", ["webanno-tsv", "uima-xmi"])
@given(found=annotateds())
@settings(max_examples=15)
def test_an_article_that_is_written_and_read_has_the_same_spans(name: str, found: AnnotatedArticle) -> None:
    chosen = FORMATS[name]
    assert chosen.read_annotations is not None
    (read,) = chosen.read_annotations(unpacked("x", written(chosen, given_articles(found))))
    assert isinstance(read, ImportRecord)
    assert not read.problems
    wanted = [(one.quote.split(), one.label) for one in found.annotations if one.span and one.status == "accepted"]
    assert sorted((quote.split(), label or "") for quote, label, _ in marks(read)) == sorted(
        (quote, label or "") for quote, label in wanted
    )
    assert read.uid == found.article.uid


def packed(**files: bytes) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def project(**files: str) -> dict[str, bytes]:
    """Return the files of a project; a double underscore stands for a slash."""
    return {name.replace("__", "/") + ".tsv": data.encode() for name, data in files.items()}


ADA, VANE = "1-2\t3-6\tAda\t*\tPER", "1-3\t7-11\tVane\t*\tORG"


def test_each_annotator_of_a_project_is_an_analyst() -> None:
    files = project(annotation__a__ida=tsv(ADA, VANE), annotation__a__ove=tsv(ADA), annotation__a__INITIAL_CAS=tsv())
    ida, ove, rest = arrivals(
        "inception", {**files, "source/a": b"", "source/b.txt": b"", "annotation_ser/a/eva.ser": b""}
    )
    assert isinstance(ida, ImportRecord)
    assert isinstance(ove, ImportRecord)
    assert marks(ida) == [("Ada", "PER", "ida"), ("Vane", "ORG", "ida")]
    assert marks(ove) == [("Ada", "PER", "ove")]
    assert isinstance(rest, FileRemainder)
    assert kinds(rest.left_out) == {"document without annotations": 1}
    assert kinds(rest.problems) == {"work of an annotator that is not in UIMA CAS XMI, JSON or WebAnno TSV": 1}


def test_the_curation_stands_and_what_it_lacks_is_counted() -> None:
    files = project(annotation__a__ida=tsv(ADA, VANE), curation__a__CURATION_USER=tsv(ADA))
    inner = packed(**{"ida.xmi": xmi('<n:NamedEntity xmi:id="2" sofa="1" begin="7" end="11" value="ORG"/>')})
    curated, ida, ove, _ = arrivals("inception", {**files, "annotation/a/ove.zip": inner})
    for found in (curated, ida, ove):
        assert isinstance(found, ImportRecord)
    assert marks(curated) == [("Ada", "PER", "CURATION_USER")]  # type: ignore[arg-type]  # asserted in the loop
    assert marks(ida) == [("Ada", "PER", "ida")]  # type: ignore[arg-type]  # asserted in the loop
    assert not marks(ove)  # type: ignore[arg-type]  # asserted in the loop
    assert kinds(ove.left_out) == {"annotation that the curation does not have": 1}  # type: ignore[union-attr]  # asserted


def test_a_project_without_readable_work_is_refused_with_the_way_out() -> None:
    with pytest.raises(Unreadable, match="UIMA CAS XMI or WebAnno TSV"):
        arrivals("inception", {"exportedproject.json": b"{}", "annotation_ser/a/ida.ser": b""})
