import re

from render_farm.contact_sheet import contact_sheet
from render_farm.job import TaskFailure, Use
from render_farm.manifest import build_manifest
from tests.unit.render_farm.test_manifest import RESULT, Ended, task


def page(artist: str = "Nour") -> str:
    use = Use(market="EG", rank=1, artist_id="a1", reasons=({"text": "drives <b>most</b>"},))
    manifest = build_manifest(
        campaign={"id": "demo", "ranker": "heuristic", "fallbacks": ["no history"]},
        bucket="b",
        ended=[
            Ended(task=task(use), result=RESULT),
            Ended(
                task=task(Use(market="JP", rank=1, artist_id="a1")),
                failure=TaskFailure(code="text_uncovered", message="U+1234", retryable=False),
            ),
        ],
    )
    return contact_sheet(manifest, thumbnails={RESULT.key: b"jpeg"}, artists={"a1": artist})


def test_assets_reasons_and_failures_are_shown() -> None:
    html = page()
    assert f'href="{RESULT.key}"' in html
    assert "text_uncovered: U+1234" in html
    assert "no history" in html


def test_what_users_wrote_is_escaped() -> None:
    html = page(artist="<script>alert(1)</script>")
    assert "<script" not in html
    assert "drives &lt;b&gt;most&lt;/b&gt;" in html


def test_the_page_loads_nothing_from_elsewhere() -> None:
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page())
