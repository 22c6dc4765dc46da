"""What the XGBoost ranker learnt ⇄ files: its trees as UBJSON, all else as JSON; no pickles."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import xgboost as xgb

from ranker.errors import ModelUnreadableError
from ranker.rankers.blend import Blend
from ranker.rankers.boosted import GENERATION, LearntBoosted
from ranker.rankers.trees import TreeSettings

_UBJSON = b"{L"
_TREES, _SHARE, _REST = "model.ubj", "share.ubj", "learnt.json"


def files_of(learnt: LearntBoosted) -> dict[str, bytes]:
    """Name → content. Equal models give equal bytes."""
    rest = {
        "strengths": {stage: dict(groups) for stage, groups in learnt.strengths.items()},
        "blend": {"trees": learnt.blend.trees, "scale": dict(learnt.blend.scale)},
        "settings": asdict(learnt.settings),
        "model_version": learnt.model_version,
    }
    return {
        _TREES: bytes(learnt.trees.save_raw("ubj")),
        _SHARE: bytes(learnt.share.save_raw("ubj")),
        _REST: json.dumps(rest, sort_keys=True, indent=1).encode(),
    }


def read_learnt(files: Mapping[str, bytes], *, where: str) -> LearntBoosted:
    """The model of these files; it scores as it did when it was learnt.

    Raises ModelUnreadableError, with `where` they are from.
    """
    try:
        rest: dict[str, Any] = json.loads(files[_REST])
        if not rest["model_version"].startswith(GENERATION):
            raise ValueError(rest["model_version"])
        return LearntBoosted(
            trees=_booster(files[_TREES]),
            share=_booster(files[_SHARE]),
            strengths=rest["strengths"],
            blend=Blend(**rest["blend"]),
            settings=TreeSettings(**rest["settings"]),
            model_version=rest["model_version"],
        )
    except (KeyError, TypeError, ValueError, xgb.core.XGBoostError) as error:
        raise ModelUnreadableError(
            where=where,
            what=f"is no model of the XGBoost ranker ({type(error).__name__})",
            allowed=f"{_TREES}, {_SHARE} and {_REST} as this version wrote them; train again",
        ) from error


def _booster(data: bytes) -> xgb.Booster:
    # XGBoost ends the process on bytes that are no UBJSON object of its own.
    if not data.startswith(_UBJSON):
        raise ValueError("no UBJSON object")
    booster = xgb.Booster()
    booster.load_model(bytearray(data))
    return booster
