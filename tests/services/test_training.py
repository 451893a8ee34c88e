"""Training on decisions: the parts that are held back, what is refused, and when the pipeline is kept."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from shutil import copytree
from typing import Any, Final

import pytest

from glossator.domain.annotation import Status
from glossator.domain.article import Article, ArticleDraft
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import Pipeline, find_pipeline
from glossator.ner.training import TrainingSchedule, train
from glossator.services import training
from glossator.services.atomic_output import ExportRefused
from glossator.services.evaluation import ALL_LABELS
from glossator.services.training import (
    LEAST,
    TrainingPlan,
    TrainingRefused,
    TrainingTexts,
    train_pipeline,
    training_plan,
)
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

GOOD: Final = TrainingSchedule(epochs=10, learn_rate=0.02, batch=20, rehearsal=1.0)
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


def part_of(text: str) -> int:
    return int(fingerprint(text)[:8], 16) % 5


def texts(part: int) -> Iterator[str]:
    """Yield texts that are in one of the five parts."""
    sailings = (f"Then Mira went home in Lumen at {number}." for number in count(1))
    return (text for text in sailings if part_of(text) == part)


@pytest.fixture
def decided(add: Add) -> list[Article]:
    """Four decided articles in part 1 and three in part 4, with two decisions each; a text without decisions."""
    some = [*islice(texts(1), 4), *islice(texts(4), 3)]
    found = [add(text, ("Mira", "PERSON"), ("Lumen", "GPE")) for text in some]
    add("\n\n".join(["Rain fell in Lumen again, and nobody was there to see it."] * 8))
    return found


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The uids of the articles of each training."""
    found: list[list[str]] = []

    def recorded(base: Pipeline, articles: Sequence[AnnotatedArticle], *given: Any, **named: Any) -> None:
        found.append(uids(articles))
        train(base, articles, *given, **named)

    monkeypatch.setattr(training, "train", recorded)
    return found


def uids(articles: Iterable[Article | AnnotatedArticle]) -> list[str]:
    return [one.uid if isinstance(one, Article) else one.article.uid for one in articles]


def status_of(workspace: Workspace, article: Article, words: str, status: Status) -> None:
    change(
        Path(workspace.path),
        "UPDATE annotations SET status = ?, analyst = ? WHERE article = ? AND quote = ?",
        (status, "" if status is Status.SUGGESTED else "ann", article.id, words),
    )


def test_each_completely_decided_article_is_held_back_once_by_its_text(
    workspace: Workspace, decided: list[Article]
) -> None:
    plan = training_plan(workspace, least=1)
    first, second = plan.parts
    assert uids(first.articles) == uids(second.training.articles) == uids(decided[:4])
    assert uids(second.articles) == uids(first.training.articles) == uids(decided[4:])
    assert uids(plan.compared) == uids(plan.training.articles) == uids(decided)
    assert plan.decisions == 14
    done(workspace, archive_articles, [decided[0].id, decided[6].id])
    fewer = training_plan(workspace, least=1)
    assert [uids(part.articles) for part in fewer.parts] == [uids(decided[1:4]), uids(decided[4:6])]
    assert uids(fewer.training.articles) == uids(decided[1:6])
    assert fewer.decisions == 10


def test_nothing_of_a_part_is_learned_or_rehearsed_while_it_is_held_back(
    workspace: Workspace, decided: list[Article], add: Add
) -> None:
    lines = (f"Mira left {number}.\n\nSelby was dry.\n\nIt rained." for number in count())
    text = next(text for text in lines if part_of(text) == 4)
    partly = add(text, ("Mira", "PERSON"), ("Selby", "GPE"))
    status_of(workspace, partly, "Selby", Status.SUGGESTED)
    plan = training_plan(workspace, least=1)
    first, second = plan.parts
    assert partly.uid not in uids(plan.compared), "it is not completely decided"
    for texts_with_it in (plan.training, first.training):
        (mine,) = [one for one in texts_with_it.articles if one.article.uid == partly.uid]
        assert [one.quote for one in mine.annotations] == ["Mira"]
        assert [span.of(text) for span in mine.undecided] == ["Selby"]
        assert list(texts_with_it.others[:2]) == ["Selby was dry.", "It rained."], "nothing is decided there"
    assert uids(second.training.articles) == uids(decided[:4])
    assert {"Selby was dry.", "It rained.", text}.isdisjoint(second.training.others)


