"""Where quotes of other programs stand in a text, and that no doubtful place is taken."""

from hypothesis import given
from hypothesis import strategies as st

from glossator.matching.quotes import NotFound, QuoteFinder
from glossator.text.anchor import TextQuote
from glossator.text.span import Span

TEXT = (
    "Ada Vane left Oskel on Monday. The union said that Ada Vane was late.\n\n"
    "“It’s a ferry — no more,” the mayor said; nobody asked Ada Vane herself."
)


def found(text: str, exact: str, prefix: str = "", suffix: str = "", position: tuple[int, int] | None = None) -> str:
    """Return what stands around the place of a quote, with the quote in brackets; or why it has none."""
    place = QuoteFinder(text).find(TextQuote(exact, prefix, suffix, position))
    if isinstance(place, NotFound):
        return place
    return f"{text[max(0, place.start - 5) : place.start]}[{place.of(text)}]{text[place.end : place.end + 5]}"


def test_a_quote_in_one_place_is_there() -> None:
    assert found(TEXT, "left Oskel") == "Vane [left Oskel] on M"


def test_white_space_invisible_characters_and_forms_of_quotation_marks_make_no_difference() -> None:
    assert found(TEXT, "\n late.\t\"It's a\u00a0fer\u00adry -") == " was [late.\n\n“It’s a ferry —] no m"
    assert found("the co\u00adoperation of\u200b all", "cooperation of all") == "the [co\u00adoperation of\u200b all]"
    assert found("a caf\u00e9 there", "cafe\u0301") == "a [caf\u00e9] ther"


def test_context_decides_among_several_places() -> None:
    assert found(TEXT, "Ada Vane", "The union said that ", " was late.") == "that [Ada Vane] was "
    assert found(TEXT, "Ada Vane", "", " left Oskel on") == "[Ada Vane] left"
    assert found(TEXT, "Ada Vane", "nobody asked\n   ") == "sked [Ada Vane] hers"


def test_without_context_or_with_too_little_of_it_several_places_are_none() -> None:
    assert found(TEXT, "Ada Vane") == NotFound.SEVERAL
    assert found(TEXT, "Ada Vane", "somewhere else, ", " did that") == NotFound.SEVERAL
    twice = "So it goes. It goes on and on. " * 2
    assert found(twice, "It goes on", "So it goes. ", " and on.") == NotFound.SEVERAL


def test_a_stated_position_decides_only_where_the_quote_is() -> None:
    second = TEXT.index("Ada Vane was")
    assert found(TEXT, "Ada Vane", position=(second, second + 8)) == "that [Ada Vane] was "
    assert found(TEXT, "Ada Vane", position=(second + 1, second + 9)) == NotFound.SEVERAL
    ship = "🚢 Ada and Ada"
    assert found(ship, "Ada", position=(11, 14)) == " and [Ada]"


def test_a_short_quote_among_other_words_is_doubtful_and_a_long_one_is_not() -> None:
    assert found(TEXT, "Oskel", "the mayors of ", " and Selby") == NotFound.ELSEWHERE
    long = "The union said that Ada Vane was late.\n\n“It’s a ferry"
    assert found(TEXT, long, "quite another page ", " here").endswith("ferry] — no")


def test_whole_words_come_before_parts_of_words() -> None:
    assert found("The theory of the sea", "the") == "y of [the] sea"
    assert found("Selbyferry", "ferry") == "Selby[ferry]"
    assert found("看见新闻记者有责任", "记者") == "看见新闻[记者]有责任"


def test_what_is_not_there_is_absent() -> None:
    assert found(TEXT, "Port Selby") == NotFound.ABSENT
    assert found(TEXT, " \n") == NotFound.ABSENT
    assert found("", "x") == NotFound.ABSENT


@given(st.text(alphabet="ab \n\u200b“é", max_size=40), st.data())
def test_a_quote_cut_from_a_text_is_found_where_it_was_or_nowhere(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = TextQuote(text[start:end], text[max(0, start - 8) : start], text[end : end + 8])
    place = QuoteFinder(text).find(quote)
    if isinstance(place, Span):
        inside = [at for at in range(start, end) if visible(text[at])]
        assert place == Span(inside[0], inside[-1] + 1) or not visible(quote.prefix + quote.suffix)
    else:
        assert place is not NotFound.ABSENT or not visible(quote.exact)


def visible(part: str) -> str:
    return "".join(part.replace("\u200b", "").split())
