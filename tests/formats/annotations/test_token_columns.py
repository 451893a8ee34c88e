"""Files of tokens in columns: their texts, labels, documents and annotators, and what is counted."""

import pytest

from tests.formats.annotations.reading import article, articles, kinds, marks

ADA = [("Ada Vane", "PER", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Ada B-PER\nVane I-PER\nleft O\n",
        "O\tThen\nB-PER\tAda\nI-PER\tVane\nO\tleft\n",
        "Ada,NNP,B-PER\nVane,NNP,I-PER\nleft,VBD,O\n",
        "\ufeffAda\tB-PER\r\nVane\tI-PER\r\nleft\tO\r\n",
        "Ada PER\nVane PER\nleft O\n",
        "Ada B_PER\nVane I_PER\nleft O\n",
        "Ada|NNP|B-PER Vane|NNP|I-PER left|VBD|O .|.|O\n",
        "#begin document (x); part 0\nx 0 0 Ada NNP * - - - - (PER* -\nx 0 1 Vane NNP * - - - - *) -\n#end document",
        "Sentence #,Word,POS,Tag\nSentence: 1,Ada,NNP,B-PER\n,Vane,NNP,I-PER\n,left,VBD,O\n",
        "1\tAda\tNNP\tNER=B-PER\tB-PER\n2\tVane\tNNP\t_\tI-PER\n3\tleft\tVBD\t_\tO\n",
    ],
)
def test_the_labels_of_any_columns_are_read(text: str) -> None:
    found = article("conll", text)
    assert marks(found) == ADA
    assert "Ada Vane" in found.draft.text
    assert not found.problems


def test_the_text_is_as_the_file_says_and_else_joined_by_spaces() -> None:
    assert article("conll", "Ada B-PER\n, O\nwho O\n\nLeft O\n").draft.text == "Ada , who\nLeft"
    said = "# text = Ada, who\nAda\tB-PER\n,\tO\nwho\tO\n"
    assert article("conll", said).draft.text == "Ada, who"
    wrong = "# text = Ida, who\nAda\tB-PER\n,\tO\nwho\tO\n"
    assert article("conll", wrong).draft.text == "Ada , who"
    assert article("conll", "小池 B-PER\n百合子 I-PER\nさん O\nAda O\n").draft.text == "小池百合子さん Ada"


def test_each_document_is_an_article_with_its_id_as_title() -> None:
    found = articles("conll", "-DOCSTART- (7 Ferry)\n\nAda B-PER\n\n-DOCSTART- -X- O\n\nOve B-PER\n")
    assert [each.draft.title for each in found] == ["7 Ferry", "Ove"]
    found = articles("conll", "# newdoc id = a\nAda B-PER\nleft O\n\n# newdoc id = b\nOve B-PER\n")
    assert [(each.draft.title, each.draft.text) for each in found] == [("a", "Ada left"), ("b", "Ove")]
    parts = "#begin document (x); part {}\nx 0 0 Ada NNP * - - - - (PER) -\n#end document\n"
    found = articles("conll", parts.format("000") + parts.format("001"))
    assert [each.draft.title for each in found] == ["x part 000", "x part 001"]
    found = articles("conll", "doc_id,word,tag\na,Ada,B-PER\na,left,O\nb,Ove,B-PER\n")
    assert [(each.draft.title, each.draft.text) for each in found] == [("a", "Ada left"), ("b", "Ove")]


def test_annotators_and_layers_of_labels_arrive() -> None:
    found = article("conll", "1\tAda\tB-PER\t-\tida\n2\tleft\tO\t-\t-\n3\tOskel\tB-LOC\t-\tove\n")
    assert marks(found) == [("Ada", "PER", "ida"), ("Oskel", "LOC", "ove")]
    found = article("conll", "1\tOskel\tB-ORG\tB-LOC\n2\tFerry\tI-ORG\tO\n3\tleft\tO\tO\n")
    assert marks(found) == [("Oskel Ferry", "ORG", ""), ("Oskel", "LOC", "")]


def test_names_in_names_are_read_from_brackets() -> None:
    rows = (
        "x 0 0 Port NNP * - - - - (ORG(GPE* (0",
        "x 0 1 Oskel NNP * - - - - *) 0)",
        "x 0 2 Lines NNP * - - - - *) -",
    )
    found = article("conll", "\n".join(("#begin document (x); part 000", *rows, "#end document")))
    assert marks(found) == [("Port Oskel", "GPE", ""), ("Port Oskel Lines", "ORG", "")]
    assert kinds(found.left_out) == {"value of another column": 3, "mention of a coreference": 1}


def test_what_is_not_understood_is_counted() -> None:
    good = "Ada\tB-PER\nleft\tO\n" * 20
    found = article("conll", f"{good}Ove\tWHO?\nno columns here\n")
    assert kinds(found.problems) == {
        "label that is not understood": 1,
        "line without the columns of the others": 1,
    }
    found = article("conll", "Ada\tNNP\tB-PER\nleft\t_\tO\n")
    assert kinds(found.left_out) == {"value of another column": 1}
    found = article("conll", "Ada\tx-1\nleft\ty-2\n")
    assert not found.annotations
    assert kinds(found.left_out) == {"value of another column": 2}
