"""How many articles each source has."""

from collections import Counter

from glossator.store.workspace import Workspace


def articles_by_source(workspace: Workspace) -> list[tuple[str, int]]:
    """Return each source with the number of its active articles, the most frequent first."""
    articles = workspace.articles(inactive=False)
    return Counter(article.source or "(no source)" for article in articles).most_common()
