"""Who decides markets is told how far it is, where there are many."""

import pytest

from api.market_map import told_map


@pytest.mark.parametrize(("markets", "told"), [(12, []), (100, [(99, 100), (100, 100)])])
def test_many_markets_are_counted(markets: int, told: list[tuple[int, int]]) -> None:
    heard: list[tuple[int, int]] = []
    telling = told_map(map, lambda done, total: heard.append((done, total)))
    assert list(telling(str, range(markets))) == [str(i) for i in range(markets)]
    assert heard[-2:] == told
