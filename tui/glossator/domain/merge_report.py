"""What a merge of workspaces did, or would do."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ArticleChanges:
    """What a merge changed in an article.

    Attributes:
        uid: of the article.
        title: of the article.
        annotations: the number of annotations that were added or changed, also in their tags or verdicts.
        disputed: the number of annotations on which analysts now disagree.
        is_added: whether the article came with the merge.
    """

    uid: str
    title: str
    annotations: int
    disputed: int
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What was merged from one file.

    Attributes:
        source: the name of the file.
        analysts: who worked in it.
        operations: the number of their operations that came into the history.
        articles: the number of articles that were added.
        annotations: the number of annotations that were added.
        taken: the number of rows, such as annotations, tags and links, that were added, changed or deleted.
        agreed: the number of rows that both had changed alike.
        disputed: the number of annotations, and forms of the lexicon, on which analysts now disagree.
        joined: the number of notes that have both texts now.
        listed: a sentence for each thing that was decided without asking.
        proposed: a sentence for each pair of entities that may be the same.
        has_ancestor: whether the files are copies of one workspace.
        by_article: the articles that were changed, those with most disputes first.
    """

    source: str
    analysts: tuple[str, ...] = ()
    operations: int = 0
    articles: int = 0
    annotations: int = 0
    taken: int = 0
    agreed: int = 0
    disputed: int = 0
    joined: int = 0
    listed: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    has_ancestor: bool = True
    by_article: tuple[ArticleChanges, ...] = ()

    @property
    def summary(self) -> str:
        """The numbers in words, such as “from Ben: 214 taken, 31 agree, 6 disputed, 2 notes joined”."""
        who = ", ".join(self.analysts) or self.source
        notes = f"{self.joined:,} note{'' if self.joined == 1 else 's'} joined"
        return f"from {who}: {self.taken:,} taken, {self.agreed:,} agree, {self.disputed:,} disputed, {notes}"


@dataclass(slots=True)
class MergeCounts:
    """The counts of a merge while it is going on; see `MergeReport`."""

    articles: int = 0
    annotations: int = 0
    taken: int = 0
    agreed: int = 0
    lexicon_disputes: int = 0
    joined: int = 0
    listed: list[str] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)
