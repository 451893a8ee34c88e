from tui.widgets.key_bar import KeyBar


async def test_a_bar_whose_page_was_left_meanwhile_shows_nothing_more() -> None:
    bar = KeyBar()
    await bar.recompose()
    assert not bar.is_attached
