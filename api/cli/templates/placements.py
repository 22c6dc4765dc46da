"""`handbill templates placements`: where ads stand, what covers them there, and what is taken."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from api.cli.output import emit_json, emit_table


def placements(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List the placements with their safe zones, limits and dates; sources with --json."""
    from templates import placement_cards

    cards = placement_cards()
    if as_json:
        emit_json(cards)
        return
    columns = ("placement", "gathered", "covered", "pictures", "videos")
    emit_table(columns, (_row(card) for card in cards))


def _row(card: Mapping[str, Any]) -> list[str]:
    limits = card["limits"]
    zones = "; ".join(_zone(zone) for zone in card["zones"]) or "nothing"
    kinds = [_limits(limits["picture"]), _limits(limits["video"])]
    return [card["placement"], card["gathered"], zones, *kinds]


def _zone(zone: Mapping[str, Any]) -> str:
    """`9:16 top 14 %, bottom 35 %`."""
    edges = ("top", "bottom", "start", "end")
    shares = ", ".join(f"{edge} {100 * zone[edge]:.3g} %" for edge in edges if zone[edge])
    return f"{zone['ratio']}{' RTL' if zone['right_to_left'] else ''} {shares}"


def _limits(limits: Mapping[str, Any] | None) -> str:
    """`jpg png, 5 MB`."""
    if limits is None:
        return "not known"
    parts = [" ".join(limits["formats"])]
    if limits["max_bytes"] is not None:
        parts.append(f"{limits['max_bytes'] / 1_000_000:,.0f} MB")
    low, high = limits["min_s"], limits["max_s"]
    if low is not None or high is not None:
        parts.append(f"{low or 0:g} s and more" if high is None else f"{low or 0:g}-{high:g} s")
    if limits["min_bit_rate"] is not None:
        parts.append(f"{limits['min_bit_rate'] / 1000:,.0f} kbit/s and more")
    return ", ".join(parts)
