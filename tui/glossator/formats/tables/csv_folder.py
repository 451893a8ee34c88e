"""All the tables together, each as a text file, with a manifest that says what they are and what they must hash to."""

import hashlib
import json
from dataclasses import asdict
from typing import Any, BinaryIO, Final, cast

from glossator import __version__
from glossator.domain.export_snapshot import ExportSnapshot, OutputFiles
from glossator.formats.tables.csv_writer import Written, write
from glossator.formats.tables.definitions import TABLES, OutputTable
from glossator.formats.tables.profiles import Profile
from glossator.text.pluralize import counted

MANIFEST: Final = "manifest.json"


def write_table(table: OutputTable, profile: Profile, excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write one table to `target`, and return what was written in a few words."""
    return write(table.columns(excerpt), table.rows(excerpt), target, profile).summary()


def write_tables(profile: Profile, excerpt: ExportSnapshot, files: OutputFiles) -> str:
    """Write every table and the manifest, and return what was written in a few words."""
    total, described = Written(0), {}
    for table in TABLES.values():
        with files.open(f"{table.name}{profile.suffix}") as target:
            hashing = _Hashing(target)
            written = write(table.columns(excerpt), table.rows(excerpt), cast("BinaryIO", hashing), profile)
        described[f"{table.name}{profile.suffix}"] = {**asdict(written), "sha256": hashing.hexdigest()}
        total += written
    manifest = {
        "program": "glossator",
        "version": __version__,
        "filter": {name: list(values) for name, values in excerpt.wanted.items()},
        "profile": asdict(profile),
        "offsets": "Unicode code points, the end not included",
        "files": described,
    }
    with files.open(MANIFEST) as target:
        target.write(json.dumps(manifest, ensure_ascii=False, indent=2).encode("utf-8") + b"\n")
    return ", ".join((counted(len(TABLES), "table"), counted(total.rows, "row"), *total.remarks()))


class _Hashing:
    """Passes on what is written, and hashes it."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._hash = hashlib.sha256()
        self.hexdigest = self._hash.hexdigest

    def write(self, data: bytes) -> int:
        """Write `data`, and take it into the hash."""
        self._hash.update(data)
        return self._target.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target, name)
