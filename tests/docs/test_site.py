"""The documentation as a site: every page is in it, and every link leads somewhere."""

import re
import tomllib
from pathlib import Path

import pytest

from docs.site import ROOT, links, pages, staged_text


def _anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of a page, as GitHub and Zensical make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.replace("`", "").lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages())
def test_every_link_leads_somewhere(page: str) -> None:
    missing = []
    for link in links(page):
        target, _, anchor = link.partition("#")
        if target.startswith(("http:", "https:")):
            continue
        file = (ROOT / page).parent / target if target else ROOT / page
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            missing.append(link)
    assert missing == []


def test_every_page_is_in_the_navigation() -> None:
    site = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]
    named = {target for entry in site["nav"] for target in entry.values()}
    assert named == {"index.md" if page == "README.md" else page for page in pages()}


def test_links_to_the_readme_lead_to_the_start_page() -> None:
    assert "](../index.md)" in staged_text("docs/guide.md")
    assert "README.md)" not in staged_text("docs/guide.md")
