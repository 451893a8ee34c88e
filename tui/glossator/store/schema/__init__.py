"""The tables, indexes, triggers and views of a workspace, made in named steps."""
