"""What a still's cost is told as."""

from bench.stills import StillCost, still_rows

WARM = StillCost(decode_s=0.005, resize_s=0.003, scene_s=0.001, paint_s=0.002, encode_s=0.004)
OTHER = StillCost(decode_s=0.005, resize_s=0.003, scene_s=0.002, paint_s=0.009, encode_s=0.004)


def test_what_a_still_costs() -> None:
    assert OTHER.made_s == 0.015
    assert OTHER.floor_s == 0.016


def test_each_stands_beside_its_limit() -> None:
    warm, drawn, other = still_rows("tour 1:1", warm=[WARM] * 3, other=[OTHER] * 2)
    assert [round(row.value or 0, 6) for row in (warm, drawn, other)] == [7, 6, 20]
    assert [round(row.ratio or 0, 4) for row in (warm, drawn, other)] == [1.75, 1.5, 1.25]
    assert [row.met for row in (warm, drawn, other)] == [True, True, False]
    assert all(row.aim_at_ratio and not row.at_least for row in (warm, drawn, other))
