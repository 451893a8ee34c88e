"""Reference managers: RIS, BibTeX and CSL JSON, as Zotero, EndNote and Mendeley export them, an article per entry."""
