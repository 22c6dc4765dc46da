"""Budgets and outcomes of two arms → a verdict that may be asked for at any time."""
