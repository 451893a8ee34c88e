"""REFI-QDA, the exchange format of programs for qualitative analysis: codebooks (`qdc`) and projects (`qdpx`).

Listed by `formats.export_registry`, which imports this package.
"""
