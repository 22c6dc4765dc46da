"""A learnt ranker ⇄ plain files: trees as UBJSON, numbers as JSON.

XGBoost is imported only where there are trees.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ranker.errors import ModelUnreadableError
from ranker.rankers.auto import LearntAuto
from ranker.rankers.bayes import LearntBayes
from ranker.rankers.choice import Choice
from ranker.rankers.heuristic import HeuristicRanker
from ranker.rankers.named import LEARNERS
from ranker.rankers.protocol import Ranker


def files_of(learnt: Ranker) -> dict[str, bytes]:
    """The files of what `fit` returned. Raises TypeError for a ranker that learns nothing."""
    from ranker.rankers import boosted_files  # noqa: PLC0415  # see the module
    from ranker.rankers.boosted import LearntBoosted  # noqa: PLC0415  # see the module

    match learnt:
        case LearntAuto():
            return _files_of_all(learnt)
        case LearntBayes():
            return {"strengths.json": _json(learnt.strengths)}
        case LearntBoosted():
            return boosted_files.files_of(learnt)
    raise TypeError(f"{type(learnt).__name__} has learnt nothing that can be kept")


def learnt_of(trainer: str, files: Mapping[str, bytes], *, version: str) -> Ranker:
    """What was learnt, from its files. Raises ModelUnreadableError."""
    try:
        match trainer:
            case "bayes":
                return LearntBayes(strengths=json.loads(files["strengths.json"]))
            case "xgboost":
                return _boosted(files, version=version)
            case "auto":
                return _auto(files, version=version)
    except (KeyError, ValueError, TypeError) as error:
        raise ModelUnreadableError(
            where=f"models/{version}",
            what=f"its files are not those of {trainer} ({error!r})",
            allowed="a model of this version of Handbill; train again",
        ) from error
    raise ModelUnreadableError(
        where=f"models/{version}", what=f"its trainer is {trainer!r}", allowed=" or ".join(LEARNERS)
    )


def _files_of_all(learnt: LearntAuto) -> dict[str, bytes]:
    """The files of each ranker that learnt something, below its name; and what was chosen."""
    chosen = {
        "rankers": sorted(learnt.rankers),
        "choices": {market: asdict(choice) for market, choice in learnt.choices.items()},
        "rule": learnt.rule,
        "reason": learnt.reason,
    }
    files = {"auto.json": _json(chosen)}
    for name in _kept(learnt.rankers):
        own = files_of(learnt.rankers[name])
        files |= {f"{name}/{file}": data for file, data in own.items()}
    return files


def _auto(files: Mapping[str, bytes], *, version: str) -> LearntAuto:
    chosen = json.loads(files["auto.json"])
    rankers: dict[str, Ranker] = {name: HeuristicRanker() for name in chosen["rankers"]}
    for name in _kept(rankers):
        below = f"{name}/"
        own = {f.removeprefix(below): data for f, data in files.items() if f.startswith(below)}
        rankers[name] = learnt_of(name, own, version=version)
    return LearntAuto(
        rankers=rankers,
        choices={market: Choice(**choice) for market, choice in chosen["choices"].items()},
        rule=chosen["rule"],
        reason=chosen["reason"],
    )


def _kept(rankers: Mapping[str, Ranker]) -> list[str]:
    """The rankers that have files: the heuristic learns nothing."""
    return [name for name in sorted(rankers) if name != HeuristicRanker().name]


def tree_features(learnt: Ranker) -> tuple[str, ...]:
    """The names of the features that the trees ask for; none where there are no trees."""
    if isinstance(learnt, LearntAuto):
        return tuple(f for ranker in learnt.rankers.values() for f in tree_features(ranker))
    trees = getattr(learnt, "trees", None)
    return tuple(trees.feature_names or ()) if trees is not None else ()


def _boosted(files: Mapping[str, bytes], *, version: str) -> Ranker:
    from ranker.rankers.boosted_files import read_learnt  # noqa: PLC0415  # see the module

    return read_learnt(files, where=f"models/{version}")


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, default=dict).encode()
