"""A Bodymovin export (After Effects) → a template's files, and a report of what became of it."""
