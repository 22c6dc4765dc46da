"""A database as it is found → one with this version's tables, or a clear refusal."""

import logging
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from render_farm.queue.engine import take_turn, writing
from render_farm.queue.errors import SchemaTooNew

SCHEMA = "0003"
_BASELINE = "0001"
_MIGRATIONS = Path(__file__).with_name("migrations")
_LOG = logging.getLogger(__name__)


def prepare_schema(engine: Engine, *, target: str = SCHEMA) -> None:
    """Bring a database up to `target`: all steps or none, whoever else starts at the same time.

    Tables without a version are those of the first one. Raises SchemaTooNew.
    """
    with engine.begin() as connection:
        if _version(connection) == target:
            return
    with writing(engine).begin() as connection:
        take_turn(connection)
        _migrate(connection, _version(connection), target)


def is_empty(connection: Connection) -> bool:
    """Whether a database has no table at all."""
    return not inspect(connection).get_table_names()


def _migrate(connection: Connection, version: str | None, target: str) -> None:
    # Slow to import, and nearly every start finds its own version.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise SchemaTooNew(
            f"its tables are of schema {version}, which this version of Handbill does not know",
            where=connection.engine.url.render_as_string(hide_password=True),
            allowed=f"{', '.join(sorted(known))}; a newer Handbill, or a backup of before",
        )
    if version is None and inspect(connection).has_table("jobs"):
        command.stamp(config, _BASELINE)
        version = _BASELINE
    command.upgrade(config, target)
    _LOG.info("database: %s → %s", version, target, extra={"action": "schema_migrated"})


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version
