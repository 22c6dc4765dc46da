"""Tasks, results and failures ↔ JSON text, as the database keeps them."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from render_farm.job import Fault, RenderTask, TaskFailure, TaskResult, Use
from templates import PictureRef, SlotItem, SlotValue, SoundRef, VideoRef


def task_to_json(task: RenderTask) -> str:
    """Write a task; its request key is kept apart, in a column."""
    return _dump(
        {
            "template": task.template,
            "template_id": task.template_id,
            "template_version": task.template_version,
            "ratio": task.ratio,
            "locale": task.locale,
            "content": {slot: _value_to_plain(value) for slot, value in task.content.items()},
            "format": task.format,
            "cost_s": task.cost_s,
            "uses": [_use_to_plain(use) for use in task.uses],
            # Left out where there is none: an older worker of a farm in change can still read it.
            **({"placement": task.placement} if task.placement else {}),
            **({"cuts_s": task.cuts_s} if task.cuts_s else {}),
            **({"value": task.value} if task.value != 1.0 else {}),
            **({"position": task.position} if task.position else {}),
        }
    )


def task_from_json(text: str, *, request_key: str) -> RenderTask:
    """Read what `task_to_json` wrote."""
    plain = json.loads(text)
    content = {slot: _value_from_plain(value) for slot, value in plain.pop("content").items()}
    uses = tuple(_use_from_plain(use) for use in plain.pop("uses"))
    cuts_s = tuple(plain.pop("cuts_s", ()))
    return RenderTask(request_key=request_key, content=content, uses=uses, cuts_s=cuts_s, **plain)


def result_to_json(result: TaskResult) -> str:
    """Write a result."""
    return _dump(_flat(result))


def result_from_json(text: str) -> TaskResult:
    """Read what `result_to_json` wrote."""
    plain = json.loads(text)
    fonts, warnings = tuple(plain.pop("fonts")), tuple(plain.pop("warnings"))
    return TaskResult(fonts=fonts, warnings=warnings, **plain)


def failure_to_json(failure: TaskFailure) -> str:
    """Write a failure."""
    return _dump(_flat(failure))


def failure_from_json(text: str) -> TaskFailure:
    """Read what `failure_to_json` wrote."""
    plain = json.loads(text)
    return TaskFailure(fault=Fault(plain.pop("fault", Fault.TASK)), **plain)


def _flat(record: TaskResult | TaskFailure) -> dict[str, Any]:
    """The fields; `asdict` copies what is in them, at ten times the cost."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _dump(plain: Mapping[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _value_to_plain(value: SlotValue) -> object:
    if isinstance(value, PictureRef | VideoRef):
        pointed = {} if value.focal is None else {"focal": value.focal}
        return {"picture" if isinstance(value, PictureRef) else "video": value.sha256, **pointed}
    if isinstance(value, SoundRef):
        return {"sound": value.sha256}
    return [_value_to_plain(item) for item in value] if isinstance(value, tuple) else value


def _value_from_plain(plain: Any) -> SlotValue:
    if isinstance(plain, dict) and "sound" in plain:
        return SoundRef(sha256=plain["sound"])
    if isinstance(plain, dict) and "video" in plain:
        return VideoRef(sha256=plain["video"], focal=_focal(plain))
    if isinstance(plain, list):
        return tuple(_item_from_plain(item) for item in plain)
    return _item_from_plain(plain)


def _item_from_plain(plain: Any) -> SlotItem:
    if not isinstance(plain, dict):
        return str(plain)
    return PictureRef(sha256=plain["picture"], focal=_focal(plain))


def _focal(plain: Any) -> tuple[float, float] | None:
    focal = plain.get("focal")
    return focal and (focal[0], focal[1])


def _use_to_plain(use: Use) -> dict[str, Any]:
    return {
        "market": use.market,
        "channel": use.channel,
        "artist_id": use.artist_id,
        "rank": use.rank,
        "reasons": [dict(reason) for reason in use.reasons],
        "model_version": use.model_version,
    }


def _use_from_plain(plain: dict[str, Any]) -> Use:
    return Use(reasons=tuple(plain.pop("reasons")), **plain)
