"""The editor of one annotation, or of the article: its details, tags and note."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.timer import Timer
from textual.widgets import Static, TextArea
from textual.widgets.text_area import Edit, EditResult

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.domain.article import Article, metadata_summary
from glossator.domain.codebook import Tag
from glossator.domain.verdict import Judgement
from glossator.text.normalise import normalise, shorten
from glossator.ui.widgets.article.glyphs import guarded, visible
from glossator.ui.widgets.colours import UNLABELLED, ground_of, shades

if TYPE_CHECKING:
    from glossator.ui.widgets.tag_field import TagField

_PAUSE: Final = 0.5
_MOST_QUOTED: Final = 240
# Lines of the details of an annotation whose text fits on one line.
_LINES: Final = 5
# Characters of an article's further metadata; the library shows all.
_MOST_METADATA: Final = 120
# The commands of clicks.
_RELABEL: Final = Style.from_meta({"@click": "screen.run('relabel')"})
_ENTITY: Final = Style.from_meta({"@click": "screen.run('entity')"})
_LINK: Final = Style.from_meta({"@click": "screen.run('link')"})
_TAG: Final = Style.from_meta({"@click": "screen.run('tag')"})
_TAG_ARTICLE: Final = Style.from_meta({"@click": "screen.run('tag_article')"})


@dataclass(frozen=True, slots=True)
class EditTarget:
    """What the editor edits: an annotation of `article`, or the article if `annotation` is None.

    Attributes:
        stack: the number of the annotation among those under the cursor, from 1, and how many there are.
        judgement: what several analysts decided about it, if they did.
    """

    article: Article
    annotation: Annotation | None = None
    stack: tuple[int, int] = (1, 1)
    judgement: Judgement | None = None

    @property
    def others_here(self) -> str:
        """Its number among the annotations under the cursor, and the key for the others; empty if there are none."""
        number, total = self.stack
        if self.annotation is None or total < 2:
            return ""
        return f"{number} of {total} here, press c for the {'other' if total == 2 else 'next'}"

    @property
    def key(self) -> tuple[str, int]:
        """The identity, which does not depend on note and tags."""
        return ("article", self.article.id) if self.annotation is None else ("annotation", self.annotation.id)

    @property
    def note(self) -> str:
        """Its note."""
        return self.article.note if self.annotation is None else self.annotation.note

    @property
    def tags(self) -> tuple[str, ...]:
        """The paths of its tags."""
        return self.article.tags if self.annotation is None else self.annotation.tags


class EditorBlock(Static):
    """A text that causes a new layout only if its height changes."""

    _shown = Content("")

    def show(self, content: Content) -> None:
        """Show `content`."""
        if content.is_same(self._shown):
            return
        self._shown = content
        width, height = self.content_size
        self.update(content, layout=not width or content.get_height(self.styles.get_rules(), width) != height)


class NoteArea(TextArea):
    """The text area of a note; Escape leaves it.

    Attributes:
        touched: whether the text was edited; true before the change is painted.
    """

    touched: reactive[bool] = reactive(False, init=False, repaint=False)

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", priority=True)]

    class Left(Message):
        """The user left the note."""

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is painted."""
        return Text(guarded(self.document.get_line(line_index)), end="", no_wrap=True)

    def edit(self, edit: Edit) -> EditResult:
        """Change the text."""
        self.touched = True
        return super().edit(edit)

    def undo(self) -> None:
        """Undo the last edit of the text."""
        self.touched = True
        super().undo()

    def redo(self) -> None:
        """Redo the edit that was undone last."""
        self.touched = True
        super().redo()

    def action_leave(self) -> None:
        """Leave the note."""
        self.screen.set_focus(None)
        self.post_message(self.Left())


