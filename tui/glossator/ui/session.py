"""The session: the open article and its annotations, in sync with the workspace."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from glossator.domain.annotation import Annotation
from glossator.domain.article import Article, ArticleSummary, TextFormat
from glossator.domain.codebook import Label, Tag
from glossator.domain.verdict import Judgement
from glossator.store import operations
from glossator.store.blind_coding import is_blind_article
from glossator.store.errors import Missing, NoteChanged, StoreError
from glossator.store.queries import verdicts
from glossator.store.queries.records import NeighbourQuery
from glossator.store.workspace import Workspace
from glossator.text.normalise import normalise
from glossator.ui.widgets.editor import EditTarget

if TYPE_CHECKING:
    pass

P = ParamSpec("P")
T = TypeVar("T")

NO_ARTICLE: Final = Article(
    id=0,
    uid="",
    title="No articles",
    text="This workspace has no articles. Press J to import some, or u to undo what removed them.",
    text_format=TextFormat.PLAIN,
    text_sha256="",
    source="",
    url="",
    author="",
    published_at="",
    language="",
    encoding="",
    note="",
    added_at="",
    added_by="",
    updated_at="",
    updated_by="",
)
"""The article that is shown in a workspace without articles."""


@dataclass
class _Sitting:
    """The edits of one note until the editor is left: its target, its batch in the history, and the saved text."""

    subject: tuple[str, int] | None = None
    batch: int | None = None
    kept: str = ""


class Session:
    """The open article and its annotations, kept in sync with the database."""

    def __init__(self, workspace: Workspace, uid: str) -> None:
        """Open the article `uid`.

        Raises:
            StoreError: if the workspace cannot be read, or has no such article.
        """
        self.workspace = workspace
        self.labels: Sequence[Label] = workspace.labels()
        self._sitting = _Sitting()
        self._one_note_at_a_time = asyncio.Lock()
        self.open(uid)

    def open(self, uid: str) -> None:
        """Open another article.

        Raises:
            StoreError: if the workspace cannot be read, or has no such article.
        """
        self._version = self.workspace.version()
        self.article: Article = self.workspace.article(uid)
        self.is_gone = False

    def open_nothing(self) -> None:
        """Close the article, if there is no other to open."""
        self.article = NO_ARTICLE
        self.is_gone = False

    def reload(self) -> None:
        """Read the article and labels again; `is_gone` is true if the article was deleted."""
        self._version = self.workspace.version()
        self.labels = self.workspace.labels()
        try:
            self.article = self.workspace.refreshed(self.article)
        except Missing:
            self.is_gone = True

    def changed_elsewhere(self) -> bool:
        """Return whether the workspace has changed since it was read."""
        return self.workspace.version() != self._version

    async def keep_note(self, subject: EditTarget, text: str) -> str:
        """Save a note; all edits in one sitting are one operation.

        If another analyst has changed it meanwhile, both texts are saved, theirs first, and their name is returned.

        Raises:
            StoreError: if it could not be saved.
        """
        sitting, other = self._sitting, ""
        async with self._one_note_at_a_time:
            try:
                batch = await asyncio.wrap_future(self._hand_in(sitting, subject, text))
            except NoteChanged as changed:
                # Their text may already be followed by what was saved in this sitting.
                theirs = changed.note.removesuffix(sitting.kept).rstrip("\n")
                both, other = f"{theirs}\n\n{text}" if theirs else text, changed.analyst
                batch = await asyncio.wrap_future(self._hand_in(sitting, subject, both, changed.note))
            self.reload()
            sitting.subject, sitting.batch, sitting.kept = subject.key, batch, text
        return other

    def hand_in_note(self, subject: EditTarget, text: str) -> None:
        """Submit a note for saving, without waiting for it."""
        self._hand_in(self._sitting, subject, text)

    def _hand_in(self, sitting: _Sitting, subject: EditTarget, text: str, *known: str) -> Future[int | None]:
        same = sitting.subject == subject.key
        continuing = sitting.batch if same else None
        instead_of = (subject.note, *known, *([sitting.kept] if same else []))
        if subject.annotation is None:
            return self.workspace.perform(
                operations.write_article_note, subject.article.id, text, continuing, instead_of
            )
        return self.workspace.perform(operations.write_note, subject.annotation.id, text, continuing, instead_of)

    def has_kept(self, subject: EditTarget, text: str) -> bool:
        """Return whether the stored note of `subject` is `text`."""
        try:
            if subject.annotation is None:
                note = self.workspace.refreshed(subject.article).note
            else:
                annotation = self.workspace.annotation(subject.annotation.id)
                note = annotation.note if annotation else ""
        except StoreError:
            return False
        return note == normalise(text)

    def end_sitting(self) -> None:
        """Make the next edit of a note an operation of its own."""
        self._sitting = _Sitting()

    @property
    def colours(self) -> Mapping[str, str]:
        """The colour of each label."""
        return {label.name: label.colour for label in self.labels}

    def between(self, start: int, end: int) -> Sequence[Annotation]:
        """Return the annotations that overlap the code points from `start` to `end`, exclusive."""
        return self.workspace.annotations_between(self.article.id, start, end)

    def get(self, annotation: int) -> Annotation | None:
        """Return an annotation of the article, or None if it no longer exists."""
        found = self.workspace.annotation(annotation)
        return found if found is not None and found.article == self.article.id else None

    def judgement(self, annotation: Annotation | None) -> Judgement | None:
        """Return what analysts decided about an annotation; None where it was one at most."""
        return None if annotation is None else self.workspace.ask(verdicts.judgement, annotation.id)

    @property
    def is_blind(self) -> bool:
        """Whether the article is assigned to the analyst blind."""
        return self.workspace.ask(is_blind_article, self.article.id, self.workspace.author.analyst)

    @property
    def has_several_verdicts(self) -> bool:
        """Whether several analysts have decided on the same annotation."""
        return self.workspace.ask(verdicts.has_several_verdicts)

    def neighbour(
        self, offset: int, current: Annotation | None, *, forward: bool, undecided: bool, doubtful: bool = False
    ) -> Annotation | None:
        """Return the next or previous annotation from `current`, or from `offset` if None, wrapping around."""
        place = (offset, len(self.article.text) + 1, 0)
        if current is not None and current.span is not None:
            place = (current.span.start, current.span.end, current.id)
        turn = NeighbourQuery(*place, forward=forward, undecided=undecided, doubtful=doubtful)
        return self.workspace.neighbour(self.article.id, turn)

    def tags(self) -> Sequence[Tag]:
        """Return the tags of the codebook."""
        return self.workspace.tags()

    def articles(self) -> Sequence[ArticleSummary]:
        """Return the articles of the workspace."""
        return self.workspace.articles(inactive=False)

    def article_beside(self, by: int) -> str | None:
        """Return the uid of the article `by` places after the open one, or None beyond the ends."""
        found = [one.uid for one in self.articles() if (one.id - self.article.id) * by > 0]
        place = by - 1 if by > 0 else by
        return found[place] if -len(found) <= place < len(found) else None