@pytest.mark.usefixtures("decided")
def test_a_part_without_completely_decided_articles_needs_no_training_of_its_own(
    workspace: Workspace, add: Add
) -> None:
    lines = (f"Mira left {number}.\n\nSelby was dry." for number in count())
    partly = add(next(text for text in lines if part_of(text) == 2), ("Mira", "PERSON"), ("Selby", "GPE"))
    status_of(workspace, partly, "Selby", Status.SUGGESTED)
    rejected = add(next(text for text in lines if part_of(text) == 3), ("Mira", "PERSON"))
    status_of(workspace, rejected, "Mira", Status.REJECTED)
    plan = training_plan(workspace, least=1)
    assert [len(part.articles) for part in plan.parts] == [4, 3]
    for part in plan.parts:
        assert {partly.uid, rejected.uid} < {*uids(part.training.articles)}, "but it is learned from"


@pytest.mark.usefixtures("decided")
def test_undecided_articles_of_all_parts_are_rehearsed(workspace: Workspace, add: Add) -> None:
    rain = (f"It rained on day {number}." for number in count())
    some = [next(text for text in rain if part_of(text) == part) for part in range(5)]
    add(some[0], ("day", None))
    for text in some[1:]:
        add(text)
    plan = training_plan(workspace, least=1, schedule=TrainingSchedule(epochs=9))
    for training_texts in (plan.training, *(part.training for part in plan.parts)):
        assert {*some} <= {*training_texts.others}, "a highlight decides nothing"


def test_only_decisions_of_analysts_count(workspace: Workspace, decided: list[Article], add: Add) -> None:
    before = training_plan(workspace, least=1).decisions
    add("Ann left Selby.", ("Ann", None), ("Selby", "GPE"))
    assert training_plan(workspace, least=1).decisions == before + 1, "a highlight is none"
    status_of(workspace, decided[0], "Mira", Status.REJECTED)
    assert training_plan(workspace, least=1).decisions == before + 1, "to reject is to decide"
    status_of(workspace, decided[0], "Mira", Status.SUGGESTED)
    assert training_plan(workspace, least=1).decisions == before


def test_disputed_annotations_are_undecided(workspace: Workspace, decided: list[Article]) -> None:
    (mira, _) = workspace.annotations(decided[5].id)
    for analyst, status in (("ann", "accepted"), ("ben", "rejected")):
        change(
            Path(workspace.path),
            'INSERT OR REPLACE INTO verdicts (annotation, analyst, status, start, "end", label, at) '
            'SELECT id, ?, ?, start, "end", label, updated_at FROM annotations WHERE id = ?',
            (analyst, status, mira.id),
        )
    plan = training_plan(workspace, least=1)
    assert (plan.decisions, uids(plan.compared)) == (13, uids([*decided[:5], decided[6]]))


@pytest.mark.usefixtures("decided")
def test_few_decisions_are_refused_before_anything_is_loaded(
    workspace: Workspace, base: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "LocalPipeline", None)
    assert LEAST == 500
    with pytest.raises(TrainingRefused, match=r"^There are 14 decisions .* needs 500, "):
        train_pipeline(workspace, base, tmp_path / "mine")
    with pytest.raises(TrainingRefused, match=r"^There are 14 decisions .* needs 15, "):
        training_plan(workspace, least=15)
    assert training_plan(workspace, least=14).decisions == 14


@pytest.mark.parametrize("number", [0, 1])
def test_fewer_than_two_completely_decided_articles_are_refused(
    workspace: Workspace, decided: list[Article], number: int
) -> None:
    for one in decided[number:]:
        status_of(workspace, one, "Lumen", Status.SUGGESTED)
    with pytest.raises(TrainingRefused, match=rf"at least 2 completely .*, and there are {number}\. Accept"):
        training_plan(workspace, least=1)