class Editor(VerticalScroll, can_focus=False):
    """Shows an edit target, and posts messages when its note or tags are edited.

    Attributes:
        unsaved: whether text was typed that is not known to be saved.
    """

    unsaved: reactive[bool] = reactive(False, init=False, repaint=False)

    @dataclass
    class NoteWritten(Message):
        """A note was edited; posted half a second after the last key, and on leaving it."""

        subject: EditTarget
        text: str

    @dataclass
    class TagChosen(Message):
        """A tag was chosen, to be added, or removed if it is `present`."""

        subject: EditTarget
        path: str
        present: bool

    @dataclass
    class TagsPasted(Message):
        """Several tags were pasted, to be added."""

        subject: EditTarget
        paths: Sequence[str]

    class Left(Message):
        """The user left the editor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self._subject: EditTarget | None = None
        self._labels: Mapping[str, str] = {}
        self._timer: Timer | None = None
        self._drafts: dict[tuple[str, int], tuple[EditTarget, str]] = {}
        self._area: NoteArea | None = None

    def compose(self) -> ComposeResult:
        """Lay out details, tags and note; the tag field is mounted when it is first opened."""
        about, tags = EditorBlock(id="about"), EditorBlock(id="tags")
        # No link colour, because colours have a meaning here.
        about.auto_links = tags.auto_links = False
        yield about
        yield Static("Tags", classes="heading")
        yield tags
        yield Static("Note", classes="heading")
        yield NoteArea(id="note", soft_wrap=True, show_line_numbers=False, placeholder="n to edit")

    @property
    def subject(self) -> EditTarget | None:
        """The edit target that is shown."""
        return self._subject

    def on_mount(self) -> None:
        """Watch for edits, which set `unsaved` before they are painted."""

        def touched(now: bool) -> None:
            self.unsaved = now or bool(self._drafts)

        self._area = self.query_one(NoteArea)
        self.watch(self._area, "touched", touched, init=False)

    @property
    def note(self) -> str:
        """The text of the note as it is shown, saved or not."""
        return self.query_one(NoteArea).text

    @property
    def drafts(self) -> list[tuple[EditTarget, str]]:
        """The edited notes that are not known to be saved, with their targets; also after the app has exited."""
        drafts = dict(self._drafts)
        subject, area = self._subject, self._area
        # The message of the last edit may not have been handled yet.
        if subject and area and area.touched and normalise(area.text) != normalise(subject.note):
            drafts[subject.key] = (subject, area.text)
        return list(drafts.values())

    def show(self, subject: EditTarget, labels: Mapping[str, str]) -> None:
        """Show `subject`; its note keeps unsaved edits."""
        if (subject, labels) == (self._subject, self._labels):
            return
        if self._subject is not None and self._subject.key != subject.key:
            self.hand_on()
        self._subject, self._labels = subject, labels
        area = self.query_one(NoteArea)
        _, note = self._drafts.get(subject.key, (subject, subject.note))
        if normalise(area.text) != normalise(note):
            place = area.cursor_location
            with area.prevent(TextArea.Changed):
                area.load_text(note)
            area.move_cursor(place)
        self._describe()

    def notify_style_update(self) -> None:
        """Use the colours of a new theme."""
        super().notify_style_update()
        if self._subject is not None and self.is_mounted:
            self._describe()

    def _describe(self) -> None:
        assert self._subject is not None
        annotation = self._subject.annotation
        others = self._subject.others_here
        about = self._about_article(self._subject.article) if annotation is None else self._about(annotation, others)
        if self._subject.judgement is not None:
            about = Content("\n").join([about, *_verdicts(self._subject.article, self._subject.judgement)])
        self.query_one("#about", EditorBlock).show(about)
        tags = self._subject.tags
        shown = Content("   ".join(map(visible, tags))) if tags else Content.styled("–", "dim")
        self.query_one("#tags", EditorBlock).show(shown.stylize(_TAG if annotation else _TAG_ARTICLE))

    def _about(self, annotation: Annotation, others: str) -> Content:
        ground = ground_of(self.app, self.background_colors[1])
        ink = shades(self._labels.get(annotation.label or "", UNLABELLED), ground).ink
        more = "…" if len(annotation.quote) > _MOST_QUOTED else ""
        lines = [
            Content(f"{visible(annotation.quote[:_MOST_QUOTED])}{more}").stylize("bold"),
            Content.assemble(
                Content.styled(visible(annotation.label or "no label"), f"bold {ink.hex}").stylize(_RELABEL),
                "  ",
                (annotation.status.value, _STATUS[annotation.status]),
            ),
            Content(f"{visible(_origin(annotation))} · ¶ {annotation.paragraph}").stylize("dim"),
        ]
        by = f"{visible(annotation.analyst)} · {_moment(annotation.updated_at)}" if annotation.analyst else ""
        entity = visible(annotation.entity) if annotation.entity else ("–", "dim")
        link = _ENTITY if annotation.entity else _LINK
        # Optional lines come last, so that the others do not move.
        lines += [Content.assemble(("Entity  ", "dim"), entity).stylize(link), Content(by).stylize("dim")]
        if others:
            lines.append(Content.styled(others, "$accent"))
        return Content("\n").join(lines)

    def _about_article(self, article: Article) -> Content:
        lines = [Content(visible(article.title)).stylize("bold")]
        byline = " · ".join(part for part in (article.source, article.author, article.published_at[:10]) if part)
        if byline:
            lines.append(Content(visible(byline)))
        if article.url:
            lines.append(Content(visible(article.url)).stylize("dim"))
        if article.metadata:
            further = shorten(metadata_summary(article.metadata), _MOST_METADATA)
            lines.append(Content(visible(further)).stylize("dim"))
        lines.append(Content(f"added by {visible(article.added_by)} · {_moment(article.added_at)}").stylize("dim"))
        # As many lines as an annotation has, so that tags and note mostly do not move.
        return Content("\n").join([*lines, *[Content("")] * (_LINES - len(lines))])

    # Tags

    async def edit_tags(self, tags: Sequence[Tag]) -> None:
        """Open the tag field."""
        # The first frame does not wait for it, and its messages are handled by name.
        from glossator.ui.widgets.tag_field import TagField

        if not self.query(TagField):
            await self.mount(TagField(), after="#tags")
        if self._subject is not None:
            self.query_one(TagField).open(tags, self._subject.tags)

    def _on_tag_field_shown(self, event: "TagField.Shown") -> None:
        """Make room for the tag list in a narrow window."""
        event.stop()
        self.set_class(event.is_open, "tagging", update=self.screen.has_class("-narrow"))

    def _on_tag_field_chosen(self, event: "TagField.Chosen") -> None:
        event.stop()
        if self._subject is not None:
            self.post_message(self.TagChosen(self._subject, event.path, event.present))
        self.post_message(self.Left())

    def _on_tag_field_pasted(self, event: "TagField.Pasted") -> None:
        event.stop()
        if self._subject is not None:
            self.post_message(self.TagsPasted(self._subject, event.paths))
        self.post_message(self.Left())

    def _on_tag_field_left(self, event: Message) -> None:
        self._left(event)

    @on(NoteArea.Left)
    def _left(self, event: Message) -> None:
        event.stop()
        self.hand_on()
        self.post_message(self.Left())

    # The note

    def edit_note(self) -> None:
        """Focus the note."""
        area = self.query_one(NoteArea)
        area.move_cursor(area.document.end)
        self.screen.set_focus(area)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._subject is None:
            return
        # The target as it was before the first edit, to detect changes by others.
        begun, _ = self._drafts.get(self._subject.key, (self._subject, ""))
        self._drafts[self._subject.key] = (begun, event.text_area.text)
        self.unsaved = True
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self.hand_on)

    def hand_on(self) -> None:
        """Post the notes that are not known to be saved."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        for subject, text in self._drafts.values():
            self.post_message(self.NoteWritten(subject, text))

    def saved(self, subject: EditTarget, text: str) -> None:
        """Record that the stored note of `subject` is `text` now."""
        if self._drafts.get(subject.key, (subject, ""))[1] == text:
            self._drafts.pop(subject.key, None)
        area = self.query_one(NoteArea)
        same = self._subject is not None and self._subject.key == subject.key
        typed_on = same and area.touched and area.text != text
        area.touched = self.unsaved = typed_on or bool(self._drafts)


