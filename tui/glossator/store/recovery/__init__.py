"""What keeps a workspace from harm: backups, checks, salvage, and where it may stand."""
