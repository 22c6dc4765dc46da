"""A layer inside its parents and compositions → where it lies, and when, in the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from templates.lottie.document import Plain
from templates.lottie.matrix import Matrix, placing
from templates.lottie.property import Property, Values, read_property
from templates.lottie.timing import Clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Transform:
    """A layer's own `ks`: position and anchor in pixels, scale and opacity in per cent."""

    position: Property
    anchor: Property
    scale: Property
    rotation: Property
    opacity: Property
    skew: Property
    skew_axis: Property

    def matrix(self, frame: float) -> Matrix:
        """Where its inside goes in what holds it, at a frame of that."""
        return placing(
            position=_pair(self.position.at(frame), 0.0),
            anchor=_pair(self.anchor.at(frame), 0.0),
            scale=_pair(self.scale.at(frame), 100.0),
            degrees=self.rotation.at(frame)[0],
            skew=self.skew.at(frame)[0],
            skew_axis=self.skew_axis.at(frame)[0],
        )

    @property
    def still(self) -> bool:
        """Whether its matrix never changes."""
        moving = (self.position, self.anchor, self.scale, self.rotation, self.skew, self.skew_axis)
        return all(part.still for part in moving)


def read_transform(layer: Mapping[str, Any]) -> Transform:
    """The transform of a layer."""
    ks: Mapping[str, Any] = layer.get("ks", {})
    return Transform(
        position=read_property(ks.get("p"), (0.0, 0.0)),
        anchor=read_property(ks.get("a"), (0.0, 0.0)),
        scale=read_property(ks.get("s"), (100.0, 100.0)),
        # A layer that was 3D once has its turn about z under another name.
        rotation=read_property(ks.get("r", ks.get("rz")), (0.0,)),
        opacity=read_property(ks.get("o"), (100.0,)),
        skew=read_property(ks.get("sk"), (0.0,)),
        skew_axis=read_property(ks.get("sa"), (0.0,)),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A layer where it stands: under its parent, in the composition that `holder` shows.

    clock: of its composition. parent: moves it, but neither fades nor hides it.
    """

    layer: Plain
    transform: Transform
    clock: Clock
    parent: "Place | None" = None
    holder: "Place | None" = None

    @property
    def name(self) -> str:
        """What After Effects calls it."""
        return str(self.layer.get("nm") or f"layer {self.layer.get('ind', '?')}")

    @property
    def movers(self) -> tuple["Place", ...]:
        """All that moves it but itself: parents, compositions and their parents."""
        near = () if self.parent is None else (self.parent, *self.parent.movers_inside)
        far = () if self.holder is None else (self.holder, *self.holder.movers)
        return (*near, *far)

    @property
    def movers_inside(self) -> tuple["Place", ...]:
        """Its parents in its own composition."""
        return () if self.parent is None else (self.parent, *self.parent.movers_inside)

    def matrix(self, whole: float) -> Matrix:
        """From the layer's own pixels to the whole's, at a frame of the whole."""
        inside = self._inside(self.clock.inner(whole))
        return inside if self.holder is None else self.holder.matrix(whole) @ inside

    def outer(self, whole: float) -> Matrix:
        """From what its position is measured in to the whole's pixels."""
        inner = self.clock.inner(whole)
        found = Matrix() if self.parent is None else self.parent._inside(inner)
        return found if self.holder is None else self.holder.matrix(whole) @ found

    def local_matrix(self, whole: float) -> Matrix:
        """From the layer's own pixels to those of its composition."""
        return self._inside(self.clock.inner(whole))

    @property
    def fades_never(self) -> bool:
        """Whether neither it nor a composition around it changes its opacity."""
        around = self.holder is None or self.holder.fades_never
        return around and self.transform.opacity.still

    def _inside(self, inner: float) -> Matrix:
        own = self.transform.matrix(inner)
        return own if self.parent is None else self.parent._inside(inner) @ own

    def opacity(self, whole: float) -> float:
        """0-1, compositions' opacities in it; a parent's does not count."""
        own = self.transform.opacity.at(self.clock.inner(whole))[0] / 100
        own = min(max(own, 0.0), 1.0)
        return own if self.holder is None else own * self.holder.opacity(whole)

    @property
    def span(self) -> tuple[float, float]:
        """The frames of the whole between which it is there."""
        start, end = self.clock.whole(self.layer["ip"]), self.clock.whole(self.layer["op"])
        if self.holder is not None:
            outer = self.holder.span
            start, end = max(start, outer[0]), min(end, outer[1])
        return start, end


def place_of(
    layer: Plain, siblings: Sequence[Plain], *, clock: Clock, holder: Place | None = None
) -> Place:
    """The place of a layer among the layers of its composition."""
    above = layer.get("parent")
    found = [other for other in siblings if above is not None and other.get("ind") == above]
    parent = place_of(found[0], siblings, clock=clock, holder=holder) if found else None
    return Place(
        layer=layer, transform=read_transform(layer), clock=clock, parent=parent, holder=holder
    )


def _pair(value: Values, default: float) -> tuple[float, float]:
    return (value[0], value[1]) if len(value) > 1 else (value[0] if value else default, default)
