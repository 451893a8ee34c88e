"""Training a pipeline: what it learns from, what it rehearses, and what is written."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.ner import training
from glossator.ner.local_pipeline import LocalPipeline, load_language
from glossator.ner.pipelines import NoPipeline, Pipeline, calibrated_as, find_pipeline
from glossator.ner.training import TrainingSchedule, decided_docs, pipeline_name, train
from tests.formats.excerpts import article, marked
from tests.ner.small import small_pipeline
from tests.ner.tiny import tiny_pipeline

if TYPE_CHECKING:
    from spacy.tokens import Doc

SHORT: Final = TrainingSchedule(epochs=2, rehearsal=2.0, batch=20)
LONG: Final = TrainingSchedule(epochs=20, learn_rate=0.02, batch=20, rehearsal=1.0)
OTHERS: Final = ("Rain fell in Lumen again.\n\nNobody was there to see it.", "All of Lumen is wet today.")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return tiny_pipeline(tmp_path_factory.mktemp("base") / "tiny")


def decided(text: str, *marks: tuple[str, str]) -> AnnotatedArticle:
    return AnnotatedArticle(article(text), tuple(marked(text, words, label) for words, label in marks))


def trained(base: Pipeline, folder: Path, schedule: TrainingSchedule, others: Sequence[str] = OTHERS) -> Pipeline:
    """Train on five articles in which Mira is a PERSON, and return the pipeline."""
    articles = [
        decided(f"Then Mira {verb} home in Lumen.", ("Mira", "PERSON"), ("Lumen", "GPE"))
        for verb in ("went", "drove", "sailed", "walked", "swam")
    ]
    folder.mkdir()
    epochs: list[int] = []
    train(base, articles, others, folder, name="mine", decisions=10, schedule=schedule, progress=epochs.append)
    assert epochs == [*range(1, schedule.epochs + 1)]
    return find_pipeline(str(folder))


def reported(doc: "Doc") -> str:
    """Return for each token what is known: the label, - for no entity, ? for missing."""
    return " ".join({"": "?", "O": "-"}.get(token.ent_iob_, token.ent_type_) for token in doc)


def test_what_is_undecided_is_missing_and_never_no_entity(base: Pipeline) -> None:
    text = "In Lumen, Mira left.\n\nNobody in Selby saw Ann.\n\nRain fell."
    lumen, ann = marked(text, "Lumen", "GPE"), marked(text, "Ann", "PERSON")
    selby = marked(text, "Selby", "GPE", status=Status.SUGGESTED)
    assert selby.span is not None
    docs = decided_docs(load_language(base), [AnnotatedArticle(article(text), (lumen, ann), (selby.span,))])
    assert [(doc.text, reported(doc)) for doc in docs] == [
        ("In Lumen, Mira left.", "- GPE - - - -"),
        ("Nobody in Selby saw Ann.", "? ? ? ? PERSON ?"),
    ], "a piece for each paragraph in which something is decided"


def test_a_label_has_the_name_that_it_has_in_the_pipeline(base: Pipeline) -> None:
    marks = ("Mira", "PERSON"), ("Lumen", "GPE")
    for known, expected in ((["PER"], "PER"), (["PER", "PERSON"], "PERSON"), ([], "PERSON")):
        nlp = load_language(base)
        for label in known:
            nlp.get_pipe("ner").add_label(label)  # type: ignore[attr-defined]  # spaCy types a component as any callable
        (doc,) = decided_docs(nlp, [decided("In Lumen, Mira left.", *marks)])
        assert [one.label_ for one in doc.ents] == ["GPE", expected]


def test_an_article_longer_than_the_limit_of_spacy_is_taken(base: Pipeline) -> None:
    nlp = load_language(base)
    nlp.max_length = 10
    assert len(decided_docs(nlp, [decided("In Lumen, Mira left.", ("Lumen", "GPE"))])) == 1


def test_other_texts_are_rehearsed_with_what_the_base_finds(
    base: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[list[Doc]] = []
    update = training._update

    def recorded(nlp, docs, optimizer, dropout):  # type: ignore[no-untyped-def]  # as the function that it stands for
        given.append(docs)
        update(nlp, docs, optimizer, dropout)

    monkeypatch.setattr(training, "_update", recorded)
    trained(base, tmp_path / "mine", SHORT)
    docs = [doc for some in given for doc in some]
    own, others = ([doc for doc in docs if ("Mira" in doc.text) is is_own] for is_own in (True, False))
    assert len(own) == SHORT.epochs * 5
    texts = {part for text in OTHERS for part in text.split("\n\n")}
    assert {doc.text for doc in others} == texts, "each is taken again when all were"
    assert sum(map(len, others)) == pytest.approx(SHORT.rehearsal * sum(map(len, own)), rel=0.1)
    expected = {text: [(one.start, one.end, one.label) for one in found] for text, found in _found(base, texts)}
    assert {doc.text: [(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in others} == expected
    assert all(token.ent_iob for doc in others for token in doc), "what the base does not find is no entity"
    assert [len(some) for some in given if sum(map(len, some)) > SHORT.batch + 10] == []


def _found(pipeline: Pipeline, texts: "set[str]"):  # type: ignore[no-untyped-def]  # pairs of a text and its entities
    return list(zip(texts, LocalPipeline(pipeline).suggest([*texts]), strict=True))


def test_decisions_are_learned_also_of_new_labels(base: Pipeline, tmp_path: Path) -> None:
    pipeline = trained(base, tmp_path / "mine", LONG)
    text = "Then Mira ran home in Lumen."
    before, after = (
        {(text[e.start : e.end], e.label) for e in found}
        for ((_, found),) in (_found(base, {text}), _found(pipeline, {text}))
    )
    assert before == {("Lumen", "GPE")}
    assert after == {("Lumen", "GPE"), ("Mira", "PERSON")}


def test_the_new_pipeline_names_its_base_and_has_only_what_finds_entities(base: Pipeline, tmp_path: Path) -> None:
    pipeline = trained(base, tmp_path / "mine", SHORT)
    assert (pipeline.name, pipeline.base, pipeline.components) == ("en_mine", "en_tiny", ("ner",))
    assert list(pipeline.folder.glob("sentencizer*")) == []
    assert pipeline.version.startswith("1.0.0+")
    meta = json.loads((tmp_path / "mine" / "meta.json").read_text("utf-8"))
    assert meta["description"] == f"en_tiny {base.version}, trained on 10 decisions of analysts with Glossator"
    assert meta["glossator"] == {"base": "en_tiny", "base_version": base.version, "decisions": 10}
    assert calibrated_as(pipeline) == "en_tiny", "the pipeline whose scores are calibrated"


def test_the_same_decisions_give_the_same_pipeline(base: Pipeline, tmp_path: Path) -> None:
    first, second = (trained(base, tmp_path / name, SHORT) for name in ("one", "other"))
    other = trained(base, tmp_path / "third", SHORT, OTHERS[:1])
    models = [(one.folder / "ner" / "model").read_bytes() for one in (first, second, other)]
    assert models[0] == models[1] != models[2]


def test_vectors_that_the_parser_shares_are_kept_and_trained(tmp_path: Path) -> None:
    base = tiny_pipeline(tmp_path / "shared", is_shared=True)
    pipeline = trained(base, tmp_path / "mine", SHORT)
    assert pipeline.components == ("tok2vec", "ner")
    before, after = ((one.folder / "tok2vec" / "model").read_bytes() for one in (base, pipeline))
    assert before != after
    assert LocalPipeline(pipeline).suggest(["It is wet."]) is not None


def test_a_pipeline_without_a_parser_is_refused(tmp_path: Path) -> None:
    small = small_pipeline(tmp_path / "small")
    with pytest.raises(NoPipeline, match="small has no component “ner” that can be trained"):
        train(small, [], [], tmp_path / "mine", name="mine", decisions=0)


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("ferries", "ferries"),
        ("Ferries 2026-11", "ferries_2026_11"),
        ("en_ferries", "ferries"),
        ("tiny", "tiny_trained"),
        ("en_tiny", "tiny_trained"),
        ("日本", "trained"),
    ],
)
def test_a_pipeline_is_named_after_its_folder(base: Pipeline, folder: str, name: str) -> None:
    found = pipeline_name(Path(folder), base)
    assert found == name
    assert f"en_{found}".isidentifier()
    assert f"en_{found}" != base.name
