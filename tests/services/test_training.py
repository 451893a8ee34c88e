"""Training on decisions: what is trained on and held back, what is refused, and when the pipeline is kept."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

import pytest

from glossator.domain.annotation import Status
from glossator.domain.article import Article, ArticleDraft
from glossator.ner.docbin import is_held_back
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import Pipeline, find_pipeline
from glossator.ner.training import TrainingSchedule
from glossator.services import training
from glossator.services.atomic_output import ExportRefused
from glossator.services.evaluation import ALL_LABELS
from glossator.services.training import LEAST, TrainingRefused, TrainingTexts, train_pipeline, training_texts
from glossator.store import operations
from glossator.store.ingest.articles import add_article
from glossator.store.operations.articles import archive_articles
from glossator.store.workspace import Workspace
from glossator.text.anchor import anchor
from glossator.text.normalise import fingerprint
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span
from tests.ner.tiny import tiny_pipeline
from tests.store.dumps import change, dump
from tests.store.scene import done

GOOD: Final = TrainingSchedule(epochs=15, learn_rate=0.02, batch=20, rehearsal=1.0)
# It changes the parser so much that it finds nothing right.
BAD: Final = TrainingSchedule(epochs=1, learn_rate=5.0, batch=20, rehearsal=1.0)
Add = Callable[..., Article]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return tiny_pipeline(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture
def add(workspace: Workspace, draft: ArticleDraft) -> Add:
    """Adds an article with annotations of an analyst."""

    def added(text: str, *marks: tuple[str, str | None]) -> Article:
        uid, _ = done(workspace, add_article, replace(draft, text=text))
        article = workspace.article(uid)
        starts = [part.start for part in paragraphs(text)]
        for words, label in marks:
            start = text.index(words)
            done(
                workspace, operations.annotate, article.id, anchor(text, Span(start, start + len(words)), starts), label
            )
        return article

    return added


def texts(*, held_back: bool) -> Iterator[str]:
    """Yield texts that are held back for evaluation, or not."""
    sailings = (f"Then Mira went home in Lumen at {number}." for number in count(1))
    return (text for text in sailings if (int(fingerprint(text)[:8], 16) % 5 == 0) is held_back)


@pytest.fixture
def decided(add: Add) -> list[Article]:
    """Five articles to train on and two that are held back, with two decisions each; a text without decisions."""
    some = [*islice(texts(held_back=False), 5), *islice(texts(held_back=True), 2)]
    found = [add(text, ("Mira", "PERSON"), ("Lumen", "GPE")) for text in some]
    add(_other_text())
    return found


def _other_text() -> str:
    lines = ("\n\n".join(["Rain fell in Lumen again, and nobody was there to see it."] * 5) + f" {n}" for n in count())
    return next(text for text in lines if int(fingerprint(text)[:8], 16) % 5)


def status_of(workspace: Workspace, article: Article, words: str, status: Status) -> None:
    change(
        Path(workspace.path),
        "UPDATE annotations SET status = ?, analyst = ? WHERE article = ? AND quote = ?",
        (status, "" if status is Status.SUGGESTED else "ann", article.id, words),
    )


def test_articles_are_trained_on_or_held_back_by_their_text(workspace: Workspace, decided: list[Article]) -> None:
    found = training_texts(workspace, least=1)
    assert [one.article.uid for one in found.training] == [one.uid for one in decided[:5]]
    assert [one.uid for one in found.held_back] == [one.uid for one in decided[5:]]
    assert found.decisions == 14
    assert all(is_held_back(one) for one in found.held_back)
    assert [one for one in found.training if is_held_back(one.article)] == []
    assert len(found.others) == 1
    done(workspace, archive_articles, [decided[0].id, decided[6].id])
    fewer = training_texts(workspace, least=1)
    assert [one.article.uid for one in fewer.training] == [one.uid for one in decided[1:5]]
    assert [one.uid for one in fewer.held_back] == [decided[5].uid]
    assert fewer.decisions == 10


def test_an_undecided_article_is_not_held_back_and_its_undecided_text_is_not_learned(
    workspace: Workspace, decided: list[Article], add: Add
) -> None:
    text = next(
        text
        for number in count()
        if int(fingerprint(text := f"Mira left {number}.\n\nSelby was dry.\n\nIt rained.")[:8], 16) % 5
    )
    partly = add(text, ("Mira", "PERSON"), ("Selby", "GPE"))
    status_of(workspace, decided[5], "Mira", Status.SUGGESTED)
    status_of(workspace, partly, "Selby", Status.SUGGESTED)
    found = training_texts(workspace, least=1)
    assert [one.uid for one in found.held_back] == [decided[6].uid]
    assert decided[5].uid not in [one.article.uid for one in found.training], "it may be held back later"
    (mine,) = [one for one in found.training if one.article.uid == partly.uid]
    assert [one.quote for one in mine.annotations] == ["Mira"]
    assert [span.of(text) for span in mine.undecided] == ["Selby"]
    assert list(found.others[:2]) == ["Selby was dry.", "It rained."], "nothing is decided there"


def test_only_decisions_of_analysts_count(workspace: Workspace, decided: list[Article], add: Add) -> None:
    before = training_texts(workspace, least=1).decisions
    add("Ann left Selby.", ("Ann", None), ("Selby", "GPE"))
    assert training_texts(workspace, least=1).decisions == before + 1, "a highlight is none"
    status_of(workspace, decided[0], "Mira", Status.REJECTED)
    assert training_texts(workspace, least=1).decisions == before + 1, "to reject is to decide"
    status_of(workspace, decided[0], "Mira", Status.SUGGESTED)
    assert training_texts(workspace, least=1).decisions == before


def test_disputed_annotations_are_undecided(workspace: Workspace, decided: list[Article]) -> None:
    (mira, _) = workspace.annotations(decided[5].id)
    for analyst, status in (("ann", "accepted"), ("ben", "rejected")):
        change(
            Path(workspace.path),
            'INSERT OR REPLACE INTO verdicts (annotation, analyst, status, start, "end", label, at) '
            'SELECT id, ?, ?, start, "end", label, updated_at FROM annotations WHERE id = ?',
            (analyst, status, mira.id),
        )
    found = training_texts(workspace, least=1)
    assert (found.decisions, [one.uid for one in found.held_back]) == (13, [decided[6].uid])


@pytest.mark.usefixtures("decided")
def test_few_decisions_are_refused_before_anything_is_loaded(
    workspace: Workspace, base: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "LocalPipeline", None)
    assert LEAST == 500
    with pytest.raises(TrainingRefused, match=r"^There are 14 decisions .* needs 500, "):
        train_pipeline(workspace, base, tmp_path / "mine")
    with pytest.raises(TrainingRefused, match=r"^There are 14 decisions .* needs 15, "):
        training_texts(workspace, least=15)
    assert training_texts(workspace, least=14).decisions == 14


@pytest.mark.parametrize(
    ("held_back", "reason"),
    [(False, "^No completely decided article is held back"), (True, "^No decided article is left to train on")],
)
def test_both_sides_need_an_article(workspace: Workspace, add: Add, held_back: bool, reason: str) -> None:
    add(next(texts(held_back=held_back)), ("Mira", "PERSON"), ("Lumen", "GPE"))
    with pytest.raises(TrainingRefused, match=reason):
        training_texts(workspace, least=1)


def test_too_little_text_for_rehearsal_is_refused_with_both_numbers(workspace: Workspace, add: Add) -> None:
    for text in (next(texts(held_back=False)), next(texts(held_back=True))):
        add(text, ("Mira", "PERSON"))
    # It may be held back later, so it is no text for rehearsal either.
    add(next(islice(texts(held_back=True), 1, None)))
    with pytest.raises(TrainingRefused, match=r"forget .*: 8 words, and there are 0\. Import more articles"):
        training_texts(workspace, least=1)


@pytest.mark.usefixtures("decided")
def test_no_more_text_is_rehearsed_than_is_of_use(workspace: Workspace, add: Add) -> None:
    for number in range(20):
        add(f"It rained on day {number}. " * 20)
    schedule = TrainingSchedule(epochs=2, rehearsal=2.0)
    words = sum(len(text.split()) for text in training_texts(workspace, least=1, schedule=schedule).others)
    assert 160 <= words <= 160 + 100


@pytest.mark.usefixtures("decided")
def test_a_better_pipeline_is_kept_and_can_be_used(workspace: Workspace, base: Pipeline, tmp_path: Path) -> None:
    before = dump(workspace.path)
    (tmp_path / "mine").mkdir()
    steps: list[tuple[str, int, int]] = []
    result = train_pipeline(
        workspace, base, tmp_path / "mine", least=1, schedule=GOOD, progress=lambda *step: steps.append(step)
    )
    assert result.is_better
    assert result.gain > 0.2
    assert result.may_be_chance == (result.interval is None or result.interval.low <= 0)
    scores = {one.label: one for one in result.labels}
    assert next(iter(scores)) == ALL_LABELS
    assert (scores["PERSON"].before.right, scores["PERSON"].after.right, scores["PERSON"].after.decided) == (0, 2, 2)
    pipeline = find_pipeline(str(tmp_path / "mine"))
    assert (pipeline.name, pipeline.base) == ("en_mine", "en_tiny")
    (found,) = LocalPipeline(pipeline).suggest(["Then Mira went home in Lumen at 5."])
    assert [one.label for one in found] == ["PERSON", "GPE"]
    assert ("training, epoch", 15, 15) in steps
    assert [step for step in steps if step[0] == "evaluating en_mine"] == [
        ("evaluating en_mine", 1, 2),
        ("evaluating en_mine", 2, 2),
    ]
    assert dump(workspace.path) == before
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("schedule", [BAD, replace(BAD, learn_rate=0.0)], ids=["worse", "the same"])
def test_a_pipeline_that_is_not_better_leaves_nothing(
    workspace: Workspace, base: Pipeline, tmp_path: Path, schedule: TrainingSchedule
) -> None:
    there = sorted(tmp_path.iterdir())
    result = train_pipeline(workspace, base, tmp_path / "mine", least=1, schedule=schedule)
    assert not result.is_better
    assert (result.gain < 0) == (schedule is BAD)
    assert sorted(tmp_path.iterdir()) == there


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")], ids=str)
def test_a_training_that_ends_early_leaves_nothing(
    workspace: Workspace, base: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def ended(*given: Any, **_: Any) -> None:
        folder = given[-1]
        (folder / "meta.json").write_text("{", encoding="utf-8")
        raise error

    monkeypatch.setattr(training, "train", ended)
    there = sorted(tmp_path.iterdir())
    with pytest.raises(ExportRefused if isinstance(error, OSError) else KeyboardInterrupt):
        train_pipeline(workspace, base, tmp_path / "mine", least=1)
    assert sorted(tmp_path.iterdir()) == there


@pytest.mark.usefixtures("decided")
def test_a_folder_in_use_is_refused(workspace: Workspace, base: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportRefused, match="exists, and a folder is not replaced"):
        train_pipeline(workspace, base, tmp_path / "mine", least=1)
    assert (tmp_path / "mine" / "notes.txt").read_text("utf-8") == "mine"


def test_the_gain_of_one_article_may_be_chance() -> None:
    found = training.TrainingResult(TrainingTexts(500, [], [], []), [], 0.1, None)
    assert found.is_better
    assert found.may_be_chance