_STATUS: Final = {Status.SUGGESTED: "$accent", Status.ACCEPTED: "$success", Status.REJECTED: "$error"}


def _verdicts(article: Article, given: Judgement) -> list[Content]:
    """Return who decided what and when, and what was adjudicated by whom and why."""
    spans = {one.span for one in given.verdicts if one.status is Status.ACCEPTED}
    disputed = len({one.choice for one in given.verdicts}) > 1
    settled = given.adjudication
    heading = "Disputed" if disputed and settled is None else "Decided by"
    lines = [Content.styled(heading, "bold $warning" if heading == "Disputed" else "dim")]
    for one in given.verdicts:
        accepted = one.status is Status.ACCEPTED
        what = visible(one.label or "no label") if accepted else ""
        if accepted and len(spans) > 1 and one.span is not None:
            what += f" “{visible(shorten(one.span.of(article.text), _MOST_METADATA))}”"
        who = Content.assemble((visible(one.analyst), "bold"), "  ", (one.status.value, _STATUS[one.status]))
        lines.append(Content.assemble(who, " ", what, (f"  {_moment(one.at)}", "dim")))
    if settled is not None:
        what = f"accepted {settled.label or 'no label'}" if settled.status is Status.ACCEPTED else "rejected"
        by = Content.assemble(("Settled by ", "dim"), (visible(settled.analyst), "bold"), f"  {visible(what)}")
        lines.append(Content.assemble(by, ("  " + _moment(settled.at), "dim")))
        if settled.note:
            lines.append(Content.assemble(("Why  ", "dim"), visible(settled.note)))
    return lines


def _origin(annotation: Annotation) -> str:
    """Return the origin of the annotation, in words."""
    score = ""
    if annotation.score is not None:
        # First, because a narrow window cuts the end off.
        word = "likely" if annotation.status is Status.SUGGESTED and not annotation.is_doubtful else "score"
        score = f"{'doubtful' if annotation.is_doubtful else word} {annotation.score:.2f} · "
    if annotation.origin is Origin.MODEL:
        return f"{score}{annotation.model or 'model'}"
    words = {
        Origin.ANALYST: "marked by hand",
        Origin.LEXICON: "from the lexicon",
        Origin.PROPAGATED: "propagated",
        Origin.IMPORTED: "imported",
    }
    return f"{score}{words[annotation.origin]}"


def _moment(instant: str) -> str:
    """Return an ISO 8601 time as 2025-10-26 14:05 UTC."""
    return f"{instant[:10]} {instant[11:16]} UTC"
