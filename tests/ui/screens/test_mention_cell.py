import pytest
from rich.cells import cell_len

from glossator.ui.screens.list_items import CONTEXT_WIDTH, mention_cell


@pytest.mark.parametrize(
    "left", ["", "short ", "long " * 40, "阿富汗 (" * 20, "👩🏻\u200d✈️ Captain ", "cafe\u0301 " * 20]
)
def test_words_stand_below_each_other_whatever_is_before_them(left: str) -> None:
    line = mention_cell(left, "HIT", " right").plain
    assert cell_len(line.partition("HIT")[0]) == CONTEXT_WIDTH
