"""What an import did with each layer, for the designer to read."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One layer's fate.

    layer: its path of names, `card / headline`. kind: text, image, shape, …. outcome: `lifted` (a
    slot that Handbill draws), `kept` (drawn by ThorVG as exported), `changed` (lifted or kept, but
    not in all it was) or `dropped`. detail: the slot, or why.
    """

    layer: str
    kind: str
    outcome: str
    detail: str


KINDS = {
    0: "composition",
    1: "solid",
    2: "image",
    3: "null",
    4: "shape",
    5: "text",
    6: "audio",
    13: "camera",
}


def kind_of(ty: int) -> str:
    """The word for a layer's type."""
    return KINDS.get(ty, f"type {ty}")
