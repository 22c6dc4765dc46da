"""INSERT with an answer to conflicts, which each database spells in its own dialect."""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def inserting(db: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what happens on a conflict."""
    return postgresql.insert(table) if db.dialect.name == "postgresql" else sqlite.insert(table)
