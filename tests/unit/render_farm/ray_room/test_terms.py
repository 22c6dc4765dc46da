from functools import partial

from render_farm.ray_room.crew import call_name
from render_farm.ray_room.terms import kind_of
from render_farm.storage import S3Settings
from render_farm.worker import WorkshopSettings, open_workshop
from tests.contract.farm_samples import make_lease
from tests.contract.renderers import Puppet, Waking


def kind(bucket: str) -> str:
    storage = S3Settings(
        endpoint_url="http://127.0.0.1:1", bucket=bucket, access_key="a", secret_key="b"
    )
    return kind_of(partial(open_workshop, WorkshopSettings(storage=storage)))


def test_who_renders_otherwise_or_into_another_bucket_is_of_another_kind() -> None:
    assert kind("one") == kind("one")
    assert len({kind("one"), kind("two"), kind_of(Puppet), kind_of(Waking)}) == 4


def test_the_dashboard_tells_what_is_made_and_for_whom() -> None:
    assert call_name("render", make_lease()) == "render spotlight 9:16 ar-EG jpg job-1:7"
