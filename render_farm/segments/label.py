"""How a piece's frames stand still, written into its file, for whoever only joins it."""

import json
from dataclasses import asdict

from render_farm.encode import PaintedVideo, Run
from render_farm.errors import EncodeError


def label_of(painted: PaintedVideo) -> str:
    """What was painted, as JSON."""
    return json.dumps(asdict(painted), separators=(",", ":"))


def painted_of(label: str, *, where: str) -> PaintedVideo:
    """Read what `label_of` wrote. Raises EncodeError for anything else."""
    try:
        plain = json.loads(label)
        return PaintedVideo(
            fps=plain["fps"], still=Run(**plain["still"]), black=Run(**plain["black"])
        )
    except (ValueError, KeyError, TypeError) as error:
        raise EncodeError("a piece without its label", where=where) from error
