"""The export page: format, filter and file, with a preview of the first rows or lines."""

from collections.abc import Callable, Mapping, Sequence
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

from glossator.domain.annotation import Status
from glossator.domain.query import BadQuery, fields, parse
from glossator.formats.capabilities import describe_losses
from glossator.formats.file_extensions import format_for
from glossator.formats.spec import Format
from glossator.formats.tables.csv_formats import table_formats
from glossator.formats.tables.csv_writer import TablePreview
from glossator.formats.tables.profiles import PROFILES, own_profile
from glossator.services import exporting
from glossator.services.atomic_output import ExportRefused
from glossator.store.errors import StoreError
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Workspace
from glossator.text.byte_size import byte_size
from glossator.text.pluralize import counted
from glossator.ui.screens.export_preview import fit_columns, lines_content, table_content
from glossator.ui.screens.key_prompt import KeyPrompt
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.footer import KeyBar
from glossator.ui.widgets.line_input import LineInput

_FILTER: Final = "all, or label:ORG after:2025-10-01"
_FILE: Final = "a file, such as {}; Enter writes it"
_FOLDER: Final = "a folder or a .zip file; Enter writes it"
# The longest name of a format, and two cells.
_NAME: Final = 21
_BINARY: Final = "a binary file; these annotations go into it"
# More rows than most terminals have.
_ROWS: Final = 60
# The statuses that a key includes or leaves out; what analysts decided is always included.
_KEYS: Final = {Status.SUGGESTED: "ctrl+t", Status.REJECTED: "ctrl+y"}


class InvalidField(ValueError):
    """A field is invalid; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would be written, and remarks on it, in words."""

    written: str
    remarks: str

    def sentence(self, path: str) -> str:
        """Return all of it, with the path if one is typed."""
        return f"{self.written}{f', to {path}' if path else ''}. {self.remarks}".rstrip()


