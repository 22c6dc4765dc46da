from templates.layout.placed import Placed, mirror, snap
from templates.nodes import BoxNode, Flex
from templates.scene import Box


def placed(name: str, x: float, width: float, *children: Placed, keeps: bool = False) -> Placed:
    node = BoxNode(id=name, flex=Flex(), mirror=not keeps)
    return Placed(node=node, box=Box(x=x, y=0, width=width, height=10), children=children)


def test_a_mirror_changes_sides() -> None:
    page = placed("page", 0, 100, placed("start", 10, 20))
    seen = mirror(page, width_px=100)
    assert seen.children[0].box == Box(x=70, y=0, width=20, height=10)
    assert seen.children[0].flipped


def test_what_must_not_be_mirrored_moves_as_a_whole() -> None:
    logo = placed("logo", 10, 30, placed("mark", 10, 10), placed("word", 22, 18), keeps=True)
    seen = mirror(placed("page", 0, 100, logo), width_px=100).children[0]
    assert [part.box.x for part in seen.walk()] == [60, 60, 72]
    assert not any(part.flipped for part in seen.walk())


def test_snapped_lengths_are_exact() -> None:
    assert snap(0.1) * 64 == round(0.1 * 64)
