"""Every way of changing what is shown: after each, the terminal shows the open article and nothing of another."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import pytest
from textual.screen import Screen

from glossator.store import operations
from glossator.store.operations.labels import colour_label
from glossator.store.workspace import Author, Workspace
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.chooser import Chooser
from glossator.ui.screens.consistency import ConsistencyPage
from glossator.ui.screens.entities import EntitiesPage
from glossator.ui.screens.entity import MentionsOfEntityPage
from glossator.ui.screens.importing import ImportPage
from glossator.ui.screens.key_prompt import Confirmation
from glossator.ui.screens.library import LibraryPage
from glossator.ui.screens.mentions import MentionsPage
from glossator.ui.screens.orphans import OrphansPage
from glossator.ui.screens.prompt import Prompt
from glossator.ui.screens.search import SearchPage
from glossator.ui.widgets.themes import THEMES
from tests.store.scene import done
from tests.walk.laws import reader_complaints, repaint_complaints
from tests.walk.window import SIZES, Window, window
from tests.walk.world import TWINS, World


@dataclass(frozen=True)
class Visit:
    """A window on the world, and what to do in it."""

    window: Window
    world: World

    @property
    def title(self) -> str:
        """The title of the open article."""
        return self.window.reader.session.article.title

    async def look(self, what: str) -> None:
        """Compare the screen with the workspace."""
        found = reader_complaints(self.window)
        assert not found, "\n".join((f"{what}, in “{self.title}”:", *found))

    async def look_twice(self, what: str) -> None:
        """Compare the screen with the workspace, and with itself drawn again."""
        await self.look(what)
        found = await repaint_complaints(self.window)
        assert not found, "\n".join((f"{what}, in “{self.title}”:", *found))

    async def press(self, *keys: str) -> None:
        """Press keys, and look after each."""
        for key in keys:
            await self.window.press(key)
            await self.look(f"after {key}")

    async def write(self, text: str) -> None:
        """Type a text, and look."""
        await self.window.type(text)
        await self.look(f"after {text!r}")

    async def arrive(self, page: type[Screen[Any]]) -> None:
        """Fail where another page is on top."""
        assert isinstance(self.window.app.screen, page), f"this is {self.window.app.screen}"

    async def open(self, title: str) -> None:
        """Open an article by its title."""
        await self.press("O")
        await self.arrive(Chooser)
        await self.write(title)
        await self.press("enter")
        await self.arrive(ReaderScreen)
        assert self.title == title


Way: TypeAlias = Callable[[Visit], Awaitable[None]]


async def next_and_previous(visit: Visit) -> None:
    """Step through all articles and back, with the view at the start, and in the middle."""
    await visit.open(TWINS[0])
    titles = []
    for _ in range(len(visit.world.titles)):
        titles.append(visit.title)
        await visit.press("greater_than_sign")
    assert len(set(titles)) == len(visit.world.titles) - 1, "all but the older version"
    for _ in TWINS:
        await visit.press("pagedown", "right_square_bracket", "less_than_sign")


async def chooser(visit: Visit) -> None:
    """Choose articles that take as many lines as the one before."""
    for title in (TWINS[3], TWINS[5], TWINS[1], "Stub", "Short", "Longer", "Long"):
        await visit.open(title)


async def next_unread_and_undecided(visit: Visit) -> None:
    """Go on to what was never opened, and to what is not decided."""
    await visit.press("equals_sign", "equals_sign", "exclamation_mark", "exclamation_mark")


async def library(visit: Visit) -> None:
    """Open articles from the library, an older version too, and the next unread."""
    for typed in (TWINS[2], TWINS[4], "is:superseded", "Wide"):
        await visit.press("P", "slash")
        await visit.arrive(LibraryPage)
        await visit.write(typed)
        await visit.press("enter", "enter")
        await visit.arrive(ReaderScreen)
        assert typed in ("is:superseded", visit.title)
    await visit.press("P", "equals_sign", "enter")


async def versions(visit: Visit) -> None:
    """Go between the versions of an article."""
    await visit.press("P", "slash")
    await visit.write("is:superseded")
    await visit.press("enter", "enter")
    assert visit.title == "Guide"
    await visit.press("greater_than_sign")
    assert visit.title == "Guide, corrected"


async def orphan(visit: Visit) -> None:
    """Go to where an annotation waits for a place."""
    await visit.open(TWINS[0])
    await visit.press("P", "slash")
    await visit.write("corrected")
    await visit.press("enter", "o")
    await visit.arrive(OrphansPage)
    await visit.press("down", "enter")
    await visit.arrive(ReaderScreen)


async def search_hit(visit: Visit) -> None:
    """Go to what a search has found, in one article after the other."""
    for words in ("Petra Lisk", "Tilda Marr", "ministry", "captain"):
        await visit.press("ctrl+f")
        await visit.arrive(SearchPage)
        await visit.write(words)
        await visit.press("enter", "down", "down", "enter")
        await visit.arrive(ReaderScreen)
        await visit.press("greater_than_sign")


async def mention(visit: Visit) -> None:
    """Go to the mentions of an entity."""
    await visit.open(TWINS[1])
    for steps in (1, 2, 3):
        await visit.press("C")
        await visit.arrive(EntitiesPage)
        await visit.press("enter")
        await visit.arrive(MentionsOfEntityPage)
        await visit.press(*["down"] * steps, "enter")
        await visit.arrive(ReaderScreen)


async def consistency(visit: Visit) -> None:
    """Go to what was decided differently."""
    await visit.press("Q", "v")
    await visit.arrive(ConsistencyPage)
    await visit.press("down", "enter", *["escape"] * 2)


async def propagate(visit: Visit) -> None:
    """Decide on every mention as on one."""
    await visit.open(TWINS[0])
    await visit.press("space", "a", "left_square_bracket", "p")
    await visit.arrive(MentionsPage)
    await visit.press("v", "v", "enter")
    if isinstance(visit.window.app.screen, Confirmation):
        # Some of those that are ticked are not in view.
        await visit.press("y")
    await visit.press("greater_than_sign", "less_than_sign", "u", "ctrl+r")


async def undo_elsewhere(visit: Visit) -> None:
    """Undo and redo from another article what was done in one."""
    await visit.open(TWINS[2])
    await visit.press("space", "a", "x", "t")
    await visit.write("kept")
    await visit.press("enter")
    await visit.open(TWINS[4])
    await visit.press("u", "u", "u", "ctrl+r", "ctrl+r")


async def decided_in_view(visit: Visit) -> None:
    """Decide on all that is in view, more than is near the cursor."""
    for title in (TWINS[1], TWINS[3], "Long"):
        await visit.open(title)
        await visit.press("L", "A", "u", "ctrl+r", "H", "u", "asterisk", "u")


async def written_elsewhere(visit: Visit) -> None:
    """Another window changes the annotations, the labels' colours and the notes of what is seen."""
    await visit.open(TWINS[3])
    article = visit.window.reader.session.article
    with Workspace(visit.world.path, Author("bea")) as other:
        known = other.annotations(article.id)
        done(other, operations.accept, [known[0].id, known[-1].id])
        done(other, operations.tag, known[1].id, "bea/was/here")
        done(other, operations.write_note, known[2].id, "Seen by Bea.")
        done(other, colour_label, "PERSON", "#aa3377")
        done(other, operations.write_article_note, article.id, "Bea read this.")
    visit.window.reader._look_around()
    await visit.window.rest()
    await visit.look_twice("after another window wrote")


