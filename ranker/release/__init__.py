"""A ranking and those released before it → the ranking that is served, and why."""
