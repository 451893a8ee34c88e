"""Operations that combine store, pipelines and formats: import, export, analysis, propagation, near-duplicates.

They may take long, report progress and can be cancelled, and need no screen. May import every room below; `ui` and
`cli` import it.
"""
