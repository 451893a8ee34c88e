"""The documentation as a site: copies its Markdown and pictures into build/docs, where Zensical builds it from.

`make docs` runs this, then Zensical. README.md becomes the start page, so links to it are changed.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
STAGED: Final = ROOT / "build" / "docs"
_PICTURES: Final = "docs/pictures"
_START: Final = ("README.md", "index.md")
_LINK: Final = re.compile(r"\]\(([^)\s]*)\)")


def pages() -> list[str]:
    """Return the paths of the Markdown files of the documentation, relative to the repository."""
    return [
        *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md"),
        *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")),
    ]


def links(page: str) -> Iterator[str]:
    """Yield the targets of the links of a page, without those in code blocks."""
    text = re.sub(r"^```.*?^```$", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    yield from _LINK.findall(text)


def staged_text(page: str) -> str:
    """Return the text of a page, with links to README.md pointing to the start page."""

    def changed(match: re.Match[str]) -> str:
        target, anchor, rest = match[1].partition("#")
        if (
            not target.startswith(("http:", "https:"))
            and (ROOT / page).parent.joinpath(target).resolve() == ROOT / _START[0]
        ):
            target = target.removesuffix(_START[0]) + _START[1]
        return f"]({target}{anchor}{rest})"

    return _LINK.sub(changed, (ROOT / page).read_text(encoding="utf-8"))


def stage() -> None:
    """Copy pages and pictures to build/docs."""
    shutil.rmtree(STAGED, ignore_errors=True)
    for page in pages():
        target = STAGED / (_START[1] if page == _START[0] else page)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(staged_text(page), encoding="utf-8")
    shutil.copytree(ROOT / _PICTURES, STAGED / _PICTURES)
    shutil.copy(ROOT / "LICENSE", STAGED)


if __name__ == "__main__":
    stage()
