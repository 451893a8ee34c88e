"""Plain texts with several articles: a header starts each; rules and page breaks alone separate nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.documents.several_articles import split_articles
from glossator.formats.source_articles import SourceArticle
from glossator.text.words import word_count
from tests.formats.detecting import articles_of

FIRST = "Title: Ferry\nSource: Tidewatch\nDate: 4 March 2025\n\nIt left.\n\n--------\n\nIt came.\n"
SECOND = "Headline: Pier\nBy: R. Quill\n\nIt stayed.\n"


@pytest.mark.parametrize("between", ["\n", "\n========\n", "\n\n****************\n\n", "\f\n", "\n  --------  \n"])
def test_each_header_starts_an_article(between: str) -> None:
    first, second = articles_of(f"{FIRST}{between}{SECOND}".encode(), "x.txt")
    assert isinstance(first, SourceArticle)
    assert isinstance(second, SourceArticle)
    assert (first.draft.title, first.draft.text) == ("Ferry", "It left.\n\n--------\n\nIt came.")
    assert (second.draft.title, second.draft.author, second.draft.text) == ("Pier", "R. Quill", "It stayed.")
    assert (first.where, second.where) == ("article 1", "article 2")


def test_below_a_rule_a_title_is_enough() -> None:
    text = "Title: A\n\nIt left.\n\n========\nTitle: B\n\nIt came.\n\nTitle: C\n\nIt rained.\n"
    assert [each.header.title for each in split_articles(text)] == ["A", "B"]


@pytest.mark.parametrize(
    "text",
    [
        "The ferry\n\nIt left.\n\n========\n\nIt came.\n\n========\n\nThe end.\n",
        "Page one.\n\fPage two.\n",
        f"{FIRST}\nSource: the mayor\n\nNothing else.\n",
        f"{FIRST}\nHe said:\n\nTitle: none\n\nThat was all.\n",
    ],
)
def test_one_article_with_rules_stays_one(text: str) -> None:
    (found,) = articles_of(text.encode(), "x.txt")
    assert isinstance(found, SourceArticle)
    assert not found.where


def test_what_is_above_the_first_article_is_counted() -> None:
    first, _ = split_articles(f"My own list\n\n{FIRST}\n{SECOND}")
    assert [(each.kind, each.words) for each in first.left_out] == [("text above the first article", 3)]


_PIECES = st.lists(st.sampled_from((FIRST, SECOND, "It rained.\n", "========\n", "\n", "Title: x\n\n")), max_size=8)


@given(_PIECES)
def test_no_word_is_lost(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = list(split_articles(text))
    kept = sum(word_count(each.text) + sum(entry.words for entry in each.left_out) for each in found)
    body = word_count(text) - sum(word_count(line) for line in text.split("\n") if ":" in line)
    assert kept >= body
