"""Read and annotate articles: `glossator.open` gives access to a workspace from scripts and notebooks.

Nothing is imported before it is used, so importing this package is as fast as importing a module of constants.

    >>> import glossator
    >>> with glossator.open("annotations.db") as workspace:
    ...     for annotation in workspace.annotations("label:GPE"):
    ...         print(annotation.quote, annotation.status)
    Port Selby suggested
"""

# The module typing takes longer to import than sqlite3; type checkers take this name for its constant.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from glossator.api.public_workspace import PublicWorkspace as Workspace
    from glossator.api.public_workspace import open_workspace as open  # noqa: A004  (as in gzip and tarfile)
    from glossator.api.results import AnalysisResult, ExportResult, ImportResult
    from glossator.domain.annotation import Annotation, Origin, Status
    from glossator.domain.article import Article, TextFormat
    from glossator.domain.codebook import BadName, Label, Tag
    from glossator.domain.entity import Entity, EntityInUse
    from glossator.domain.left_out import LeftOut
    from glossator.domain.mention import ArticleHit, FoundIn, Mention
    from glossator.domain.query import BadQuery
    from glossator.ner.pipelines import NoPipeline
    from glossator.services.atomic_output import ExportRefused
    from glossator.services.importing.inputs import Failed, Imported
    from glossator.state.settings import BadSettings
    from glossator.store.errors import (
        Conflict,
        Locked,
        Missing,
        NotAWorkspace,
        NoteChanged,
        NothingToDo,
        ReadOnly,
        Refused,
        StoreError,
        TooNew,
    )
    from glossator.store.history.undo import UndoResult
    from glossator.store.operations.tagging import TaggedResults
    from glossator.store.operations.versions import CarriedOver
    from glossator.store.queries.history import HistoryEntry
    from glossator.text.anchor import BadSpan
    from glossator.text.span import Span

__version__ = "0.1.0"

__all__ = [
    "AnalysisResult",
    "Annotation",
    "Article",
    "ArticleHit",
    "BadName",
    "BadQuery",
    "BadSettings",
    "BadSpan",
    "CarriedOver",
    "Conflict",
    "Entity",
    "EntityInUse",
    "ExportRefused",
    "ExportResult",
    "Failed",
    "FoundIn",
    "HistoryEntry",
    "ImportResult",
    "Imported",
    "Label",
    "LeftOut",
    "Locked",
    "Mention",
    "Missing",
    "NoPipeline",
    "NotAWorkspace",
    "NoteChanged",
    "NothingToDo",
    "Origin",
    "ReadOnly",
    "Refused",
    "Span",
    "Status",
    "StoreError",
    "Tag",
    "TaggedResults",
    "TextFormat",
    "TooNew",
    "UndoResult",
    "Workspace",
    "__version__",
    "open",
]

# The module of each name, as above, with the name that it has there where that is another.
_HOMES = {
    "AnalysisResult": "api.results",
    "Annotation": "domain.annotation",
    "Article": "domain.article",
    "ArticleHit": "domain.mention",
    "BadName": "domain.codebook",
    "BadQuery": "domain.query",
    "BadSettings": "state.settings",
    "BadSpan": "text.anchor",
    "CarriedOver": "store.operations.versions",
    "Conflict": "store.errors",
    "Entity": "domain.entity",
    "EntityInUse": "domain.entity",
    "ExportRefused": "services.atomic_output",
    "ExportResult": "api.results",
    "Failed": "services.importing.inputs",
    "FoundIn": "domain.mention",
    "HistoryEntry": "store.queries.history",
    "ImportResult": "api.results",
    "Imported": "services.importing.inputs",
    "Label": "domain.codebook",
    "LeftOut": "domain.left_out",
    "Locked": "store.errors",
    "Mention": "domain.mention",
    "Missing": "store.errors",
    "NoPipeline": "ner.pipelines",
    "NotAWorkspace": "store.errors",
    "NoteChanged": "store.errors",
    "NothingToDo": "store.errors",
    "Origin": "domain.annotation",
    "ReadOnly": "store.errors",
    "Refused": "store.errors",
    "Span": "text.span",
    "Status": "domain.annotation",
    "StoreError": "store.errors",
    "Tag": "domain.codebook",
    "TaggedResults": "store.operations.tagging",
    "TextFormat": "domain.article",
    "TooNew": "store.errors",
    "UndoResult": "store.history.undo",
    "Workspace": "api.public_workspace:PublicWorkspace",
    "open": "api.public_workspace:open_workspace",
}


if not TYPE_CHECKING:
    # Type checkers know the names above, and report any other.
    def __getattr__(name):
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        module, _, inside = _HOMES[name].partition(":")
        found = getattr(import_module(f"{__name__}.{module}"), inside or name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
