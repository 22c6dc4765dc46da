"""Stored models on a shelf: models/<version>/…, and models/latest, which names the newest."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ranker.errors import ModelUnreadableError
from ranker.registry.card import ModelCard, parse_card
from ranker.shelf import Shelf

_CARD = "card.json"
LATEST = "latest"


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredModel:
    """A card, and the bytes of each file that it names: JSON and UBJSON, never pickles."""

    card: ModelCard
    files: Mapping[str, bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelRegistry:
    """See the module."""

    shelf: Shelf

    def save(self, card: ModelCard, files: Mapping[str, bytes]) -> ModelCard:
        """Store a model; the card with hashes and version. Again the same changes nothing.

        The card is written after the files: a model whose writer died has none.
        """
        card = replace(card, files={name: _sha256(data) for name, data in files.items()}).named()
        for name, data in files.items():
            self.shelf.write(_key(card.version, name), data)
        self.shelf.write(_key(card.version, _CARD), card.text().encode())
        self.shelf.write(f"models/{LATEST}", card.version.encode())
        return card

    def load(self, version: str = LATEST) -> StoredModel:
        """A model, its files checked. Raises ModelUnreadableError, which names the versions."""
        card = self.card(version)
        return StoredModel(card=card, files={name: self._file(card, name) for name in card.files})

    def card(self, version: str = LATEST) -> ModelCard:
        """A model's card alone. Raises ModelUnreadableError as `load` does."""
        if version == LATEST:
            version = self._latest()
        data = self.shelf.read(_key(version, _CARD)) if version in self.versions() else None
        if data is None:
            raise self._absent(version)
        return parse_card(data, where=_key(version, _CARD))

    def versions(self) -> tuple[str, ...]:
        """The versions there are, in order of their names."""
        ending = f"/{_CARD}"
        found = (key for key in self.shelf.keys("models/") if key.endswith(ending))
        return tuple(key.removeprefix("models/").removesuffix(ending) for key in found)

    def _latest(self) -> str:
        data = self.shelf.read(f"models/{LATEST}")
        if data is None:
            raise self._absent(LATEST)
        return data.decode("ascii", "replace").strip()

    def _file(self, card: ModelCard, name: str) -> bytes:
        where = _key(card.version, name)
        data = self.shelf.read(where)
        if data is None or _sha256(data) != card.files[name]:
            what = "is missing" if data is None else "is not the file that was stored"
            raise ModelUnreadableError(
                where=where, what=what, allowed=f"SHA-256 {card.files[name]}; train again"
            )
        return data

    def _absent(self, version: str) -> ModelUnreadableError:
        there = ", ".join(self.versions()[-5:]) or "none is stored yet; train one"
        return ModelUnreadableError(
            where=f"models/{version}", what="there is no such model", allowed=there
        )


def _key(version: str, name: str) -> str:
    return f"models/{version}/{name}"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
