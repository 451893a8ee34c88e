"""CoNLL-U: texts with and without spaces, names under any key, and the same article after writing and reading."""

from io import BytesIO

from hypothesis import given, settings

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.formats.annotations.conllu import write
from glossator.formats.capabilities import without_overlaps
from tests.formats.annotations.reading import article, articles, kinds, marks
from tests.formats.excerpts import annotateds, given_articles


def rows(*tokens: tuple[str, str], **comments: str) -> str:
    """Return a sentence of words with their values of MISC."""
    lines = [f"# {name.replace('_', ' ')} = {value}" for name, value in comments.items()]
    lines += ["\t".join((str(n), word, *"_" * 7, misc)) for n, (word, misc) in enumerate(tokens, start=1)]
    return "\n".join((*lines, "", ""))


def test_names_are_read_from_any_key_with_labels() -> None:
    for key in ("NER", "NE", "name", "Entity", "Whatever"):
        found = article("conllu", rows(("Ada", f"{key}=B-PER"), ("Vane", f"{key}=I-PER|SpaceAfter=No"), (".", "_")))
        assert found.draft.text == "Ada Vane."
        assert marks(found) == [("Ada Vane", "PER", "")]


def test_a_column_of_labels_is_read() -> None:
    text = "# global.columns = ID FORM NE:TYPE\n1\tAda\tB-PER\n2\tleft\t_\n"
    assert marks(article("conllu", text)) == [("Ada", "PER", "")]


def test_mentions_with_types_are_read_and_their_coreference_counted() -> None:
    header = "# global.Entity = GRP-etype-infstat\n"
    text = header + rows(("The", "Entity=(1-object-new"), ("ferry", "Entity=1)"), ("Ada", "Entity=(2-person-new)"))
    found = article("conllu", text)
    assert marks(found) == [("The ferry", "object", ""), ("Ada", "person", "")]
    assert kinds(found.left_out)["mention of a coreference"] == 2
    found = article("conllu", rows(("Ada", "Entity=(e1)"), ("left", "_")))
    assert not found.annotations
    assert kinds(found.left_out) == {"mention of a coreference": 1}


def test_a_token_of_several_words_stands_once_in_the_text() -> None:
    lines = [
        "1-2\tzum\t_\t_\t_\t_\t_\t_\t_\t_",
        "1\tzu\tzu\tADP\t_\t_\t_\t_\t_\tNER=B-LOC",
        "2\tdem\tder\tDET\t_\t_\t_\t_\t_\tNER=I-LOC",
    ]
    lines += ["2.1\tx\t_\t_\t_\t_\t_\t_\t_\t_", "3\tHafen\tHafen\tNOUN\t_\t_\t_\t_\t_\tNER=I-LOC"]
    found = article("conllu", "\n".join(lines))
    assert found.draft.text == "zum Hafen"
    assert marks(found) == [("zum Hafen", "LOC", "")]
    assert kinds(found.left_out) == {"token’s lemma, part of speech and syntax": 3, "empty node": 1}


def test_documents_and_paragraphs() -> None:
    text = rows(("Ada", "_"), newdoc_id="a") + rows(("Ove", "_"), newpar="") + rows(("Ida", "_"), newdoc_id="b")
    assert [(each.draft.title, each.draft.text) for each in articles("conllu", text)] == [
        ("a", "Ada\n\nOve"),
        ("b", "Ida"),
    ]


@given(annotateds())
@settings(max_examples=30)
def test_an_article_that_is_written_and_read_is_the_same(found: AnnotatedArticle) -> None:
    target = BytesIO()
    write(given_articles(found), target)
    read = article("conllu", target.getvalue())
    assert read.draft.text == found.article.text.strip("\n ") or read.draft.text.split() == found.article.text.split()
    assert read.uid == found.article.uid
    kept = without_overlaps(one for one in found.annotations if one.label and one.status is Status.ACCEPTED)
    assert len(read.annotations) == len(kept)