class ExportPage(Screen[None]):
    """Asks for format, filter and file, shows a preview, and writes the export."""

    CSS_PATH = "export.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Stop or back"),
        Binding("ctrl+s", "write", "Write", priority=True),
        Binding(_KEYS[Status.SUGGESTED], "include('suggested')", "Suggested", priority=True),
        Binding(_KEYS[Status.REJECTED], "include('rejected')", "Rejected", priority=True),
    ]

    @dataclass
    class Seen(Message):
        """A preview.

        Attributes:
            table: the first rows, if the file is a table or binary.
            lines: the first lines of another text.
            remark: what the preview is, if that is not obvious.
            refused: why there is none.
        """

        table: TablePreview | None = None
        lines: Sequence[str] = ()
        remark: str = ""
        refused: str = ""

    @dataclass
    class Counted(Message):
        """The number of annotations of each status, if they are chosen by it, and what would be written, once known."""

        statuses: Mapping[Status, int]
        outlook: Outlook | None = None

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
        self._included = {Status.SUGGESTED: False, Status.REJECTED: False}
        self._preview_shown = self.Seen()
        self._outlook_shown: Outlook | None = None
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
            yield Static("status")
            yield Static(id="statuses")
            yield Static("to")
            yield LineInput(id="path", compact=True)
        with VerticalScroll(id="preview", can_focus=False):
            yield Static()
        yield Static(id="columns")
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
        statuses = self._statuses() if self._by_status() else ()
        return chosen, profile, FlatFilter(articles=self._articles, where=where, statuses=statuses)

    def _statuses(self) -> tuple[str, ...]:
        """Return the statuses to export; none for all."""
        wanted = [Status.ACCEPTED, *(status for status, included in self._included.items() if included)]
        return () if len(wanted) == len(Status) else tuple(status.value for status in wanted)

    def _by_status(self) -> bool:
        """Return whether the keys choose what is exported; a query may do it instead."""
        chosen = exporting.formats()[str(self.query_one("#format", Select).value)]
        return exporting.is_chosen_by_status(chosen) and not self._query_has_status()

    def _query_has_status(self) -> bool:
        try:
            return any(one.name == "status" for one in fields(parse(self._field("where").strip())))
        except BadQuery:
            return False

    @on(Select.Changed, "#format")
    def _fit_fields(self) -> None:
        """Show a hint for the file, and disable the profile if the format does not use one."""
        chosen = exporting.formats()[str(self.query_one("#format", Select).value)]
        several = chosen.write_files is not None and not chosen.suffix
        self.query_one("#path", Input).placeholder = _FOLDER if several else _FILE.format(f"results{chosen.suffix}")
        self.query_one("#profile", Select).disabled = chosen.name not in table_formats()

    @on(Select.Changed)
    @on(Input.Changed, "#where")
    def _show(self) -> None:
        if self._writing is None:
            self._say("Counting …")
            self._looking_ahead, self._outlook_shown = True, None
        self._show_statuses({})
        try:
            self._preview(*self._asked(), by_status=self._by_status())
        except BadQuery as error:
            self.workers.cancel_group(self, "preview")
            self.post_message(self.Seen(refused=str(error)))

    @work(thread=True, exclusive=True, group="preview", exit_on_error=False, description="preview")
    def _preview(self, name: str, profile: str, wanted: FlatFilter, *, by_status: bool) -> None:
        """Read the first rows, and then all of them to count what would be written."""
        worker = get_current_worker()
        chosen = exporting.formats(self._profiles[profile])[name]

        def over() -> bool:
            return worker.is_cancelled

        def post(message: Message) -> None:
            if not worker.is_cancelled:
                self.post_message(message)

        try:
            refused = ""
            try:
                table = exporting.preview_rows(self._workspace, wanted, chosen, self._profiles[profile], _ROWS)
                if table is not None:
                    post(self.Seen(table, remark="" if chosen.is_text else _BINARY))
                else:
                    beginning = exporting.preview(self._workspace, wanted, chosen)
                    remark = f"the beginning of {beginning.name}" if beginning.name else ""
                    post(self.Seen(lines=beginning.lines, remark=remark))
            except ExportRefused as error:
                refused = str(error)
            statuses: Mapping[Status, int] = {}
            if by_status:
                statuses = exporting.count_by_status(self._workspace, wanted, cancelled=over)
                post(self.Counted(statuses))
            if refused:
                left_out = wanted.statuses and sum(statuses.values())
                nothing = "Nothing that was decided on matches. The keys above include what is left out."
                post(self.Seen(refused=nothing if left_out else refused))
            else:
                post(self.Counted(statuses, self._outlook(chosen, wanted, profile, over)))
        except exporting.ExportStopped:
            return
        except (ExportRefused, StoreError) as error:
            post(self.Seen(refused=str(error)))

    def _outlook(self, chosen: Format, wanted: FlatFilter, profile: str, over: Callable[[], bool]) -> Outlook:
        """Return what would be written and what the format cannot hold."""
        fits, lost = "", ""
        if wanted.where or chosen.reported_losses:
            outlook = exporting.estimate(self._workspace, wanted, chosen, cancelled=over)
            fits = f"{outlook.summary()} fit. " if wanted.where else ""
            lost = f" Not supported by the format: {describe_losses(outlook.lost)}." if outlook.lost else ""
        would_be = exporting.dry_run(self._workspace, wanted, chosen, cancelled=over)
        hint = exporting.workbook_hint(chosen, self._profiles[profile])
        written = f"{fits}Would write {would_be.summary}, about {byte_size(would_be.size)}"
        return Outlook(written, f"{hint}{lost}".strip())

    @on(Seen)
    def _seen(self, event: Seen) -> None:
        self._preview_shown = event
        self._paint_preview()
        if event.refused and self._looking_ahead:
            self._say(event.refused)

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self.call_after_refresh(self._paint_preview)

    def _paint_preview(self) -> None:
        preview = self.query_one("#preview", VerticalScroll)
        width, shown = preview.scrollable_content_region.width, self._preview_shown
        remark = shown.remark
        if shown.table is not None and shown.table.columns:
            columns = fit_columns(shown.table, width)
            content = table_content(shown.table, columns)
            if columns.others and not remark:
                remark = f"{counted(len(columns.others), 'more column')}: {', '.join(columns.others)}"
        else:
            content = lines_content(shown.lines, width)
        preview.query_one(Static).update(content)
        self.query_one("#columns", Static).update(Content(visible(remark)))

    @on(Counted)
    def _counted(self, event: Counted) -> None:
        self._show_statuses(event.statuses)
        self._outlook_shown = event.outlook
        self._show_outlook()

    @on(Input.Changed, "#path")
    def _show_outlook(self) -> None:
        """Show what would be written and where, unless another message was shown since."""
        if self._looking_ahead and self._outlook_shown is not None:
            self._say(self._outlook_shown.sentence(self._field("path").strip()))
            self._looking_ahead = True

    def _show_statuses(self, counts: Mapping[Status, int]) -> None:
        """Show which annotations are exported and which are left out, with their numbers where they are known."""

        def part(status: Status) -> str:
            number = f"{counts[status]:,} " if status in counts else ""
            return f"{number}{status.value}{f' ({_KEYS[status]})' if status in _KEYS else ''}"

        if self._by_status():
            included = [part(Status.ACCEPTED), *(part(one) for one, wanted in self._included.items() if wanted)]
            left_out = [part(one) for one, wanted in self._included.items() if not wanted]
            said = " · left out: ".join(filter(None, (", ".join(included), ", ".join(left_out))))
        else:
            said = "as in the query" if self._query_has_status() else "all"
        self.query_one("#statuses", Static).update(Content(said))

    def action_include(self, status: str) -> None:
        """Include the annotations of a status, or leave them out."""
        if self._by_status():
            self._included[Status(status)] = not self._included[Status(status)]
            self._show()

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
