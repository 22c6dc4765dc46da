"""Known facts of a day → a score for every artist × template of every market."""
