"""What a campaign's cost is told as, and what its end card is."""

from pathlib import Path

import pytest

import bench
from bench.segments import CampaignCost, cost_rows
from templates import load_template


def test_the_aim_is_of_the_share_of_unique_frames() -> None:
    cost = CampaignCost(videos=10, alone_s=20.0, pieces_s=16.0, unique=0.775)
    share, each = cost_rows("campaign", cost)
    assert share.value == 0.8
    assert share.ratio == pytest.approx(0.8 / 0.775)
    assert share.met
    assert (each.value, each.reference_value) == (1600, 2000)
    dear = CampaignCost(videos=10, alone_s=20.0, pieces_s=18.0, unique=0.775)
    assert next(iter(cost_rows("campaign", dear))).met is False


def test_the_end_card_is_a_quarter() -> None:
    template = load_template(Path(bench.__file__).parent / "endcard")
    assert template.duration_s == 4
    assert template.cuts_s == (3.0,)
