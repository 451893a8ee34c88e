"""Text itself: normalisation, spans, tokens, sentences, paragraphs, folding and finding.

Offsets are Unicode code points of an article's stored text, `end` exclusive. Imports only the standard library and
`regex`; every other room may import it.
"""
