"""A campaign on the in-memory twins: what is kept when the folder it is left in fails."""

import json
from pathlib import Path

import pytest
from PIL import Image

from api.campaign_run import CampaignOrder, run_campaign
from api.composition import memory_house
from api.settings import Settings
from api.watcher import Watcher


def test_the_manifest_is_stored_also_when_the_folder_cannot_be_written(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    data.mkdir()
    out.mkdir()
    Image.linear_gradient("L").resize((400, 400)).convert("RGB").save(data / "art.jpg")
    (data / "catalog.csv").write_text("artist_id,name,genre,artwork\na1,Nour,pop,art.jpg\n")
    (data / "markets.csv").write_text("market,locales,currency,daily_budget\nEG,ar-EG,EGP,100\n")
    (out / "assets").write_text("a file where a folder should be")
    order = CampaignOrder(name="test", data=data, out=out, top_k=1, min_per_kind={"static": 1})
    with memory_house(Settings(data_home=tmp_path / "home")) as house:
        with pytest.raises(OSError, match="assets"):
            run_campaign(order, house=house, watcher=Watcher(quiet=True))
        manifest = json.loads(house.store.get("campaigns/test/manifest.json"))
        assert len(manifest["assets"]) == 3
        assert all(house.store.head(row["key"]) for row in manifest["assets"])
    assert manifest["campaign"]["data_as_of"] is None
    assert not (out / "manifest.json").exists()