def test_decided_articles_in_one_part_are_refused_as_nothing_is_left_to_train_on(
    workspace: Workspace, decided: list[Article]
) -> None:
    done(workspace, archive_articles, [one.id for one in decided[4:]])
    with pytest.raises(TrainingRefused, match=r"^All completely decided text is in the same of the 5 .* more articles"):
        training_plan(workspace, least=1)


def test_too_little_text_for_rehearsal_is_refused_with_both_numbers(workspace: Workspace, add: Add) -> None:
    for part in (1, 4):
        add(next(texts(part)), ("Mira", "PERSON"))
    with pytest.raises(TrainingRefused, match=r"forget .*: 16 words, and there are 0\. Import more articles"):
        training_plan(workspace, least=1)
    # Enough for the training on all articles, but it is in part 4, and none is left while that is held back.
    lines = (f"Mira left {number}.\n\n{'It rained. ' * 20}\n\nSelby was dry." for number in count())
    partly = add(next(text for text in lines if part_of(text) == 4), ("Mira", "PERSON"), ("Selby", "GPE"))
    status_of(workspace, partly, "Selby", Status.SUGGESTED)
    with pytest.raises(TrainingRefused, match=r"forget .*: 8 words, and there are 0\."):
        training_plan(workspace, least=1)


@pytest.mark.usefixtures("decided")
def test_no_more_text_is_rehearsed_than_is_of_use(workspace: Workspace, add: Add) -> None:
    for number in range(20):
        add(f"It rained on day {number}. " * 20)
    schedule = TrainingSchedule(epochs=2, rehearsal=2.0)
    plan = training_plan(workspace, least=1, schedule=schedule)
    for decided, found in ((56, plan.training), (24, plan.parts[0].training), (32, plan.parts[1].training)):
        words = sum(len(text.split()) for text in found.others)
        assert decided * 4 <= words <= decided * 4 + 100


def test_a_better_pipeline_is_trained_on_all_articles_and_kept(
    workspace: Workspace, base: Pipeline, tmp_path: Path, trainings: list[list[str]], decided: list[Article]
) -> None:
    before = dump(workspace.path)
    (tmp_path / "mine").mkdir()
    result = train_pipeline(workspace, base, tmp_path / "mine", least=1, schedule=GOOD)
    assert trainings == [uids(decided[4:]), uids(decided[:4]), uids(decided)]
    assert result.is_better
    assert result.gain > 0.2
    assert result.interval is not None
    assert result.interval.articles == 7
    assert result.may_be_chance == (result.interval.low <= 0)
    scores = {one.label: one for one in result.labels}
    assert next(iter(scores)) == ALL_LABELS
    assert (scores["PERSON"].before.right, scores["PERSON"].after.right, scores["PERSON"].after.decided) == (0, 7, 7)
    pipeline = find_pipeline(str(tmp_path / "mine"))
    assert (pipeline.name, pipeline.base) == ("en_mine", "en_tiny")
    (found,) = LocalPipeline(pipeline).suggest(["Then Mira went home in Lumen at 5."])
    assert [one.label for one in found] == ["PERSON", "GPE"]
    assert dump(workspace.path) == before
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
    assert [one.name for one in pipeline.folder.iterdir() if one.is_dir() and one.name not in {"ner", "vocab"}] == []


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("schedule", [BAD, replace(BAD, learn_rate=0.0)], ids=["worse", "the same"])
def test_a_pipeline_that_is_not_better_leaves_nothing(
    workspace: Workspace, base: Pipeline, tmp_path: Path, trainings: list[list[str]], schedule: TrainingSchedule
) -> None:
    there = sorted(tmp_path.iterdir())
    result = train_pipeline(workspace, base, tmp_path / "mine", least=1, schedule=schedule)
    assert not result.is_better
    assert (result.gain < 0) == (schedule is BAD)
    assert len(trainings) == 2, "not on all articles"
    assert sorted(tmp_path.iterdir()) == there


