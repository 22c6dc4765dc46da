"""Assets over HTTP: a redirect for a key that exists, nothing for any other."""

import hashlib

import pytest

from tests.unit.api.rest.farm import ApiClient, problem_of

_NAME = "ab" + "0" * 62
_KEY = f"ab/{_NAME}.jpg"


def _store(api: ApiClient) -> None:
    body = b"pixels"
    sha256 = hashlib.sha256(body).hexdigest()
    api.house.store.put_new(f"assets/{_KEY}", body, sha256=sha256, content_type="image/jpeg")


@pytest.mark.parametrize("prefix", ["", "assets/"])
def test_an_asset_is_a_redirect_that_nobody_keeps(api: ApiClient, prefix: str) -> None:
    _store(api)
    answer = api.get(f"/v1/assets/{prefix}{_KEY}")
    assert answer.status_code == 307
    assert answer.headers["location"] == api.house.store.url(f"assets/{_KEY}", expires_s=3600)
    assert answer.headers["cache-control"] == "no-store"


def test_a_poster_has_a_link_of_its_own(api: ApiClient) -> None:
    key = f"assets/ab/{_NAME}.poster.jpg"
    sha256 = hashlib.sha256(b"still").hexdigest()
    api.house.store.put_new(key, b"still", sha256=sha256, content_type="image/jpeg")
    assert api.get(f"/v1/{key}").headers["location"] == api.house.store.url(key, expires_s=3600)


def test_an_asset_that_is_not_there_is_not_found(api: ApiClient) -> None:
    problem_of(api.get(f"/v1/assets/{_KEY}"), status=404, code="not_found")


@pytest.mark.parametrize(
    "key",
    [
        "../inputs/" + "0" * 64,
        "assets/../inputs/" + "0" * 64,
        f"cd/{_NAME}.jpg",
        f"ab/{_NAME}.html",
        f"ab/{_NAME}.poster.png",
        f"ab/{_NAME.upper()}.jpg",
        f"ab/{_NAME}.jpg%00",
        "",
        "manifest.json",
    ],
)
def test_no_other_key_reaches_the_store(api: ApiClient, key: str) -> None:
    _store(api)
    problem_of(api.get(f"/v1/assets/{key}"), status=404, code="not_found")
