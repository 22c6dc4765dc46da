"""`handbill rank evaluate`: a folder of tables → how each ranker would have done on its past."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.data import read_tables, tables_place
from api.cli.output import counted, emit, emit_json, emit_table, note
from api.errors import InvalidFile

if TYPE_CHECKING:
    from ranker import Evaluation, Ranking
    from ranker.evaluation.bootstrap import Interval
    from ranker.evaluation.compare import PolicyResult
    from ranker.evaluation.off_policy import OffPolicy
    from ranker.objective import Words


def evaluate(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
    data: Annotated[Path, typer.Option(metavar="DIR", help="A folder of tables.")],
    policy: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="These, and the heuristic; may be repeated."),
    ] = None,
    channel: Annotated[str | None, typer.Option(help="Default: the busiest.")] = None,
    objective: Annotated[str, typer.Option(help="registrations, subscriptions or value.")] = (
        "registrations"
    ),
    days: Annotated[int, typer.Option(min=1, help="The newest matured days to judge.")] = 56,
    refit_days: Annotated[int, typer.Option(min=1, help="Days from training to training.")] = 7,
    budget_share: Annotated[
        float, typer.Option(min=0.01, max=0.99, help="Share of a day's spend that is followed.")
    ] = 0.25,
    places: Annotated[int, typer.Option(min=1, help="How many arms count as picks.")] = 5,
    cold_share: Annotated[
        float, typer.Option(min=0, max=0.99, help="Share of cells hidden; 0: no cold run.")
    ] = 0.35,
    rankings: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Rankings that were served: a diagnostic from chance."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of ties, chance and intervals.")] = 0,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A page of HTML with plots.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Walk forward over the past: what each ranker's order would have cost, with intervals."""
    from api.cards import ranker_cards
    from api.settings import read_settings
    from ranker import evaluate_rankers
    from ranker.evaluation.policies import POLICIES
    from ranker.evaluation.report.page import evaluation_page
    from ranker.report.page import write_page
    from templates import open_library

    tables = read_tables(tables_place(data))
    library = open_library(folders=read_settings().template_folders)
    found = evaluate_rankers(
        tables,
        templates=ranker_cards(library),
        policies=policy or POLICIES,
        channel=channel,
        objective=objective,
        days=days,
        refit_days=refit_days,
        budget_share=budget_share,
        places=places,
        cold_share=cold_share,
        rankings=_rankings(rankings) if rankings else (),
        seed=seed,
        progress=counted("day"),
    )
    if out is not None:
        names = dict(zip(tables.catalog["artist_id"], tables.catalog["name"], strict=True))
        write_page(evaluation_page(found, names=names), out)
        note(f"wrote {out}")
    for line in found.notes:
        note(f"note: {line}")
    if as_json:
        emit_json(_document(found))
    else:
        _emit_tables(found)


def _rankings(folder: Path) -> "list[Ranking]":
    """Every ranking below a folder; other files are passed over. Raises InvalidFile without any."""
    from ranker import RankingUnreadableError, read_ranking

    found = []
    for path in sorted(folder.rglob("*.parquet")):
        try:
            found.append(read_ranking(path))
        except RankingUnreadableError as error:
            note(f"passed over: {error}")
    if not found:
        allowed = "a folder with files of `handbill rank --out`"
        raise InvalidFile("no ranking is there", where=f"--rankings {folder}", allowed=allowed)
    return found


def _emit_tables(found: "Evaluation") -> None:
    from ranker.objective import WORDS

    first, last = found.plan.days[0], found.plan.days[-1]
    share = f"{found.plan.budget_share:.0%}"
    words = WORDS[found.objective]
    _emit_results(
        found.results,
        words,
        f"{found.channel}, {len(found.plan.days)} days from {first} to {last}, following {share} "
        "of the spend; market = 1; 95 % intervals",
    )
    if found.cold_results:
        emit("")
        _emit_results(found.cold_results, words, "Cold: arms whose own history was hidden")
    if found.off_policy:
        emit("")
        _emit_off_policy(found.off_policy)
    if found.verdicts:
        emit("")
        rows = [(v.market, v.policy, v.text) for v in found.verdicts]
        emit_table(("market", "use", "why"), rows, title="By market")


def _emit_results(results: "tuple[PolicyResult, ...]", words: "Words", title: str) -> None:
    others = list(dict.fromkeys(name for result in results for name in result.against))
    changes = [f"{words.ratio} against {name}" for name in others]
    numbers = (words.ratio, *changes, "CTR", "NDCG", words.bought, "similarity", "coverage")
    columns = ("policy", *numbers)
    rows = [
        (
            result.policy,
            _plain(result.relative_cpr),
            *(_percent(result.against.get(name)) for name in others),
            _plain(result.relative_ctr),
            f"{result.ndcg:.3f}",
            f"{result.registrations:.0f}",
            f"{result.similarity:.3f}",
            f"{result.coverage:.0%}",
        )
        for result in results
    ]
    emit_table(columns, rows, title=title, right=numbers)


def _emit_off_policy(found: "tuple[OffPolicy, ...]") -> None:
    columns = ("policy", "logged", "IPS", "SNIPS", "doubly robust", "ads worth", "matched")
    rows = [
        (
            result.policy,
            *map(_plain, (result.logged, result.ips, result.snips, result.doubly_robust)),
            f"{result.effective_ads:.0f} of {result.ads}",
            f"{result.matched:.0%}",
        )
        for result in found
    ]
    title = "A diagnostic from logged chances: mean efficiency of an ad, market = 1, high is good"
    emit_table(columns, rows, title=title, right=columns[1:])


def _plain(found: "Interval") -> str:
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"


def _percent(found: "Interval | None") -> str:
    return f"{found.value:+.1%} ({found.low:+.1%} to {found.high:+.1%})" if found else ""


def _document(found: "Evaluation") -> dict[str, Any]:
    """All but the rows of the runs."""
    return {
        "channel": found.channel,
        "objective": found.objective,
        "first_day": found.plan.days[0],
        "last_day": found.plan.days[-1],
        "days": len(found.plan.days),
        "budget_share": found.plan.budget_share,
        "policies": [asdict(result) for result in found.results],
        "cold": [asdict(result) for result in found.cold_results],
        "off_policy": [asdict(result) for result in found.off_policy],
        "verdicts": [asdict(verdict) for verdict in found.verdicts],
        "notes": found.notes,
        "seconds": found.run.seconds,
    }
