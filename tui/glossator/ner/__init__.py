"""Named entity recognition: spaCy pipelines, the lexicon matched before them, and rules that correct their suggestions.

The only package that imports spaCy, inside the functions that use it. Services, cli and ui may import this package.
"""
