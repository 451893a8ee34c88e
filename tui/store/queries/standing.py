"""What counts in a workspace: articles that were not put away. A newer version stands for the one that it replaced."""


def stands(article: str) -> str:
    """Return the condition that an article was not put away; `article` is what its id is called in the question."""
    return f"{article} NOT IN (SELECT article FROM put_away)"


def counts(annotation: str) -> str:
    """Return the condition that an annotation is in an article that was not put away; `annotation` is its id there."""
    return f"{annotation} NOT IN (SELECT id FROM annotations WHERE article IN (SELECT article FROM put_away))"
