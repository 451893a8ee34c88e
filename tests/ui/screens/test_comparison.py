"""Comparing two versions of an article."""

from dataclasses import replace

import pytest

from glossator.domain.article import Article
from glossator.store.queries.versions import CarriedAnnotation, carried_annotations
from glossator.text.differences import compare
from glossator.text.span import Span
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens import comparison
from glossator.ui.screens.comparison import ComparisonPage, blocks_of, version_dates, version_pair
from glossator.ui.screens.key_help import KeyHelp
from glossator.ui.screens.library import LibraryPage
from glossator.ui.widgets.comparison_view import ComparisonBlock, ComparisonView
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, Play, playing
from tests.ui.screens.stage import Stage, add_newer_version


@pytest.fixture
def newer(stage: Stage) -> Article:
    """A newer version of the first article."""
    return add_newer_version(stage)


def written(blocks: list[ComparisonBlock]) -> list[str]:
    """Return blocks with their signs, and the changes in brackets."""
    found = []
    for block in blocks:
        text = block.content.plain
        for span in sorted(block.content.spans, key=lambda span: -span.start):
            kind = str(span.style).partition(" ")[0]
            form = {"deleted": "[-{}-]", "inserted": "{{+{}+}}"}.get(kind, "{}")
            text = text[: span.start] + form.format(text[span.start : span.end]) + text[span.end :]
        found.append(f"{block.sign} {text}")
    return found


def test_unchanged_paragraphs_are_one_line_and_changes_have_their_places() -> None:
    old = "One.\n\nTwo.\n\nThe old ferry sails on.\n\nGone now.\n\nThree."
    new = "One.\n\nTwo.\n\nThe new ferry sails.\n\nThree.\n\nLast."
    blocks, places = blocks_of(compare(old, new), [])
    assert written(blocks) == [
        " … 2 unchanged paragraphs",
        "~ The [-old-] {+new+} ferry sails[- on-].",
        "- [-Gone now.-]",
        " … 1 unchanged paragraph",
        "+ {+Last.+}",
    ]
    assert [new[place : place + 5] for place in places] == ["new f", ".\n\nTh", "\n\nThr", "Last."]


def test_below_a_changed_paragraph_is_what_became_of_its_annotations() -> None:
    old, new = "One.\n\nThe old ferry sails.", "One.\n\nThe new ferry sails."
    carried = [
        CarriedAnnotation(Span(0, 3), "One", "GPE", orphan=False),
        CarriedAnnotation(Span(10, 13), "old", "LAW", orphan=True),
        *(CarriedAnnotation(Span(14, 19), f"ferry{number}", None, orphan=False) for number in range(5)),
    ]
    blocks, _ = blocks_of(compare(old, new), carried)
    assert written(blocks)[2:] == ["• orphaned: “old” LAW · carried over: “ferry0”, “ferry1”, “ferry2” and 2 more"]


def test_long_pieces_are_cut_and_no_more_paragraphs_are_shown_than_anybody_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (block,), _ = blocks_of(compare("", "x" * 5_000), [])
    assert block.content.plain == f"{'x' * 400} … 4,200 characters … {'x' * 400}"
    monkeypatch.setattr(comparison, "_MOST", 2)
    blocks, places = blocks_of(compare("", "One.\n\nTwo.\n\nThree."), [])
    assert len(blocks) == len(places) == 2


def test_nothing_that_a_terminal_obeys_is_shown() -> None:
    blocks, _ = blocks_of(compare("a \u202eb", "a [bold]\u202ec"), [])
    assert "\u202e" not in blocks[0].content.plain
    assert "[bold]" in blocks[0].content.plain


@pytest.mark.parametrize(
    ("published", "imported", "dates"),
    [
        (("2026-01-01", "2026-01-03T10:00"), ("2026-02-01T09:00:00Z",) * 2, ("2026-01-01", "2026-01-03")),
        (("2026-01-01",) * 2, ("2026-02-01T09:00:00Z", "2026-02-03T09:00:00Z"), ("imported 2026-02-01", "2026-02-03")),
        (
            ("", "2026-01-03"),
            ("2026-02-01T09:00:00Z", "2026-02-01T10:00:00Z"),
            ("imported 2026-02-01 09:00:00", "2026-02-01 10:00:00"),
        ),
    ],
)
def test_dates_tell_the_versions_apart(
    stage: Stage, published: tuple[str, str], imported: tuple[str, str], dates: tuple[str, str]
) -> None:
    older, newer = (
        replace(stage.ferry, published_at=day, added_at=time) for day, time in zip(published, imported, strict=True)
    )
    assert version_dates(older, newer) == dates


