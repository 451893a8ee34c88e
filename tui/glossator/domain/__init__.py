"""The vocabulary: articles, annotations, codebook, entities, lexicon, queries and what an import or export holds.

Frozen dataclasses and pure functions, no input or output. Imports only `text`; every room but `text` and `runtime` may
import it.
"""
