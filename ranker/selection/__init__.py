"""Scores of one market → its picks: vetoes, diversity, quotas, caps, exploration."""
