"""What a stored model says of itself: card.json, from which it can be made again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ranker.errors import ModelUnreadableError

SCHEMA = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelCard:
    """A model's facts. `version` follows from all others, so that equal models are one.

    trainer: the learner's name. as_of: the day it was trained for, data before it was seen. data:
    digest of the tables. parameters, metrics: plain JSON. files: name → SHA-256.
    """

    trainer: str
    as_of: date
    objective: str
    channel: str
    seed: int
    maturity_days: int
    features: tuple[str, ...]
    parameters: Mapping[str, Any]
    metrics: Mapping[str, Any]
    data: str
    code: str
    files: Mapping[str, str]
    version: str = ""

    def named(self) -> "ModelCard":
        """The card with its version: trainer, day, and the digest of everything."""
        text = _text(replace(self, version=""))
        digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        return replace(self, version=f"{self.trainer}-{self.as_of}-{digest}")

    def text(self) -> str:
        """The card as JSON."""
        return _text(self)


def parse_card(data: bytes, *, where: str) -> ModelCard:
    """Read a card; ModelUnreadableError where it is none, or not the one that its version names."""
    try:
        document = json.loads(data)
        schema = document.pop("schema")
        if schema != SCHEMA:
            raise ValueError(f"schema {schema!r}")
        document["as_of"] = date.fromisoformat(document["as_of"])
        document["features"] = tuple(document["features"])
        card = ModelCard(**document)
        right = card.named().version == card.version
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelUnreadableError(
            where=where, what=f"is no card of a model ({error})", allowed="a card.json of ours"
        ) from error
    if not right:
        raise ModelUnreadableError(
            where=where,
            what="the card was changed after the model was stored",
            allowed=f"the card that {card.version} was stored with",
        )
    return card


@cache
def code_version() -> str:
    """The program's version and the digest of the ranker's own source files."""
    try:
        program = version("handbill")
    except PackageNotFoundError:
        program = "0"
    digest = hashlib.sha256()
    root = Path(__file__).parent.parent
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{program}+{digest.hexdigest()[:12]}"


def _text(card: ModelCard) -> str:
    names = ModelCard.__dataclass_fields__
    document = {name: getattr(card, name) for name in names}
    document |= {"schema": SCHEMA, "as_of": card.as_of.isoformat()}
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True, default=dict)
