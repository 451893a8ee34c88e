"""The view of a comparison: its lines, and going from change to change."""

from textual.app import App, ComposeResult
from textual.content import Content

from glossator.ui.widgets.comparison_view import ComparisonBlock, ComparisonView, change_style


class Host(App[None]):
    """An app with nothing but the view."""

    def compose(self) -> ComposeResult:
        yield ComparisonView()


def block(*parts: tuple[str, str]) -> ComparisonBlock:
    return ComparisonBlock("~", Content("").join(Content.styled(text, style) for text, style in parts))


async def test_a_changed_space_at_the_end_of_a_line_is_a_change_to_go_to() -> None:
    async with Host().run_test(size=(10, 6)) as pilot:
        view = pilot.app.query_one(ComparisonView)
        first, second = change_style("inserted", 0), change_style("deleted", 1)
        view.show([block(("aaaa", ""), (" ", first), ("bbbb ", ""), ("cc", second))])
        assert view.current == 0
        assert view.step(1)
        assert view.current == 1
        assert not view.step(1)
        assert view.current == 1


async def test_a_view_without_changes_has_no_current_one() -> None:
    async with Host().run_test(size=(30, 6)) as pilot:
        view = pilot.app.query_one(ComparisonView)
        view.show([block(("the same", ""))])
        assert view.current is None
        assert not view.step(1)
        assert [view.render_line(y).text.strip() for y in range(3)] == ["", "~ the same", ""]
