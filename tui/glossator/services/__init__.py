"""Work that ties store, recognition and formats together and may take long; no screen is needed for any of it."""
