"""What an import, an export or an analysis did."""

from dataclasses import dataclass
from pathlib import Path

from glossator.services.importing.inputs import Failed


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import.

    Attributes:
        new: the uids of the articles that were added.
        known: the uids of the articles that were in the workspace before.
        annotations: the number of annotations that were added or changed.
        failed: what could not be imported, each with `name` and `reason`.
        left_out: a sentence for each article or file of which something was left out, and for each row of a table that
            was refused.
    """

    new: tuple[str, ...]
    known: tuple[str, ...]
    annotations: int
    failed: tuple[Failed, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The result of an export.

    Attributes:
        path: the file or folder that was written.
        format: the name of its format.
        summary: what was written, such as "3 articles, 312 annotations".
        lost: what the format cannot hold, such as "3 notes, 1 tag"; empty if it holds everything.
    """

    path: Path
    format: str
    summary: str
    lost: str


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """The result of an analysis.

    Attributes:
        pipeline: the pipeline and its version; several, separated by commas, for articles of several languages.
        analysed: the uids of the articles that were analysed.
        suggestions: the number of new suggestions in them.
        failed: the articles that could not be analysed, each with its uid as `name`, and `reason`.
    """

    pipeline: str
    analysed: tuple[str, ...]
    suggestions: int
    failed: tuple[Failed, ...]
