"""The sample articles, and what builds the starter workspace from them."""
