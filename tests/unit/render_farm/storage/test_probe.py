from pathlib import Path

import pytest

from render_farm.storage import MemoryStore, StoredObject, StoreUnfit, probe


class Lenient(MemoryStore):
    """A store that ignores If-None-Match, as some servers do."""

    def ensure_bucket(self) -> None:
        return

    def put_new(
        self, key: str, body: bytes | Path, *, sha256: str, content_type: str
    ) -> StoredObject:
        assert isinstance(body, bytes)
        return self.replace(key, body, content_type=content_type)


class Garbling(MemoryStore):
    """A store that returns other bytes than it was given."""

    def ensure_bucket(self) -> None:
        return

    def get(self, key: str, *, max_bytes: int | None = None) -> bytes:
        return super().get(key, max_bytes=max_bytes)[::-1]


@pytest.mark.parametrize(
    ("store", "complaint"), [(Lenient(), "If-None-Match"), (Garbling(), "other bytes")]
)
def test_a_store_that_breaks_a_promise_is_refused(
    store: Lenient | Garbling, complaint: str
) -> None:
    with pytest.raises(StoreUnfit, match=complaint):
        probe(store)
    assert list(store.list_keys("")) == []