def test_an_article_is_compared_with_its_older_version_or_else_its_newer_one() -> None:
    assert version_pair("b", "a", "c") == ("a", "b")
    assert version_pair("b", None, "c") == ("b", "c")
    assert version_pair("b", None, None) is None


def test_carried_over_annotations_and_orphans_are_found_by_their_old_place(stage: Stage, newer: Article) -> None:
    with stage.opened() as workspace:
        found = workspace.ask(carried_annotations, stage.ferry.id, newer.id)
    assert [one.place.of(stage.ferry.text) for one in found] == [one.quote for one in found]
    assert sorted(found, key=lambda one: (one.place.start, -one.place.end)) == found
    assert "Aurora" in [one.quote for one in found if not one.orphan]
    assert {one.orphan for one in found} == {False, True}


async def compared(play: Play, key: str = "tilde") -> ComparisonPage:
    await play.press(key)
    await play.until(lambda: isinstance(play.app.screen, ComparisonPage) and "change 1 of" in play.seen)
    assert isinstance(play.app.screen, ComparisonPage)
    return play.app.screen


async def test_changes_are_gone_through_and_opened_from_the_reader(
    open_app: OpenApp, stage: Stage, newer: Article
) -> None:
    async with playing(open_app(newer.uid), stage, size=NARROW) as play:
        page = await compared(play)
        assert "Versions 2026-01-01 → 2026-01-03 · 5 changes · Ferry to Lumen" in play.seen
        assert "change 1 of 5" in play.seen
        await play.press("left_square_bracket")
        assert "No previous change." in play.seen
        for number in (2, 3, 4, 5):
            await play.press("right_square_bracket")
            await play.until(lambda number=number: f"change {number} of 5" in play.seen)  # type: ignore[misc]
        assert "The quay was full." in play.seen
        assert "… 1 unchanged paragraph" in play.seen
        await play.press("right_square_bracket")
        assert "No next change." in play.seen
        await play.press("G", "g", "j", "k", "pagedown", "question_mark")
        await play.until(lambda: isinstance(play.app.screen, KeyHelp) and "Go to the next change." in play.seen)
        await play.press("escape")
        await play.until(lambda: play.app.screen is page)
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        assert newer.text[play.pane.offset_in_text :].startswith("The quay was full.")


async def test_changes_are_seen_without_colours(open_app: OpenApp, stage: Stage, newer: Article) -> None:
    async with playing(open_app(newer.uid), stage) as play:
        page = await compared(play)
        view = page.query_one(ComparisonView)
        strips = [view.render_line(y) for y in range(view.size.height)]
        looks = {segment.text: segment.style for strip in strips for segment in strip if segment.style}
        assert looks["nine"].strike
        assert not looks["nine"].reverse
        assert looks["eight"].underline
        assert looks["Okafor-Lund"].reverse, "the current change"
        assert not looks["nine"].underline


async def test_the_library_compares_an_article_with_its_older_version(
    open_app: OpenApp, stage: Stage, newer: Article
) -> None:
    async with playing(open_app(newer.uid), stage) as play:
        await play.press("P")
        await play.until(lambda: isinstance(play.app.screen, LibraryPage) and "newer version of" in play.seen)
        library = play.app.screen
        await compared(play)
        await play.press("escape")
        await play.until(lambda: play.app.screen is library)
        await compared(play)
        await play.press("right_square_bracket", "enter")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        assert play.reader.session.article.uid == newer.uid


async def test_an_article_without_versions_says_so(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("tilde")
        await play.until(lambda: "This article has no other version." in play.seen)
        await play.press("P")
        await play.until(lambda: isinstance(play.app.screen, LibraryPage) and play.app.screen.things)
        await play.press("tilde")
        await play.until(lambda: "This article has no other version." in play.seen)


async def test_a_narrower_window_keeps_the_current_change_in_view(
    open_app: OpenApp, stage: Stage, newer: Article
) -> None:
    async with playing(open_app(newer.uid), stage) as play:
        await compared(play)
        await play.press(*("right_square_bracket" for _ in range(4)))
        await play.pilot.resize_terminal(*NARROW)
        await play.until(lambda: "The quay was full." in play.seen)
        assert "change 5 of 5" in play.seen
