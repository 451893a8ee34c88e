"""Analysing: what is read first, what is kept when it stops, and what is never read twice."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from glossator.domain.annotation import Origin, Status
from glossator.domain.article import Article, ArticleDraft
from glossator.ner.lexicon_matcher import LexiconMatcher
from glossator.ner.pipelines import Pipeline, pipeline_digest
from glossator.ner.postprocessing import RULES
from glossator.ner.recogniser import FoundEntity
from glossator.services.analysis import Progress, analyse
from glossator.store import history, operations
from glossator.store.history.replay import replay
from glossator.store.ingest.articles import add_article
from glossator.store.workspace import Workspace
from glossator.text.paragraphs import paragraphs
from tests.store.dumps import ask
from tests.store.scene import SOON

LONG = "\n\n".join(f"Paragraph {number} is about Lumen." for number in range(1, 61))


def _stored(workspace: Workspace) -> None:
    """Wait until what the machine has read is stored, which every act goes before."""
    workspace._writer.submit(lambda _: None, behind=True).result(SOON)


class Finder:
    """Finds each “Lumen”, without spaCy, and keeps which pieces it was given."""

    def __init__(self) -> None:
        self.pipeline = Pipeline("finder", "finder", "1.0", ("ner",), Path("finder"))
        self.given: list[str] = []

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        self.given.extend(texts)
        starts = [text.find("Lumen") for text in texts]
        return [[] if start < 0 else [FoundEntity(start, start + 5, "GPE")] for start in starts]

    def close(self) -> None:
        """Nothing has to end."""


@pytest.fixture
def article(workspace: Workspace, draft: ArticleDraft) -> Article:
    """An article of sixty paragraphs, each with one mention."""
    uid, _ = workspace.perform(add_article, replace(draft, text=LONG)).result()
    return workspace.article(uid)


def test_everything_is_read_and_what_is_found_is_anchored(workspace: Workspace, article: Article) -> None:
    assert analyse(workspace, [article], Finder()) == [60]
    found = workspace.annotations(article.id)
    assert [annotation.paragraph for annotation in found] == list(range(1, 61))
    assert {annotation.quote for annotation in found} == {"Lumen"}
    assert all(annotation.span is not None and annotation.span.of(LONG) == "Lumen" for annotation in found)
    assert workspace.run_progress(article.id, "finder", "1.0").finished


def test_what_was_read_to_the_end_is_not_read_again(workspace: Workspace, article: Article) -> None:
    analyse(workspace, [article], Finder())
    again = Finder()
    assert analyse(workspace, [article], again) == [0]
    assert again.given == []


def test_what_is_in_view_is_read_first_and_the_top_last(workspace: Workspace, article: Article) -> None:
    finder = Finder()
    at = paragraphs(LONG)[40]
    analyse(workspace, [article], finder, focus=lambda: at.start + 3)
    in_order = [paragraph.of(LONG) for paragraph in paragraphs(LONG)]
    assert finder.given == in_order[40:] + in_order[:40]


def test_the_first_piece_is_shown_before_the_rest_is_read(workspace: Workspace, article: Article) -> None:
    reported: list[Progress] = []
    analyse(workspace, [article], Finder(), focus=lambda: 0, progress=reported.append)
    assert reported[0].done == 1
    assert reported[-1] == Progress(60, 60, 60)
    assert [progress.done for progress in reported] == sorted(progress.done for progress in reported)


def test_where_nobody_looks_many_pieces_are_read_at_a_time(workspace: Workspace, draft: ArticleDraft) -> None:
    text = "\n\n".join(f"Paragraph {number} is about Lumen." for number in range(1, 201))
    uid, _ = workspace.perform(add_article, replace(draft, text=text)).result()
    reported: list[Progress] = []
    analyse(workspace, [workspace.article(uid)], Finder(), progress=reported.append)
    assert [progress.done for progress in reported] == [128, 200, 200]


def test_short_articles_are_read_together_and_what_is_found_is_put_into_each(
    workspace: Workspace, article: Article, draft: ArticleDraft
) -> None:
    texts = ["Lumen is lit.\n\nSelby is not.", "Selby, Lumen.\n\nLumen, then, is a town."]
    others = [
        workspace.article(workspace.perform(add_article, replace(draft, text=text)).result()[0]) for text in texts
    ]
    analyse(workspace, [others[0]], Finder())
    finder, reported = Finder(), list[Progress]()
    assert analyse(workspace, [article, *others], finder, progress=reported.append) == [60, 0, 2]
    assert finder.given == [*(one.of(LONG) for one in paragraphs(LONG)), *texts[1].split("\n\n")]
    assert reported == [Progress(62, 62, 62)] * 2
    assert [(one.quote, one.paragraph) for one in workspace.annotations(others[1].id)] == [("Lumen", 1), ("Lumen", 2)]
    assert all(workspace.run_progress(one.id, "finder", "1.0").finished for one in (article, *others))


def test_nothing_is_reported_as_finished_that_was_cancelled(workspace: Workspace, article: Article) -> None:
    assert analyse(workspace, [article], Finder(), cancelled=lambda: True) is None
    assert not workspace.run_progress(article.id, "finder", "1.0").finished


def test_a_reading_that_is_cancelled_keeps_what_it_has_and_goes_on_there(
    workspace: Workspace, article: Article
) -> None:
    reported: list[Progress] = []
    first = Finder()
    analyse(
        workspace, [article], first, focus=lambda: 0, cancelled=lambda: len(reported) == 2, progress=reported.append
    )
    _stored(workspace)
    kept = len(workspace.annotations(article.id))
    assert kept == reported[-1].done == 17
    assert not workspace.run_progress(article.id, "finder", "1.0").finished
    second = Finder()
    assert analyse(workspace, [article], second) == [43]
    assert len(second.given) == 43
    assert len(workspace.annotations(article.id)) == 60


def test_what_an_analyst_has_decided_is_not_suggested_again_by_another_version(
    workspace: Workspace, article: Article
) -> None:
    analyse(workspace, [article], Finder())
    first, second, *_ = workspace.annotations(article.id)
    workspace.perform(operations.reject, [first.id]).result()
    workspace.perform(operations.relabel, second.id, "LOC").result()
    newer = Finder()
    newer.pipeline = Pipeline("finder", "finder", "2.0", ("ner",), Path("finder"))
    assert analyse(workspace, [article], newer) == [0]
    after = workspace.annotations(article.id)
    assert len(after) == 60
    assert [annotation.status for annotation in after[:3]] == [Status.REJECTED, Status.ACCEPTED, Status.SUGGESTED]


class Slow(Pipeline):
    """A pipeline that takes its time for each text."""

    @property
    def at_once(self) -> int:
        return 3


@pytest.mark.parametrize("focus", [None, lambda: 0])
def test_a_slow_recogniser_is_given_as_few_texts_at_a_time_as_it_wants(
    workspace: Workspace, article: Article, focus: Callable[[], int] | None
) -> None:
    sizes = []

    class Counting(Finder):
        def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
            sizes.append(len(texts))
            return super().suggest(texts)

    finder = Counting()
    finder.pipeline = Slow("finder", "finder", "1.0", ("ner",), Path("finder"))
    assert analyse(workspace, [article], finder, focus=focus) == [60]
    assert max(sizes) == 3


class Careless:
    """Finds each first word of a piece with an article, without spaCy."""

    def __init__(self) -> None:
        self.pipeline = Pipeline("careless", "careless", "1.0", ("ner",), Path("careless"))

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        return [[FoundEntity(0, text.find(" ", 4), "ORG")] if text.startswith("the ") else [] for text in texts]

    def close(self) -> None:
        """Nothing has to end."""


@pytest.fixture
def careless(workspace: Workspace, draft: ArticleDraft) -> Article:
    """An article of which a careless pipeline finds a name once."""
    text = "the Lumenists’ won.\n\nWhen Lumenists win, Lumen is glad.\n\nthe Lumenists left."
    uid, _ = workspace.perform(add_article, replace(draft, text=text)).result()
    return workspace.article(uid)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (RULES, ["Lumenists", "Lumenists", "Lumenists"]),
        (["leading_article"], ["Lumenists’", "Lumenists"]),
        (["trailing_possessive"], ["the Lumenists", "the Lumenists"]),
        (["other_mentions"], ["the Lumenists’", "the Lumenists"]),
        ((), ["the Lumenists’", "the Lumenists"]),
    ],
    ids=str,
)
def test_suggestions_are_tidied_before_they_are_stored(
    workspace: Workspace, careless: Article, rules: Sequence[str], expected: list[str]
) -> None:
    assert analyse(workspace, [careless], Careless(), tidying=rules) == [len(expected)]
    assert [one.quote for one in workspace.annotations(careless.id)] == expected
    assert {one.model for one in workspace.annotations(careless.id)} == {"careless 1.0"}


def test_other_mentions_are_suggested_when_a_reading_that_was_cut_off_ends(
    workspace: Workspace, careless: Article
) -> None:
    reported: list[Progress] = []
    analyse(
        workspace,
        [careless],
        Careless(),
        focus=lambda: 0,
        cancelled=lambda: len(reported) == 1,
        progress=reported.append,
    )
    _stored(workspace)
    assert [one.quote for one in workspace.annotations(careless.id)] == ["Lumenists"]
    analyse(workspace, [careless], Careless(), progress=reported.append)
    assert [one.quote for one in workspace.annotations(careless.id)] == ["Lumenists"] * 3
    assert reported[-1] == Progress(3, 3, 2)


def test_what_was_rejected_while_it_was_read_is_not_suggested_at_its_other_mentions(
    workspace: Workspace, careless: Article
) -> None:
    reported: list[Progress] = []
    analyse(workspace, [careless], Careless(), cancelled=lambda: len(reported) == 1, progress=reported.append)
    _stored(workspace)
    workspace.perform(operations.reject, workspace.undecided(careless.id)).result()
    assert analyse(workspace, [careless], Careless()) == [0]


def test_what_was_decided_in_one_article_is_matched_in_the_next_before_the_model(
    workspace: Workspace, article: Article, careless: Article
) -> None:
    analyse(workspace, [article], Finder())
    workspace.perform(operations.relabel, workspace.undecided(article.id)[0], "LOC").result()
    workspace.perform(operations.accept, workspace.undecided(article.id)[1:2]).result()
    workspace.perform(history.undo).result()
    analyse(workspace, [careless], Careless())
    found = [(one.quote, one.label, one.origin, one.model) for one in workspace.annotations(careless.id)]
    assert found[2] == ("Lumen", "LOC", Origin.LEXICON, None)
    assert [label for _, label, _, _ in found] == ["ORG", "ORG", "LOC", "ORG"]


def test_the_lexicon_that_is_given_counts(workspace: Workspace, article: Article, careless: Article) -> None:
    analyse(
        workspace, [careless], Careless(), lexicon=LexiconMatcher({"Lumen": "GPE", "the Lumenists": None}), tidying=()
    )
    found = [(one.quote, one.label) for one in workspace.annotations(careless.id)]
    assert found == [("Lumen", "GPE")]


def test_the_lexicon_adds_nothing_where_a_suggestion_stands(workspace: Workspace, article: Article) -> None:
    analyse(workspace, [article], Finder(), lexicon=LexiconMatcher({}))
    newer = Finder()
    newer.pipeline = Pipeline("finder", "finder", "2.0", ("ner",), Path("finder"))
    assert analyse(workspace, [article], newer, lexicon=LexiconMatcher({"Lumen": "LOC"})) == [0]


def test_what_the_pipeline_was_loaded_from_is_stored_with_its_first_suggestion(
    workspace: Workspace, article: Article, tmp_path: Path
) -> None:
    finder = Finder()
    analyse(workspace, [article], finder)
    folder = tmp_path / "finder"
    folder.mkdir()
    (folder / "model").write_bytes(b"weights")
    other = Finder()
    other.pipeline = Pipeline("./finder", "finder", "1.0+ab", ("ner",), folder)
    for _ in range(2):
        analyse(workspace, [article], other)
    _stored(workspace)
    stored = ask(workspace.path, "SELECT pipeline, version, loaded_from, sha256 FROM pipelines ORDER BY id")
    assert stored == [
        ("finder", "1.0", "package finder", pipeline_digest(finder.pipeline.folder)),
        ("finder", "1.0+ab", "./finder", pipeline_digest(folder)),
    ]


class Scorer(Finder):
    """Finds names with probabilities, under the name of a pipeline whose scores are calibrated."""

    def __init__(self, *found: tuple[str, str, float]) -> None:
        super().__init__()
        self.pipeline = replace(self.pipeline, name="en_core_web_sm")
        self.found = found

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        self.given.extend(texts)
        return [
            [
                FoundEntity(text.index(words), text.index(words) + len(words), label, probability)
                for words, label, probability in self.found
                if words in text
            ]
            for text in texts
        ]


def _scores(workspace: Workspace, article: Article) -> list[tuple[str, str | None, float | None]]:
    return [(one.quote, one.label, one.score) for one in workspace.annotations(article.id)]


def _scored(workspace: Workspace, draft: ArticleDraft, text: str) -> Article:
    uid, _ = workspace.perform(add_article, replace(draft, text=text)).result()
    return workspace.article(uid)


def test_rules_keep_the_score_and_mentions_that_they_add_get_one(workspace: Workspace, draft: ArticleDraft) -> None:
    article = _scored(workspace, draft, "We met the Lumen Trust’s boats.\n\nLater the Lumen Trust left.")
    analyse(workspace, [article], Scorer(("the Lumen Trust’s", "ORG", 0.9)))
    assert [(quote, label) for quote, label, _ in _scores(workspace, article)] == [("Lumen Trust", "ORG")] * 2
    found, added = (score for *_, score in _scores(workspace, article))
    assert found is not None
    assert added is not None
    assert 0 < added < found < 1


def test_a_trained_pipeline_is_scored_as_its_base(workspace: Workspace, draft: ArticleDraft) -> None:
    scores: list[float | None] = []
    for name, base in (("en_core_web_sm", ""), ("en_mine", "en_core_web_sm"), ("en_mine", "")):
        scorer = Scorer(("Lumen", "GPE", 0.9))
        scorer.pipeline = replace(scorer.pipeline, name=name, base=base)
        article = _scored(workspace, draft, f"In Lumen, {len(scores)} spoke.")
        analyse(workspace, [article], scorer)
        scores += [score for *_, score in _scores(workspace, article)]
    assert scores[0] == scores[1] != scores[2] == 0.9


def test_suggestions_are_scored_by_the_whole_article_at_its_end(workspace: Workspace, draft: ArticleDraft) -> None:
    text = "\n\n".join(f"In paragraph {number}, Lumen spoke." for number in range(40))
    article = _scored(workspace, draft, text)
    scorer = Scorer(("Lumen", "GPE", 0.9))
    begun: list[float | None] = []

    def stop() -> bool:
        _stored(workspace)
        begun.extend(score for *_, score in _scores(workspace, article))
        return bool(begun)

    assert analyse(workspace, [article], scorer, focus=lambda: 0, cancelled=stop) is None
    analyse(workspace, [article], scorer, focus=lambda: 0)
    after = {score for *_, score in _scores(workspace, article)[1:]}
    assert len(after) == 1
    assert after.pop() > begun[0]  # type: ignore[operator]  # of this pipeline, all have a score


def test_a_suggestion_with_history_keeps_its_score_and_the_history_replays(
    workspace: Workspace, draft: ArticleDraft
) -> None:
    text = "\n\n".join(f"In paragraph {number}, Lumen spoke." for number in range(40))
    article = _scored(workspace, draft, text)
    scorer = Scorer(("Lumen", "GPE", 0.9))
    touched: list[float | None] = []

    def accept_and_undo() -> bool:
        _stored(workspace)
        if not touched and (ids := workspace.undecided(article.id)):
            workspace.perform(operations.accept, ids[:1]).result()
            workspace.perform(history.undo).result()
            touched.append(_scores(workspace, article)[0][2])
        return False

    analyse(workspace, [article], scorer, focus=lambda: 0, cancelled=accept_and_undo)
    first, *others = (score for *_, score in _scores(workspace, article))
    assert [first] == touched
    assert set(others) != {first}
    assert replay(workspace.path).misfit is None
