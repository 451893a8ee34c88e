"""Merging the workspaces of colleagues into one's own."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from glossator.domain.merge_report import MergeReport
from glossator.store.workspace import Workspace


def merge_files(
    workspace: Workspace,
    others: Sequence[Path],
    *,
    same: Sequence[str] = (),
    renamed: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> list[MergeReport]:
    """Merge other workspaces into `workspace` as one operation, and return what was done for each.

    Args:
        workspace: what to merge into.
        others: the files, which are only read.
        same: names of analysts who worked in both files and are one person.
        renamed: other names for analysts of the other files.
        dry_run: whether to store nothing, and return what would be done.

    Raises:
        StoreError: when a file cannot be merged; then none is.
    """
    # Imported this late, because the first frame does not need it.
    from glossator.store.merging.merge import MergeDryRun, merge_workspaces

    future = workspace.perform(merge_workspaces, workspace.path, others, same=same, renamed=renamed, dry_run=dry_run)
    try:
        return future.result()
    except MergeDryRun as done:
        return list(done.reports)
