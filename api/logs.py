"""Our log records → lines on standard error, for programs that run on."""

import logging

_OURS = ("api", "render_farm", "ranker", "templates", "uvicorn")
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s%(action)s"


def log_to_stderr(level: str) -> None:
    """Show our records from `level` on (debug, info, warning, error); others' from warning on."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_FORMAT, defaults={"action": ""}))
    handler.addFilter(_brackets)
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())


def _brackets(record: logging.LogRecord) -> bool:
    action = getattr(record, "action", "")
    if action:
        record.action = f" [{action}]"
    return True
