from concurrent.futures import ThreadPoolExecutor

from render_farm.warm import WarmShelf


def test_a_thing_is_made_once() -> None:
    shelf: WarmShelf[str] = WarmShelf(capacity=2)
    made: list[str] = []

    def make() -> str:
        made.append("x")
        return "thing"

    assert shelf.get("a", make) == "thing"
    assert shelf.get("a", make) == "thing"
    assert made == ["x"]


def test_the_least_recently_used_goes_first() -> None:
    shelf: WarmShelf[str] = WarmShelf(capacity=2)
    for key in ("a", "b", "a", "c"):
        shelf.get(key, lambda: "old")
    assert shelf.get("a", lambda: "new") == "old"
    assert shelf.get("b", lambda: "new") == "new"


def test_weights_are_counted_and_giants_are_not_kept() -> None:
    shelf: WarmShelf[bytes] = WarmShelf(capacity=10, weigh=len)
    shelf.get("small", lambda: b"12345")
    assert shelf.get("giant", lambda: b"x" * 11) == b"x" * 11
    assert shelf.get("giant", lambda: b"again") == b"again"
    assert shelf.get("small", lambda: b"made again") == b"12345"


def test_what_another_thread_made_meanwhile_is_kept_and_counted_once() -> None:
    shelf: WarmShelf[str] = WarmShelf(capacity=2)
    with ThreadPoolExecutor(1) as other:

        def late() -> str:
            assert other.submit(shelf.get, "a", lambda: "first").result() == "first"
            return "second"

        assert shelf.get("a", late) == "first"
    shelf.get("b", lambda: "b")
    assert "a" in shelf
    assert "b" in shelf


def test_who_listens_hears_what_was_there() -> None:
    heard: list[bool] = []
    shelf: WarmShelf[str] = WarmShelf(capacity=2, heard=heard.append)
    for key in ("a", "a", "b"):
        shelf.get(key, lambda: "thing")
    assert "b" in shelf
    assert heard == [False, True, False]
