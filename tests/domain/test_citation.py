from glossator.domain.article import Article, TextFormat, citation


def article(title: str, source: str, published_at: str, url: str) -> Article:
    return Article(
        *(1, "t_x", title, "x", TextFormat.PLAIN, "0" * 64, source, url, "R. Quill", published_at),
        *("en", "utf-8", "", "", "ann", "", "ann"),
    )


def test_a_citation_tells_all_that_is_known_on_one_line() -> None:
    known = article("Ferry\nto Lumen", "The Tidewatch", "2026-01-01T08:00:00Z", "https://example.org/ferry")
    assert citation(known, "nine\n hours", 2) == (
        "“nine hours” — Ferry to Lumen, The Tidewatch, 2026-01-01, https://example.org/ferry, paragraph 2"
    )


def test_what_is_unknown_is_left_out() -> None:
    assert citation(article("Ferry", "", "", ""), "hours", 1) == "“hours” — Ferry, paragraph 1"