@pytest.mark.usefixtures("decided")
def test_each_step_is_shown_and_the_base_is_evaluated_once(
    workspace: Workspace, base: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def copied(*given: Any, schedule: TrainingSchedule, progress: Callable[[int], object], **_: Any) -> None:
        assert steps[-1].endswith(", epoch 1 of 2"), "before the base is loaded"
        copytree(base.folder, given[-1], dirs_exist_ok=True)
        for number in range(schedule.epochs):
            progress(number + 1)

    monkeypatch.setattr(training, "train", copied)
    monkeypatch.setattr(training.TrainingResult, "is_better", True)
    train_pipeline(
        workspace,
        base,
        tmp_path / "mine",
        least=1,
        schedule=TrainingSchedule(epochs=2),
        progress=lambda what, step, total: steps.append(f"{what} {step} of {total}"),
    )
    assert list(dict.fromkeys(steps)) == [
        *(f"evaluating en_tiny, article {number} of 7" for number in range(1, 8)),
        *(f"training part 1 of 2, epoch {number} of 2" for number in (1, 2)),
        *(f"evaluating part 1 of 2, article {number} of 4" for number in range(1, 5)),
        *(f"training part 2 of 2, epoch {number} of 2" for number in (1, 2)),
        *(f"evaluating part 2 of 2, article {number} of 3" for number in range(1, 4)),
        *(f"training on all articles, epoch {number} of 2" for number in (1, 2)),
    ]
    assert len([step for step in steps if step.startswith("evaluating")]) == 14


@pytest.mark.usefixtures("decided")
def test_a_base_that_was_trained_on_decisions_is_refused_before_anything_is_read(
    workspace: Workspace, base: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = replace(base, module="./mine", name="en_mine", base="en_tiny")
    with pytest.raises(TrainingRefused, match=r"^\./mine was itself trained .* --model and the folder .* of en_tiny;"):
        train_pipeline(workspace, mine, tmp_path / "more")
    monkeypatch.setattr(training, "installed_pipelines", lambda: [replace(base, module="tiny_package")])
    with pytest.raises(TrainingRefused, match=r"Start from its base, with --model tiny_package; all decisions"):
        train_pipeline(workspace, mine, tmp_path / "more")


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize(
    ("number", "error"),
    [(1, KeyboardInterrupt()), (2, OSError(28, "No space left on device")), (3, KeyboardInterrupt())],
    ids=["first part", "second part", "all articles"],
)
def test_a_training_that_ends_early_leaves_nothing(
    workspace: Workspace,
    base: Pipeline,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    error: BaseException,
) -> None:
    begun: list[Path] = []

    def ended(*given: Any, **_: Any) -> None:
        folder = given[-1]
        begun.append(folder)
        if len(begun) == number:
            (folder / "meta.json").write_text("{", encoding="utf-8")
            raise error
        copytree(base.folder, folder, dirs_exist_ok=True)

    monkeypatch.setattr(training, "train", ended)
    monkeypatch.setattr(training.TrainingResult, "is_better", True)
    there = sorted(tmp_path.iterdir())
    with pytest.raises(ExportRefused if isinstance(error, OSError) else KeyboardInterrupt):
        train_pipeline(workspace, base, tmp_path / "mine", least=1)
    assert len(begun) == number
    assert sorted(tmp_path.iterdir()) == there


@pytest.mark.usefixtures("decided")
def test_a_folder_in_use_is_refused(workspace: Workspace, base: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportRefused, match="exists, and a folder is not replaced"):
        train_pipeline(workspace, base, tmp_path / "mine", least=1)
    assert (tmp_path / "mine" / "notes.txt").read_text("utf-8") == "mine"


def test_a_gain_without_an_interval_may_be_chance() -> None:
    found = training.TrainingResult(TrainingPlan(500, TrainingTexts([], []), []), [], 0.1, None)
    assert found.is_better
    assert found.may_be_chance