async def imported(visit: Visit) -> None:
    """Open what was just imported."""
    for name in ("note.txt", "inbox"):
        await visit.open(TWINS[0])
        await visit.press("J")
        await visit.arrive(Prompt)
        await visit.window.type(str(visit.world.folder / name))
        await visit.press("enter")
        await visit.arrive(ImportPage)
        await visit.press("down", "enter")
        await visit.arrive(ReaderScreen)
        assert visit.title not in visit.world.titles


async def marks_and_jumps(visit: Visit) -> None:
    """Go to a mark, back and forth again, and do so in an article that has none of them."""
    await visit.open(TWINS[5])
    await visit.press("m", "b", "G", "apostrophe", "b", "ctrl+o", "ctrl+n", "ctrl+o")
    await visit.press("greater_than_sign", "ctrl+o", "apostrophe", "b", "less_than_sign", "ctrl+o")
    await visit.open("Long")
    await visit.press("G", "ctrl+o", "5", "0", "right_curly_bracket", "ctrl+o")


async def found(visit: Visit) -> None:
    """Find words, and go on to an article where they stand elsewhere."""
    for title in (TWINS[0], "Wide"):
        await visit.open(title)
        await visit.press("slash")
        await visit.write("captain" if title in TWINS else "tide")
        await visit.press("enter", "f", "f", "greater_than_sign", "f", "f", "F", "slash", "escape")


