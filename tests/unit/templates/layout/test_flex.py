from typing import Any

import pytest

from templates.content import PictureRef
from templates.layout.flex import lay_out
from templates.layout.placed import Placed
from templates.nodes import TextNode
from templates.resolved import ResolvedTemplate, resolve
from templates.scene import Box
from templates.text import TextUncovered
from tests.unit.templates.samples import SHA, make_template


def resolved(layout: dict[str, Any], ratio: str = "1:1", locale: str = "en") -> ResolvedTemplate:
    return resolve(
        make_template(layout=layout),
        content={"name": "Nour", "artwork": PictureRef(sha256=SHA)},
        locale=locale,
        ratio=ratio,
    )


def boxes(placed: Placed) -> dict[str, Box]:
    return {item.node.id: item.box for item in placed.walk()}


def block(_node: TextNode, width_px: float | None) -> tuple[float, float]:
    """A text of 2,000 square pixels that wraps as it must, and needs 40 px of width."""
    wide = 100.0 if width_px is None else max(min(width_px, 100.0), 40.0)
    return wide, 2000 / wide


def box(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": "box", **more}


def text(name: str = "name", **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": "text", "slot": "name", "style": "name", **more}


def test_units_are_hundredths_of_the_short_side_and_shares_of_the_parent() -> None:
    found = boxes(
        lay_out(
            resolved(box("page", children=[box("a", width=50, height="25%")]), ratio="9:16"),
            absent=(),
            measure=block,
        )
    )
    assert found["page"] == Box(x=0, y=0, width=1080, height=1920)
    assert (found["a"].width, found["a"].height) == (540, 480)


def test_padding_grows_to_the_safe_zone_on_the_edges_named() -> None:
    page = box("page", padding=5, safe=["bottom"], children=[box("a", grow=1)])
    found = boxes(lay_out(resolved(page, ratio="9:16"), absent=(), measure=block))
    assert found["a"].y == 54
    # A hair above the zone, since ink may reach beyond its advance: 0.3 u of 10.8 px.
    assert found["a"].y + found["a"].height == pytest.approx(1920 * 0.65 - 3.24, abs=0.1)


def test_texts_are_measured_at_the_width_they_get() -> None:
    page = box("page", align="start", children=[box("b", width=5.5556, children=[text()])])
    found = boxes(lay_out(resolved(page), absent=(), measure=block))
    assert found["name"].width == pytest.approx(60, abs=0.1)
    assert found["name"].height == pytest.approx(2000 / 60, abs=0.1)


def test_absent_nodes_leave_no_gap_and_may_come_back() -> None:
    page = box("page", gap=10, children=[box("a", height=10), text(), box("b", height=10)])
    at = resolved(page)
    without = boxes(lay_out(at, absent={"name"}, measure=block))
    assert without["b"].y == pytest.approx(216)
    assert without["name"].width == 0
    assert boxes(lay_out(at, absent=(), measure=block))["b"].y > 216


def test_hidden_by_shape() -> None:
    page = box("page", children=[box("a", height=10, at={"tall": {"hidden": True}})])
    found = boxes(lay_out(resolved(page, ratio="9:16"), absent=(), measure=block))
    assert found["a"].height == 0


def test_what_measuring_raises_comes_out() -> None:
    def raising(_node: TextNode, _width: float | None) -> tuple[float, float]:
        raise TextUncovered("𐎠")

    page = box("page", children=[text()])
    with pytest.raises(TextUncovered):
        lay_out(resolved(page), absent=(), measure=raising)
    assert boxes(lay_out(resolved(page), absent=(), measure=block))["name"].height > 0


def test_the_same_state_is_measured_once_and_another_one_anew() -> None:
    asked: list[str] = []

    def counted(node: TextNode, width: float | None) -> tuple[float, float]:
        asked.append(node.id)
        return block(node, width)

    at = resolved(box("page", gap=3, children=[text(), box("b", height=11)]))
    first = lay_out(at, absent=(), measure=counted, state="one")
    times = len(asked)
    assert lay_out(at, absent=(), measure=counted, state="one") == first
    assert len(asked) == times
    assert lay_out(at, absent={"b"}, measure=counted, state="one") != first
    assert len(asked) > times
    times = len(asked)
    assert lay_out(at, absent=(), measure=counted, state="two") == first
    assert len(asked) > times
