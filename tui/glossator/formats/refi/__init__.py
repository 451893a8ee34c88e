"""REFI-QDA, which programs for qualitative analysis exchange codebooks and projects in."""