async def selected(visit: Visit) -> None:
    """Take a selection, a count, and the editor of the whole article along to other articles."""
    await visit.open(TWINS[2])
    await visit.press("v", "j", "l", "greater_than_sign", "V", "l", "less_than_sign")
    await visit.press("3", "greater_than_sign", "j", "N")
    await visit.write("a note on it")
    await visit.press("escape", "greater_than_sign", "less_than_sign", "T", "escape", "greater_than_sign")


async def listed(visit: Visit) -> None:
    """Have the list beside the article, and go on to others."""
    await visit.open(TWINS[0])
    await visit.press("o", "down", "down", "escape", "o", "down", "enter", "greater_than_sign", "o", "escape")


async def resized(visit: Visit) -> None:
    """Change the size of the window over an article, and over pages that are left for another."""
    size = visit.window.emulator.size
    for columns, lines in (*SIZES, (60, 20), (200, 50), size):
        await visit.window.resize(columns, lines)
        await visit.look_twice(f"at {columns}x{lines}")
        await visit.press("greater_than_sign")
    for key in ("P", "m"):
        await visit.press(key)
        await visit.window.resize(90, 30)
        await visit.look_twice("resized over a page")
        await visit.press("escape")
        await visit.window.resize(*size)
        await visit.look_twice("and back")


async def themes(visit: Visit) -> None:
    """Change the theme, over an article and over a page."""
    for theme in THEMES:
        visit.window.app.theme = theme.name
        await visit.window.rest()
        await visit.look_twice(f"in {theme.name}")
        await visit.press("greater_than_sign")
    await visit.press("P")
    visit.window.app.theme = THEMES[0].name
    await visit.window.rest()
    await visit.press("escape")


WAYS: Final[Sequence[Way]] = (
    next_and_previous,
    chooser,
    next_unread_and_undecided,
    library,
    versions,
    orphan,
    search_hit,
    mention,
    consistency,
    propagate,
    undo_elsewhere,
    decided_in_view,
    written_elsewhere,
    marks_and_jumps,
    found,
    selected,
    listed,
    resized,
    themes,
    imported,
)


_AT_ONCE: Final = 5
"""Ways that are tried in one window, one after the other."""


# The size between these is among those that a window changes to on the way.
@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("ways", [WAYS[first : first + _AT_ONCE] for first in range(0, len(WAYS), _AT_ONCE)])
async def test_whatever_changes_what_is_shown_shows_nothing_of_another_article(
    world: World, size: tuple[int, int], ways: Sequence[Way]
) -> None:
    async with window(world.path, size) as opened:
        visit = Visit(opened, world)
        await visit.look_twice("at the start")
        for way in ways:
            await way(visit)
            await visit.arrive(ReaderScreen)
            await visit.look_twice(f"after {way.__name__}")
