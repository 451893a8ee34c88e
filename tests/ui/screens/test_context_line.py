import pytest
from rich.cells import cell_len

from glossator.ui.screens.context_line import LEFT, on_a_line


@pytest.mark.parametrize(
    "left", ["", "short ", "long " * 40, "阿富汗 (" * 20, "👩🏻\u200d✈️ Captain ", "cafe\u0301 " * 20]
)
def test_words_stand_below_each_other_whatever_is_before_them(left: str) -> None:
    line = on_a_line(left, "HIT", " right").plain
    assert cell_len(line.partition("HIT")[0]) == LEFT
