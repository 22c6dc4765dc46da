"""A campaign on the in-memory twins: what it keeps in storage, and what it finds there."""

import json
from pathlib import Path

import pytest
from PIL import Image

from api.campaign_run import CampaignOrder, run_campaign
from api.cards import ranker_cards
from api.composition import memory_house
from api.models import STORAGE, models_at
from api.settings import Settings
from api.watcher import Watcher
from ranker import ModelUnreadableError, RankRequest, train
from tests.unit.ranker.builders import AS_OF, BEST, planted


def test_the_manifest_is_stored_also_when_the_folder_cannot_be_written(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    data.mkdir()
    out.mkdir()
    Image.linear_gradient("L").resize((400, 400)).convert("RGB").save(data / "art.jpg")
    (data / "catalog.csv").write_text("artist_id,name,genre,artwork\na1,Nour,pop,art.jpg\n")
    (data / "markets.csv").write_text("market,locales,currency,daily_budget\nEG,ar-EG,EGP,100\n")
    (out / "assets").write_text("a file where a folder should be")
    order = CampaignOrder(
        name="test", data=data, out=out, asked=RankRequest(top_k=1), min_per_kind={"static": 1}
    )
    with memory_house(Settings(data_home=tmp_path / "home")) as house:
        with pytest.raises(OSError, match="assets"):
            run_campaign(order, house=house, watcher=Watcher(quiet=True))
        manifest = json.loads(house.store.get("campaigns/test/manifest.json"))
        assert len(manifest["assets"]) == 3
        assert all(house.store.head(row["key"]) for row in manifest["assets"])
    assert manifest["campaign"]["data_as_of"] is None
    assert not (out / "manifest.json").exists()


def test_a_model_in_storage_ranks_the_campaign(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    tables = planted(data)
    (data / "art").mkdir()
    Image.linear_gradient("L").resize((400, 400)).convert("RGB").save(data / "art" / f"{BEST}.jpg")
    asked = RankRequest(top_k=1, as_of=AS_OF)
    order = CampaignOrder(
        name="test", data=data, out=out, asked=asked, templates=("release",), models=STORAGE
    )
    with memory_house(Settings(data_home=tmp_path / "home")) as house:
        with pytest.raises(ModelUnreadableError, match="train one"):
            run_campaign(order, house=house, watcher=Watcher(quiet=True))
        cards = ranker_cards(house.library, only=order.templates)
        models = models_at(STORAGE, store=house.store)
        card, _ = train(tables, templates=cards, registry=models, ranker="bayes", as_of=AS_OF)
        run_campaign(order, house=house, watcher=Watcher(quiet=True))
        manifest = json.loads(house.store.get("campaigns/test/manifest.json"))
    assert manifest["campaign"]["ranker"] == f"model {card.version}"
    assert {row["artist_id"] for row in manifest["assets"]} == {BEST}
