"""Whatever the scores: the selection keeps its quotas, its chances and its word on margins."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.rankers.protocol import MarketScores
from ranker.selection.explore import inclusion_probabilities
from ranker.selection.greedy import select_top
from ranker.selection.margins import margins
from ranker.selection.quotas import Bounds
from tests.unit.ranker.selection.builders import KINDS, graph, quotas


@settings(max_examples=100)
@given(
    st.integers(1, 12),
    st.integers(0, 2**32 - 1),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 4),
)
def test_selection_keeps_its_promises(
    artists: int, seed: int, animated: int, static: int, spare: int
) -> None:
    rng = np.random.default_rng(seed)
    value = rng.integers(0, 4, (artists, len(KINDS))).astype(float)
    scores = MarketScores(value=value, template_value=value, diversity_weight=0.3)
    top_k = max(1, animated + static + spare)
    least = {"animated": Bounds(least=animated), "static": Bounds(least=static)}
    picks = select_top(
        scores,
        top_k=top_k,
        graph=graph((0, artists - 1, 0.5), artists=artists),
        quotas=quotas(artists=artists, kinds=least),
    )
    assert len(picks) == min(top_k, artists)
    assert len({pick.arm.artist for pick in picks}) == len(picks)
    if artists >= top_k:
        found = [KINDS[pick.arm.template] for pick in picks]
        assert found.count("animated") >= animated
        assert found.count("static") >= static


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(0, 2))
def test_a_pick_stays_above_its_margin_and_goes_below_it(
    seed: int, top_k: int, animated: int
) -> None:
    rng = np.random.default_rng(seed)
    artists = 9
    value = rng.normal(size=(artists, len(KINDS)))
    pairs = rng.integers(artists, size=(12, 2)).tolist()
    like = graph(*((a, b, float(rng.random())) for a, b in pairs if a != b), artists=artists)
    bound = quotas(artists=artists, kinds={"animated": Bounds(least=min(animated, top_k))})

    def chosen(matrix: np.ndarray) -> list[tuple[int, int]]:
        scores = MarketScores(value=matrix, template_value=matrix, diversity_weight=0.4)
        picks = select_top(scores, top_k=top_k, graph=like, quotas=bound)
        return [(pick.arm.artist, pick.arm.template) for pick in picks]

    scores = MarketScores(value=value, template_value=value, diversity_weight=0.4)
    picks = select_top(scores, top_k=top_k, graph=like, quotas=bound)
    for pick, margin in zip(picks, margins(scores, picks, graph=like, quotas=bound), strict=True):
        place = (pick.arm.artist, pick.arm.template)
        if np.isfinite(margin.fall):
            for by, stays in ((0.999 * margin.fall, True), (margin.fall + 1e-6, False)):
                changed = value.copy()
                changed[place] -= by
                assert (place in chosen(changed)) == stays
        if margin.rise is not None:
            changed = value.copy()
            changed[place] += margin.rise + 1e-9
            assert chosen(changed).index(place) < picks.index(pick)


@settings(max_examples=100)
@given(
    st.lists(
        st.floats(0, 1, allow_subnormal=False).map(lambda x: round(x, 6)), min_size=1, max_size=30
    ).filter(lambda found: sum(found) > 0.01),
    st.integers(0, 6),
)
def test_inclusion_probabilities_sum_to_the_places(weights: list[float], count: int) -> None:
    found = inclusion_probabilities(np.array(weights), count)
    some = sum(weight > 0 for weight in weights)
    assert abs(found.sum() - min(count, some)) < 1e-9
    assert ((found >= 0) & (found <= 1 + 1e-12)).all()
    assert ((found > 0) == (np.array(weights) > 0)).all() or count == 0
