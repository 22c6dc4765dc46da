"""What Alembic runs: the steps, in the connection and transaction that `schema.py` hands over."""

from alembic import context

from render_farm.queue.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
