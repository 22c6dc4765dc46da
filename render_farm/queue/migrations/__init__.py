"""A database of any older version → one of this version's tables, step by step (Alembic)."""
