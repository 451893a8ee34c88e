"""Measures of agreement between analysts: pure functions on counts, without any dependency.

`kappa` and `alpha` compare decisions, `spans` and `unitising` compare spans of text, `intervals` says how sure a figure
is. A measure that the data do not define is `Undefined`, with the reason, and never a number.
"""
