"""Layouts in a mirror: twice is none, and nothing leaves the picture."""

from hypothesis import given
from hypothesis import strategies as st

from templates.layout.placed import Placed, mirror, snap
from templates.nodes import BoxNode, Flex
from templates.scene import Box

LENGTHS = st.floats(0, 2000).map(snap)
WIDTH_PX = 1080.0


def _placed(children: st.SearchStrategy[list[Placed]]) -> st.SearchStrategy[Placed]:
    return st.builds(
        lambda x, width, keeps, below: Placed(
            node=BoxNode(id="n", flex=Flex(), mirror=not keeps),
            box=Box(x=x, y=0.0, width=width, height=1.0),
            children=tuple(below),
        ),
        LENGTHS,
        LENGTHS,
        st.booleans(),
        children,
    )


TREES = st.recursive(
    _placed(st.just([])), lambda inner: _placed(st.lists(inner, max_size=3)), max_leaves=12
)


@given(tree=TREES)
def test_mirroring_twice_changes_nothing(tree: Placed) -> None:
    assert mirror(mirror(tree, width_px=WIDTH_PX), width_px=WIDTH_PX) == tree


@given(tree=TREES)
def test_a_mirror_keeps_widths_and_distances_from_the_other_edge(tree: Placed) -> None:
    seen = mirror(tree, width_px=WIDTH_PX)
    assert seen.box.width == tree.box.width
    assert seen.box.x == WIDTH_PX - tree.box.x - tree.box.width
