"""One market: score → select → explain, in one call that may run anywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ranker.chain import Outcome
from ranker.fillable import Fillable
from ranker.rankers.protocol import Arm
from ranker.ranking import Pick, Reason
from ranker.selection.choose import Choice, Pool, choose
from ranker.selection.told import Teller
from ranker.selection.vetoes import Situation, market_vetoes


@dataclass(frozen=True, kw_only=True, slots=True)
class Brief:
    """What the decision on any market needs; picklable.

    names: of the artists, in the pool's order. locales: per market. kept: the earlier picks, which
    stand in `kept_markets`, where nothing recent can be trusted.
    """

    outcome: Outcome
    objective: str
    pool: Pool
    names: tuple[str, ...]
    fillable: Fillable
    locales: Mapping[str, tuple[str, ...]]
    kept: Outcome | None = None
    kept_markets: frozenset[str] = frozenset()

    def of(self, market: str) -> "Brief":
        """The brief of one market: with the outcome that stands there."""
        if self.kept is None or market not in self.kept_markets:
            return self
        return replace(self, outcome=self.kept)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A market's picks. vetoed: the number of arms that each veto hit, by its words.

    capped: whether the rules allowed fewer picks than were asked for; `notes` say why.
    """

    market: str
    picks: tuple[Pick, ...]
    vetoed: Mapping[str, int]
    capped: bool
    notes: tuple[str, ...]


def decide(market: str, *, brief: Brief) -> Decision:
    """Score the market's arms, choose, and explain what was chosen."""
    brief = brief.of(market)
    pool = brief.pool
    situation = Situation(
        market=market,
        artists=pool.artists,
        templates=pool.templates,
        able=brief.fillable.arms(brief.locales[market]),
        ran=pool.lived.market(market),
        rules=pool.rules,
    )
    scores = brief.outcome.scored.market(market)
    choice = choose(market, scores, pool=pool, vetoes=market_vetoes(situation))
    whole = scores.value.shape
    sizes = {
        veto.text: int(veto.arms.sum() * (whole[0] * whole[1] // veto.arms.size))
        for veto in choice.vetoes
    }
    return Decision(
        market=market,
        picks=_picks(market, choice, brief=brief),
        vetoed=sizes,
        capped=choice.capped,
        notes=choice.notes,
    )


def _picks(market: str, choice: Choice, *, brief: Brief) -> tuple[Pick, ...]:
    arms = [pick.arm for pick in choice.picks]
    explained = brief.outcome.scored.explain(market, arms)
    foretold = choice.scores.registration_share
    shares = [None] * len(arms) if foretold is None else foretold(arms).tolist()
    teller = Teller(
        name=lambda arm: arm_name(brief, arm), objective=brief.objective, graph=brief.pool.graph
    )
    told = teller.reasons(choice)
    return tuple(
        _pick(
            market,
            choice,
            place,
            brief=brief,
            share=shares[place],
            reasons=(*explained[place], *told[place]),
            moves=teller.moves(choice, place),
        )
        for place in range(len(choice.picks))
    )


def arm_name(brief: Brief, arm: Arm) -> str:
    """An arm in words: the artist's name, and the template where one is meant."""
    name = brief.names[arm.artist]
    if arm.template < 0:
        return name
    return f"{name} with {brief.pool.templates[arm.template].template_id}"


def _pick(
    market: str,
    choice: Choice,
    place: int,
    *,
    brief: Brief,
    share: float | None,
    reasons: Sequence[Reason],
    moves: str,
) -> Pick:
    selected, scores, outcome = choice.picks[place], choice.scores, brief.outcome
    arm = selected.arm
    cpr = scores.relative_cpr
    return Pick(
        market=market,
        channel=brief.pool.channel,
        objective=brief.objective,
        rank=place + 1,
        artist_id=brief.pool.artists[arm.artist],
        template_id=brief.pool.templates[arm.template].template_id,
        score=selected.score,
        predicted_relative_cpr=None if cpr is None else float(cpr[arm.artist, arm.template]),
        predicted_registration_share=share,
        explored=selected.explored,
        propensity=selected.propensity,
        reasons=tuple(reasons),
        model_version=outcome.scored.model_version,
        data_as_of=outcome.data_as_of,
        stale=outcome.stale,
        moves=moves,
    )
