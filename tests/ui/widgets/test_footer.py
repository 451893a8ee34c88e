from textual.screen import Screen

from glossator.ui.widgets.footer import KeyBar


def test_a_bar_whose_page_was_left_meanwhile_shows_nothing_more() -> None:
    bar = KeyBar()
    bar.look(Screen())
    assert bar.offered == ()
