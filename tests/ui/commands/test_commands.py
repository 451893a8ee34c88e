"""Commands, each with a reader without a screen: what they do to the workspace, say, and open."""

from pathlib import Path

import pytest

from glossator.domain.annotation import Status
from glossator.domain.lexicon import AMOUNTS
from glossator.matching import candidates
from glossator.store import operations
from glossator.store.operations.labels import archive_label
from glossator.ui.commands import COMMANDS, articles, boundaries, coding, deciding, finding, moving, selecting
from glossator.ui.commands.context import ReaderContext
from glossator.ui.keymap import Command
from glossator.ui.screens.agreement import AgreementPage
from glossator.ui.screens.chooser import Chooser
from glossator.ui.screens.co_occurrence import CoOccurrencePage
from glossator.ui.screens.history import HistoryPage
from glossator.ui.screens.key_prompt import Confirmation
from glossator.ui.screens.passages import PassagesPage
from glossator.ui.widgets.article.pane import ArticlePane
from tests.store.dumps import change
from tests.store.scene import Scene, done
from tests.ui.commands.fake_reader import FakeReader, context, fake_reader


@pytest.fixture
async def reader(scene: Scene) -> FakeReader:
    """A reader with the cursor on the first suggestion, Aurora."""
    made = fake_reader(scene.workspace, scene.article.uid)
    made.pane.current = scene.now(scene.ship)
    return made


async def run(command: Command[ReaderContext], reader: FakeReader) -> None:
    running = command.run(context(reader))
    if running is not None:
        await running


async def test_accept_decides_and_goes_to_the_next_suggestion(reader: FakeReader, scene: Scene) -> None:
    await run(deciding.accept, reader)
    assert scene.now(scene.ship).status is Status.ACCEPTED
    assert reader.pane.current == scene.now(scene.harbour)
    assert reader.said == ["Accepted “Aurora” as PRODUCT."]


async def test_reject_decides_as_many_as_the_count(reader: FakeReader, scene: Scene) -> None:
    reader.pane.count = 2
    await run(deciding.reject, reader)
    assert {scene.now(one).status for one in (scene.ship, scene.harbour)} == {Status.REJECTED}
    assert len(scene.workspace.history(10)[0:1]) == 1
    assert "Rejected 2 annotations." in reader.said[-1]


async def test_repeat_does_the_same_to_another_annotation(reader: FakeReader, scene: Scene) -> None:
    await run(deciding.repeat, reader)
    assert reader.said == ["Nothing to repeat yet."]
    await selecting.change_label(context(reader), "ORG", scene.now(scene.ship))
    await deciding.repeatable(
        context(reader), lambda one: selecting.change_label(context(reader), "LOC", one), to=scene.now(scene.ship)
    )
    reader.pane.current = scene.now(scene.harbour)
    await run(deciding.repeat, reader)
    assert [scene.now(one).label for one in (scene.ship, scene.harbour)] == ["LOC", "LOC"]


