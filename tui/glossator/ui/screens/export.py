"""Writing results out: which format, of what, and where to, with its first lines before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Select, Static
from textual.worker import Worker, get_current_worker

from glossator.domain.query import BadQuery, parse
from glossator.formats.capabilities import describe_losses
from glossator.formats.export_registry import table_formats
from glossator.formats.file_extensions import format_for
from glossator.formats.tables.profiles import EXCEL, PROFILES, Profile, own_profile
from glossator.services import exporting
from glossator.services.atomic_output import ExportRefused
from glossator.store.errors import StoreError
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Workspace
from glossator.ui.screens.export_preview import painted
from glossator.ui.screens.key_prompt import KeyPrompt
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.footer import KeyBar
from glossator.ui.widgets.line_input import LineInput

_FILTER: Final = "everything, or label:ORG status:accepted after:2025-10-01"
_FILE: Final = "a file, such as results{}; Enter writes"
_FOLDER: Final = "a folder, or a file that ends in .zip; Enter writes"
# As wide as the longest name of a format, and two cells more.
_NAME: Final = 21


class Wrong(ValueError):
    """A field that cannot be; the message is one sentence."""


class ExportPage(Screen[None]):
    """Asks how to export, shows what it would be, and writes it."""

    CSS_PATH = "export.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Stop, or back"),
        Binding("ctrl+s", "write", "Write", priority=True),
    ]

    @dataclass
    class Seen(Message):
        """What an export would be: its first lines, how they are written if they are a table's, and a sentence."""

        lines: Sequence[str]
        profile: Profile | None
        sentence: str

    @dataclass
    class Told(Message):
        """How far the writing is; `over` when it has ended."""

        sentence: str
        over: bool

    def __init__(
        self, workspace: Workspace, profiles: Mapping[str, Mapping[str, Any]], articles: Sequence[str] = ()
    ) -> None:
        """Export from `workspace`, of `articles` by uid or of all; `profiles` are the user's own for tables."""
        super().__init__()
        self._workspace = workspace
        self._profiles = {**PROFILES, **{name: own_profile(values) for name, values in profiles.items()}}
        self._articles = tuple(articles)
        self._writing: Worker[None] | None = None
        # Whether the line below is to say what is found out; not when something else was said since.
        self._looking_ahead = False

    def compose(self) -> ComposeResult:
        """Lay out the fields over the first lines."""
        those = f"{len(self._articles):,} of the articles" if self._articles else "all articles"
        formats = [(Content(f"{each.name:<{_NAME}}{each.title}"), each.name) for each in exporting.formats().values()]
        names = [(Content(visible(name)), name) for name in self._profiles]
        yield Static(Content(f"Export from {those}"), id="title")
        with Grid(id="fields"):
            yield Static("format")
            yield Select(formats, value="csv", allow_blank=False, id="format", compact=True)
            yield Static("profile")
            yield Select(names, value="excel", allow_blank=False, id="profile", compact=True)
            yield Static("only")
            yield LineInput(placeholder=_FILTER, id="where", compact=True)
            yield Static("to")
            yield LineInput(id="path", compact=True)
        with VerticalScroll(id="preview", can_focus=False):
            yield Static()
        yield Static(id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        """Ask where to first, for the rest is often right."""
        self.query_one("#path").focus()

    def _field(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value

    def _asked(self) -> tuple[str, str, FlatFilter]:
        """Return format, profile and filter as they are chosen.

        Raises:
            BadQuery: when the filter cannot be understood.
        """
        where = self._field("where").strip()
        if where:
            parse(where)
        chosen, profile = (str(self.query_one(f"#{name}", Select).value) for name in ("format", "profile"))
        return chosen, profile, FlatFilter(articles=self._articles, where=where)

    @on(Select.Changed, "#format")
    def _fit_fields(self) -> None:
        """Say where the format goes to, and have no profile asked for where it makes no difference."""
        chosen = exporting.formats()[str(self.query_one("#format", Select).value)]
        several = chosen.write_files is not None and not chosen.suffix
        self.query_one("#path", Input).placeholder = _FOLDER if several else _FILE.format(chosen.suffix)
        self.query_one("#profile", Select).disabled = chosen.name not in table_formats()

    @on(Select.Changed)
    @on(Input.Changed, "#where")
    def _show(self) -> None:
        if self._writing is None:
            self._say("Looking ahead …")
            self._looking_ahead = True
        try:
            self._preview(*self._asked())
        except BadQuery as error:
            self.workers.cancel_group(self, "preview")
            self.post_message(self.Seen((), None, str(error)))

    @work(thread=True, exclusive=True, group="preview", exit_on_error=False, description="preview")
    def _preview(self, name: str, profile: str, wanted: FlatFilter) -> None:
        worker = get_current_worker()
        chosen = exporting.formats(self._profiles[profile])[name]
        # In place of what nobody can read, the table of annotations is shown.
        table = self._profiles[profile] if name in table_formats() else None if chosen.is_text else EXCEL
        lines: Sequence[str] = ()

        def over() -> bool:
            return worker.is_cancelled

        try:
            lines = exporting.preview(self._workspace, wanted, chosen).lines
            outlook = exporting.estimate(self._workspace, wanted, chosen, cancelled=over)
            would_be = exporting.dry_run(self._workspace, wanted, chosen, cancelled=over)
            fits = f"{outlook.summary()} fit. " if wanted.where else ""
            hint = exporting.workbook_hint(chosen, self._profiles[profile])
            sentence = f"{fits}It would be: {would_be}. {hint}".rstrip()
            if outlook.lost:
                sentence += f" It cannot hold: {describe_losses(outlook.lost)}."
        except exporting.ExportStopped:
            return
        except (ExportRefused, StoreError) as error:
            lines, sentence = (), str(error)
        if not worker.is_cancelled:
            self.post_message(self.Seen(lines, table, sentence))

    @on(Seen)
    def _seen(self, event: Seen) -> None:
        preview = self.query_one("#preview", VerticalScroll)
        lines = painted(event.lines, event.profile, preview.scrollable_content_region.width)
        preview.query_one(Static).update(lines)
        if self._looking_ahead:
            self._say(event.sentence)

    def _say(self, sentence: str) -> None:
        self._looking_ahead = False
        self.query_one("#said", Static).update(Content(visible(sentence)))

    @on(Input.Submitted)
    def action_write(self) -> None:
        """Write it, after a question where a file is there already."""
        if self._writing is not None:
            return
        try:
            asked = self._asked()
            if not self._field("path").strip():
                raise Wrong("Name a file or a folder to write to.")
            path = Path(self._field("path").strip()).expanduser()
            name, profile, _ = asked
            format_for(exporting.formats(self._profiles[profile]), name, path)
            there = path.is_file()
        except (Wrong, OSError, ValueError, RuntimeError) as error:
            self._say(str(error))
            return

        def answer(key: str | None) -> None:
            if key == "R":
                self._writing = self._write(path, True, *asked)
            else:
                self._say("Nothing was written.")

        if there:
            self.app.push_screen(KeyPrompt(f"{path} is there already.", "R: replace it · any other key: no"), answer)
        else:
            self._writing = self._write(path, False, *asked)

    @work(thread=True, group="writing", exit_on_error=False, description="writing")
    def _write(self, path: Path, force: bool, name: str, profile: str, wanted: FlatFilter) -> None:
        worker = get_current_worker()
        chosen = exporting.formats(self._profiles[profile])[name]
        try:
            written = exporting.export(
                self._workspace,
                wanted,
                chosen,
                path,
                force=force,
                cancelled=lambda: worker.is_cancelled,
                progress=lambda done, total: self.post_message(self.Told(f"{done:,} of {total:,} articles", False)),
            )
            hint = exporting.workbook_hint(chosen, self._profiles[profile])
            sentence = f"{written}, in {path}. {hint}".rstrip()
        except exporting.ExportStopped:
            sentence = "Stopped; nothing was written."
        except (ExportRefused, StoreError, OSError, ValueError) as error:
            sentence = str(error)
        self.post_message(self.Told(sentence, True))

    @on(Told)
    def _told(self, event: Told) -> None:
        if event.over:
            self._writing = None
        self._say(event.sentence)

    def action_leave(self) -> None:
        """Stop the writing, or go back."""
        if self._writing is not None:
            self._writing.cancel()
        else:
            self.dismiss(None)
