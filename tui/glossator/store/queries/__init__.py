"""Questions about a workspace: one module per subject, each function with a connection as its first argument.

They never write, and import nothing that does.
"""
