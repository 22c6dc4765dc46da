"""What a schema cannot say of masks and blends."""

from collections.abc import Iterator

from templates.format.document import Path
from templates.format.fault import Fault
from templates.format.model import MaskModel, NodeModel, TemplateModel

# What means nothing where nothing is painted.
_OF_PAINT = ("mask", "blend", "blur")


def mask_faults(model: TemplateModel, mask: MaskModel, path: Path) -> Iterator[Fault]:
    """All that is wrong with a mask."""
    if mask.shape is None and mask.fade is None and mask.text is None:
        yield Fault(path=path, what="a mask of nothing", allowed="shape, fade or text")
    if mask.radius is not None and mask.shape != "rectangle":
        yield Fault(
            path=(*path, "radius"), what="a radius without corners", allowed="shape: rectangle"
        )
    if (mask.points is not None) != (mask.shape == "polygon"):
        yield Fault(path=path, what="needs both or neither", allowed="shape: polygon with points")
    stops = [at for at, _ in mask.fade.stops] if mask.fade else []
    if stops != sorted(stops):
        yield Fault(path=(*path, "fade", "stops"), what=str(stops), allowed="stops in order")
    texts = [node.id for node in _nodes(model.layout) if node.kind == "text"]
    if mask.text is not None and mask.text not in texts:
        yield Fault(
            path=(*path, "text"),
            what=f"{mask.text!r} is no text node",
            allowed=", ".join(texts) or "the id of a text",
        )


def unpainted_faults(node: NodeModel, path: Path) -> Iterator[Fault]:
    """A box without fill and stroke is not painted: what it holds takes nothing of this over.

    Nor is a text that is seen through itself.
    """
    for mask in (node.mask, *(change.mask for change in node.at.values())):
        if mask is not None and mask.text == node.id:
            yield Fault(path=(*path, "mask"), what="seen through itself", allowed="another text")
    said = (node, *node.at.values())
    if node.kind != "box" or any(one.fill or one.stroke for one in said):
        return
    for name in _OF_PAINT:
        if getattr(node, name) is not None:
            yield Fault(
                path=(*path, name),
                what="the box paints nothing",
                allowed="a fill or a stroke, or on the nodes that it holds",
            )


def _nodes(node: NodeModel) -> Iterator[NodeModel]:
    yield node
    for child in node.children:
        yield from _nodes(child)