async def test_undo_without_an_import_needs_no_confirmation(reader: FakeReader, scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    await run(deciding.undo, reader)
    assert scene.now(scene.ship).status is Status.SUGGESTED
    assert reader.pages == []
    assert reader.opened == [scene.article.uid]
    assert reader.said == ["Undid accept of “Aurora”."]


async def test_commands_of_many_ask_first(reader: FakeReader) -> None:
    await run(deciding.accept_label, reader)
    await run(deciding.accept_article, reader)
    assert [type(page) for page in reader.pages] == [Confirmation, Confirmation]


@pytest.mark.parametrize("command", [deciding.accept_visible, deciding.accept_article])
async def test_doubtful_suggestions_are_left_when_many_are_accepted(
    reader: FakeReader, scene: Scene, command: Command[ReaderContext]
) -> None:
    change(Path(scene.workspace.path), "UPDATE annotations SET score = 0.2 WHERE id = ?", [scene.ship])
    await run(command, reader)
    (page,) = reader.pages
    assert isinstance(page, Confirmation)
    assert page._question.startswith("Accept 1 suggestion in ")
    assert "1 doubtful one is left for a look." in page._question
    await reader.answers[0]("\n")
    assert scene.now(scene.ship).status is Status.SUGGESTED
    assert scene.now(scene.harbour).status is Status.ACCEPTED
    assert "1 doubtful one is left for a look." in reader.said[-1]


@pytest.mark.parametrize("command", [deciding.accept_visible, deciding.accept_article])
async def test_only_doubtful_suggestions_are_nothing_to_accept_at_once(
    reader: FakeReader, scene: Scene, command: Command[ReaderContext]
) -> None:
    change(Path(scene.workspace.path), "UPDATE annotations SET score = 0.2 WHERE status = 'suggested'")
    await run(command, reader)
    assert reader.pages == []
    assert reader.said[-1].endswith("2 doubtful ones are left for a look.")


async def test_doubtful_suggestions_are_accepted_with_the_article_if_asked_for(
    reader: FakeReader, scene: Scene
) -> None:
    change(Path(scene.workspace.path), "UPDATE annotations SET score = 0.2 WHERE id = ?", [scene.ship])
    await run(deciding.accept_article, reader)
    (page,) = reader.pages
    assert isinstance(page, Confirmation)
    assert "d: accept the doubtful ones, too" in page._answers
    await reader.answers[0]("d")
    assert {scene.now(one).status for one in (scene.ship, scene.harbour)} == {Status.ACCEPTED}
    assert reader.said == ["Accepted 2 suggestions in this article, 1 of them doubtful. Press u to undo."]


async def test_without_doubtful_suggestions_that_answer_accepts_nothing(reader: FakeReader, scene: Scene) -> None:
    await run(deciding.accept_article, reader)
    (page,) = reader.pages
    assert isinstance(page, Confirmation)
    assert "doubtful" not in page._answers
    await reader.answers[0]("d")
    assert scene.now(scene.ship).status is Status.SUGGESTED
    assert reader.said == ["Nothing was accepted."]


async def test_the_key_that_accepts_one_suggestion_does_not_accept_the_article(
    reader: FakeReader, scene: Scene
) -> None:
    change(Path(scene.workspace.path), "UPDATE annotations SET score = 0.2 WHERE id = ?", [scene.ship])
    await run(deciding.accept_article, reader)
    await reader.answers[0]("a")
    assert {scene.now(one).status for one in (scene.ship, scene.harbour)} == {Status.SUGGESTED}
    assert reader.said == ["Nothing was accepted."]


async def test_numbers_are_skipped_where_all_labels_for_them_are_archived(
    reader: FakeReader, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(candidates, "next_unmarked", lambda *_, numbers: asked.append(numbers))
    labels = sorted(AMOUNTS)
    for label in labels[:-1]:
        done(scene.workspace, archive_label, label)
    reader.session.reload()
    await run(selecting.next_unmarked, reader)
    done(scene.workspace, archive_label, labels[-1])
    reader.session.reload()
    await run(selecting.next_unmarked, reader)
    assert asked == [True, False]


async def test_fit_needs_a_selection(reader: FakeReader) -> None:
    await run(boundaries.fit, reader)
    assert reader.said[0].startswith("Nothing is selected.")


async def test_boundaries_move_by_the_count(reader: FakeReader, scene: Scene) -> None:
    reader.pane.count = 2
    (grow_right,) = [command for command in boundaries.MOTIONS if command.id == "grow_right"]
    await run(grow_right, reader)
    assert scene.now(scene.ship).quote.startswith("Aurora ")
    assert len(scene.now(scene.ship).quote.split()) == 3


async def test_tag_by_key_says_how_to_get_keys(reader: FakeReader) -> None:
    await run(coding.tag_by_key, reader)
    assert reader.said == ["No tag has a key. Press K to open the codebook, then , to set one."]


async def test_pages_are_opened_by_commands(reader: FakeReader, scene: Scene) -> None:
    await run(articles.open_article, reader)
    await run(deciding.history, reader)
    assert [type(page) for page in reader.pages] == [Chooser, HistoryPage]


async def test_passages_are_of_the_only_tag_else_of_what_is_chosen(reader: FakeReader, scene: Scene) -> None:
    await run(coding.passages, reader)
    reader.pane.current = scene.now(scene.captain)
    await run(coding.passages, reader)
    assert [getattr(page, "named", "") for page in reader.pages] == ["PRODUCT", "people/crew"]
    done(scene.workspace, operations.tag, scene.captain, "speaks")
    reader.pane.current = scene.now(scene.captain)
    await run(coding.passages, reader)
    reader.pane.current = scene.now(scene.plain)
    await run(coding.passages, reader)
    assert reader.said == ["This annotation has no tag, label or entity. Press t to tag it, or r to label it."]
    await run(coding.co_occurrence, reader)
    await run(coding.show_agreement, reader)
    pages = [type(page) for page in reader.pages]
    assert pages == [PassagesPage, PassagesPage, Chooser, CoOccurrencePage, AgreementPage]


async def test_there_is_no_article_after_the_last(reader: FakeReader) -> None:
    await run(articles.next_article, reader)
    await run(articles.previous_article, reader)
    assert reader.said == ["This is the last article.", "This is the first article."]
    assert reader.opened == []


async def test_copy_of_nothing_says_so(reader: FakeReader) -> None:
    reader.pane.current = None
    await run(finding.copy, reader)
    assert reader.said == ["Nothing here to copy."]


async def test_each_motion_is_one_of_the_pane(reader: FakeReader) -> None:
    for command in moving.MOTIONS:
        await run(command, reader)
    assert all(hasattr(ArticlePane, name) for name in reader.pane.moves)
    assert len(reader.pane.moves) == len(moving.MOTIONS)


def test_every_command_is_of_a_module_of_its_group() -> None:
    assert [command.id for command in COMMANDS][:2] == ["token_right", "token_left"]
    assert COMMANDS[-1].id == "quit"
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


async def test_the_language_of_the_article_is_stated_and_the_article_analysed(reader: FakeReader, scene: Scene) -> None:
    await run(articles.language, reader)
    (answer,) = reader.answers
    await answer(None)
    assert (reader.session.article.language, reader.analyses) == (reader.session.article.language, 0)
    await answer("pt_BR")
    assert (reader.session.article.language, reader.analyses) == ("pt-BR", 1)
    assert reader.said == ["Stated Portuguese for this article."]
    await answer(" ")
    assert (reader.session.article.language, reader.analyses) == ("", 2)
    assert reader.said[-1] == "Stated no language for this article."
    await run(deciding.undo, reader)
    assert reader.session.article.language == "pt-BR"
