"""A quote with where it is from, as one pastes it into a report."""

from glossator.domain.article import Article
from glossator.text.normalise import flatten


def citation(article: Article, quote: str, paragraph: int) -> str:
    """Return `quote` with the article’s title, source, date, address and paragraph, as far as they are known."""
    parts = [flatten(article.title), article.source, article.published_at[:10], article.url, f"paragraph {paragraph}"]
    return f"“{flatten(quote)}” — {', '.join(part for part in parts if part)}"
