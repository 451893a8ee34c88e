"""Disks without room, for one process."""

import resource


def limit_files(process: int, size: int) -> None:
    """Let the process write no file beyond `size` bytes, until the limit is lifted."""
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def lift_limit(process: int) -> None:
    """Let the process write files of any size again."""
    resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
