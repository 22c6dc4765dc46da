"""An animation's layers → what is drawn from back to front: lifted layers, and all between."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from templates.lottie.document import Plain
from templates.lottie.liftable import why_closed, why_kept
from templates.lottie.naming import picture_slot
from templates.lottie.placement import Place, place_of
from templates.lottie.report import Finding, kind_of
from templates.lottie.structure import assets_of, composition
from templates.lottie.timing import Clock

Path = tuple[int, ...]

_IMAGE, _NULL, _TEXT = 2, 3, 5
_DRAWN = {0, 1, 2, 4, 5}


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A layer for ThorVG, by its indices from the outermost list on, with its matte's."""

    path: Path
    matte: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lifted:
    """A text or image layer that Handbill draws, and what it is seen through, if anything."""

    path: Path
    place: Place
    matte: Place | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """Everything from back to front, and what is to say of it."""

    items: tuple[Kept | Lifted, ...]
    findings: tuple[Finding, ...]


def stack(animation: Plain) -> Stack:
    """Sort out a checked animation's layers."""
    walker = _Walker(assets_of(animation))
    items = tuple(walker.walk(animation["layers"], path=(), clock=Clock(), holder=None))
    return Stack(items=items, findings=tuple(walker.findings))


def matte_index(layers: Sequence[Plain], index: int) -> int | None:
    """Where the matte of a layer stands in its list, None when it has none."""
    layer = layers[index]
    if not layer.get("tt"):
        return None
    if "tp" in layer:
        found = [at for at, other in enumerate(layers) if other.get("ind") == layer["tp"]]
        return found[0] if found else None
    return index - 1 if index > 0 else None


def full_name(place: Place) -> str:
    """The layer's name after those of the compositions that hold it."""
    return place.name if place.holder is None else f"{full_name(place.holder)} / {place.name}"


class _Walker:
    def __init__(self, assets: Mapping[str, Plain]) -> None:
        self._assets = assets
        self.findings: list[Finding] = []
        self._windows: set[Path] = set()

    def walk(
        self, layers: Sequence[Plain], *, path: Path, clock: Clock, holder: Place | None
    ) -> Iterator[Kept | Lifted]:
        mattes = {matte_index(layers, index) for index in range(len(layers))}
        for index in range(len(layers) - 1, -1, -1):
            layer = layers[index]
            place = place_of(layer, layers, clock=clock, holder=holder)
            is_matte = bool(layer.get("td")) or index in mattes
            if layer.get("hd") or layer["ty"] == _NULL:
                continue
            if layer["ty"] not in _DRAWN:
                self._say(place, "dropped", "Handbill has no such layers")
            elif is_matte:
                through = (*path, index) in self._windows
                said = "what a lifted layer is seen through" if through else "another layer's matte"
                self._say(place, "lifted" if through else "kept", said)
            else:
                at = matte_index(layers, index)
                matte = None if at is None else (*path, at)
                window = (
                    None if at is None else place_of(layers[at], layers, clock=clock, holder=holder)
                )
                yield from self._one(place, (*path, index), matte, window)

    def _one(
        self, place: Place, path: Path, matte: Path | None, window: Place | None
    ) -> Iterator[Kept | Lifted]:
        ty = place.layer["ty"]
        inner = composition(place.layer, self._assets)
        if inner is not None and self._holds_slots(inner):
            closed = why_closed(place.layer)
            if closed is None:
                clock = place.clock.inside(place.layer)
                yield from self.walk(inner["layers"], path=path, clock=clock, holder=place)
                return
            self._say(place, "kept", f"{closed}: the texts and pictures in it stay as they are")
        elif ty == _TEXT or (ty == _IMAGE and picture_slot(place.name) is not None):
            kept = why_kept(place, window)
            if kept is None:
                self._windows.add(matte or ())
                yield Lifted(path=path, place=place, matte=window)
                return
            self._say(place, "kept", kept)
        elif ty == _IMAGE:
            self._say(place, "kept", "its name is no source (catalog.artwork, content.…)")
        else:
            self._say(place, "kept", "drawn by ThorVG")
        yield Kept(path=path, matte=matte)

    def _holds_slots(self, holder: Plain) -> bool:
        for layer in holder["layers"]:
            inner = composition(layer, self._assets)
            if layer["ty"] == _TEXT or (inner is not None and self._holds_slots(inner)):
                return True
            if layer["ty"] == _IMAGE and picture_slot(str(layer.get("nm", ""))) is not None:
                return True
        return False

    def _say(self, place: Place, outcome: str, detail: str) -> None:
        kind = kind_of(place.layer["ty"])
        self.findings.append(
            Finding(layer=full_name(place), kind=kind, outcome=outcome, detail=detail)
        )
