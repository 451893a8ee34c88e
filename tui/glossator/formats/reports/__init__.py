"""Reports for people, to read and to print."""
