"""Command lines → calls of the rooms, or requests to a running farm."""
