"""The export page: format, filter and file, with a preview of the first lines."""

import re
from collections.abc import Iterator, Mapping, Sequence
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
from glossator.formats.file_extensions import format_for
from glossator.formats.tables.csv_formats import table_formats
from glossator.formats.tables.formula_guard import danger
from glossator.formats.tables.profiles import EXCEL, PROFILES, Profile, own_profile
from glossator.services import exporting
from glossator.services.atomic_output import ExportRefused
from glossator.store.errors import StoreError
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted
from glossator.ui.screens.key_prompt import KeyPrompt
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.footer import KeyBar
from glossator.ui.widgets.line_input import LineInput

_FILTER: Final = "all, or label:ORG status:accepted after:2025-10-01"
_FILE: Final = "a file, such as results{}; Enter writes it"
_FOLDER: Final = "a folder or a .zip file; Enter writes it"
# The longest name of a format, and two cells.
_NAME: Final = 21
_PUT_THERE: Final = "bold $warning"
_OTHER_LINE: Final = "dim"


class InvalidField(ValueError):
    """A field is invalid; the message is one sentence."""


class ExportPage(Screen[None]):
    """Asks for format, filter and file, shows a preview, and writes the export."""

    CSS_PATH = "export.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Stop or back"),
        Binding("ctrl+s", "write", "Write", priority=True),
    ]

    @dataclass
    class Seen(Message):
        """A preview: the first lines, their profile if they are of a table, and a sentence for the status line."""

        lines: Sequence[str]
        profile: Profile | None
        sentence: str

    @dataclass
    class ExportProgress(Message):
        """Progress of writing; `over` when it has ended."""

        sentence: str
        over: bool

    def __init__(
        self, workspace: Workspace, profiles: Mapping[str, Mapping[str, Any]], articles: Sequence[str] = ()
    ) -> None:
        """Export `articles`, by uid, or all; `profiles` are the user's own table profiles."""
        super().__init__()
        self._workspace = workspace
        self._profiles = {**PROFILES, **{name: own_profile(values) for name, values in profiles.items()}}
        self._articles = tuple(articles)
        self._writing: Worker[None] | None = None
        # Whether the status line waits for the preview; not if another message was shown since.
        self._looking_ahead = False

    def compose(self) -> ComposeResult:
        """Lay out the fields above the preview."""
        those = counted(len(self._articles), "article") if self._articles else "all articles"
        formats = [(Content(f"{each.name:<{_NAME}}{each.title}"), each.name) for each in exporting.formats().values()]
        names = [(Content(visible(name)), name) for name in self._profiles]
        yield Static(Content(f"Export {those}"), id="title")
        with Grid(id="fields"):
            yield Static("format")
            yield Select(formats, value="csv", allow_blank=False, id="format", compact=True)
            yield Static("profile")
            yield Select(names, value="excel", allow_blank=False, id="profile", compact=True)
            yield Static("query")
            yield LineInput(placeholder=_FILTER, id="where", compact=True)
            yield Static("to")
            yield LineInput(id="path", compact=True)
        with VerticalScroll(id="preview", can_focus=False):
            yield Static()
        yield Static(id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        """Focus the file, as the other fields have defaults."""
        self.query_one("#path").focus()

    def _field(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value

    def _asked(self) -> tuple[str, str, FlatFilter]:
        """Return the chosen format, profile and filter.

        Raises:
            BadQuery: if the filter is invalid.
        """
        where = self._field("where").strip()
        if where:
            parse(where)
        chosen, profile = (str(self.query_one(f"#{name}", Select).value) for name in ("format", "profile"))
        return chosen, profile, FlatFilter(articles=self._articles, where=where)

    @on(Select.Changed, "#format")
    def _fit_fields(self) -> None:
        """Show a hint for the file, and disable the profile if the format does not use one."""
        chosen = exporting.formats()[str(self.query_one("#format", Select).value)]
        several = chosen.write_files is not None and not chosen.suffix
        self.query_one("#path", Input).placeholder = _FOLDER if several else _FILE.format(chosen.suffix)
        self.query_one("#profile", Select).disabled = chosen.name not in table_formats()

    @on(Select.Changed)
    @on(Input.Changed, "#where")
    def _show(self) -> None:
        if self._writing is None:
            self._say("Preparing the preview …")
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
        # The preview of a binary format is the table of annotations.
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
            sentence = f"{fits}Would write {would_be}. {hint}".rstrip()
            if outlook.lost:
                sentence += f" Not supported by the format: {describe_losses(outlook.lost)}."
        except exporting.ExportStopped:
            return
        except (ExportRefused, StoreError) as error:
            lines, sentence = (), str(error)
        if not worker.is_cancelled:
            self.post_message(self.Seen(lines, table, sentence))

    @on(Seen)
    def _seen(self, event: Seen) -> None:
        preview = self.query_one("#preview", VerticalScroll)
        lines = preview_content(event.lines, event.profile, preview.scrollable_content_region.width)
        preview.query_one(Static).update(lines)
        if self._looking_ahead:
            self._say(event.sentence)

    def _say(self, sentence: str) -> None:
        self._looking_ahead = False
        self.query_one("#said", Static).update(Content(visible(sentence)))

    @on(Input.Submitted)
    def action_write(self) -> None:
        """Write the file; ask first if it already exists."""
        if self._writing is not None:
            return
        try:
            asked = self._asked()
            if not self._field("path").strip():
                raise InvalidField("No file is named. Type a file or a folder to write to.")
            path = Path(self._field("path").strip()).expanduser()
            name, profile, _ = asked
            format_for(exporting.formats(self._profiles[profile]), name, path)
            there = path.is_file()
        except (InvalidField, OSError, ValueError, RuntimeError) as error:
            self._say(str(error))
            return

        def answer(key: str | None) -> None:
            if key == "R":
                self._writing = self._write(path, True, *asked)
            else:
                self._say("Nothing was written.")

        if there:
            self.app.push_screen(KeyPrompt(f"{path} already exists.", "R: replace it · any other key: cancel"), answer)
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
                progress=lambda done, total: self.post_message(
                    self.ExportProgress(f"{done:,} of {total:,} articles", False)
                ),
            )
            hint = exporting.workbook_hint(chosen, self._profiles[profile])
            sentence = f"Wrote {written} to {path}. {hint}".rstrip()
        except exporting.ExportStopped:
            sentence = "Stopped; nothing was written."
        except (ExportRefused, StoreError, OSError, ValueError) as error:
            sentence = str(error)
        self.post_message(self.ExportProgress(sentence, True))

    @on(ExportProgress)
    def _progressed(self, event: ExportProgress) -> None:
        if event.over:
            self._writing = None
        self._say(event.sentence)

    def action_leave(self) -> None:
        """Stop writing, or close the page."""
        if self._writing is not None:
            self._writing.cancel()
        else:
            self.dismiss(None)


def preview_content(lines: Sequence[str], profile: Profile | None, width: int) -> Content:
    """Return the preview of an export.

    Args:
        lines: the first lines of the file.
        profile: the profile of a table; the characters that it added to cells are highlighted.
        width: cells a line. If a line is longer and wraps, every other line is dimmed to tell them apart.
    """
    shown = list(map(visible, lines))
    broken = any(len(line) > width for line in shown)
    parts = []
    for number, line in enumerate(shown):
        content = Content(line)
        if broken and number % 2:
            content = content.stylize(_OTHER_LINE)
        for place in _put_there(line, profile) if profile else ():
            content = content.stylize(_PUT_THERE, place, place + 1)
        parts.append(content)
    return Content("\n").join(parts)


def _put_there(line: str, profile: Profile) -> Iterator[int]:
    """Yield the offsets in a line of a table of the apostrophes that guard cells, and of the marks for line ends."""
    between = re.escape(profile.delimiter)
    if profile.guarded:
        for cell in re.finditer(rf'(?:^|(?<=[{between}"]))\'([^{between}"]*)', line):
            if danger(cell[1].lstrip("'")):
                yield cell.start()
    if profile.one_line:
        yield from (mark.start() + 1 for mark in re.finditer(" ⏎ ", line))
