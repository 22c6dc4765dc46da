"""Ranking ⇄ Parquet: one row per pick, the ranking's own facts in the file's metadata."""

import io
import json
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ranker.errors import RankingUnreadableError
from ranker.ranking import Pick, Ranking, Reason
from ranker.shelf import write_whole

_META = b"handbill.ranking"
_COLUMNS = {
    "market": pl.String(),
    "channel": pl.String(),
    "objective": pl.String(),
    "rank": pl.Int64(),
    "artist_id": pl.String(),
    "template_id": pl.String(),
    "score": pl.Float64(),
    "predicted_relative_cpr": pl.Float64(),
    "predicted_registration_share": pl.Float64(),
    "explored": pl.Boolean(),
    "propensity": pl.Float64(),
    "reasons": pl.String(),
    "model_version": pl.String(),
    "data_as_of": pl.Date(),
    "stale": pl.Boolean(),
    "moves": pl.String(),
}


def write_ranking(ranking: Ranking, path: str | Path) -> None:
    """Write `path` whole or not at all; `reasons` is a JSON array of objects."""
    write_whole(Path(path), ranking_bytes(ranking))


def ranking_bytes(ranking: Ranking) -> bytes:
    """The bytes of the Parquet file; equal rankings give equal bytes."""
    table = ranking_frame(ranking).to_arrow()
    facts = {
        "as_of": ranking.as_of.isoformat(),
        "data_as_of": ranking.data_as_of.isoformat() if ranking.data_as_of else None,
        "model_version": ranking.model_version,
        "ranker": ranking.ranker,
        "fallbacks": list(ranking.fallbacks),
        "stale": ranking.stale,
        "notes": list(ranking.notes),
    }
    table = table.replace_schema_metadata({_META: json.dumps(facts).encode()})
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


def ranking_frame(ranking: Ranking) -> pl.DataFrame:
    """The columns of the data contract, one row per pick."""
    rows = [{name: _cell(pick, name) for name in _COLUMNS} for pick in ranking.picks]
    return pl.DataFrame(rows, schema=_COLUMNS)


def _cell(pick: Pick, name: str) -> object:
    if name != "reasons":
        return getattr(pick, name)
    reasons = [
        {"name": r.name, "value": r.value, "weight": r.weight, "text": r.text} for r in pick.reasons
    ]
    return json.dumps(reasons, ensure_ascii=False)


def read_ranking(path: str | Path) -> Ranking:
    """Read what `write_ranking` wrote; RankingUnreadableError for any other file."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise _unreadable(str(path), error) from error
    return ranking_of(data, where=str(path))


def ranking_of(data: bytes, *, where: str) -> Ranking:
    """The ranking of a file's bytes; `where` names it in RankingUnreadableError."""
    try:
        table = pq.read_table(io.BytesIO(data))
        facts = json.loads((table.schema.metadata or {})[_META])
        picks = tuple(_pick(row) for row in table.to_pylist())
        return Ranking(
            picks=picks,
            as_of=date.fromisoformat(facts["as_of"]),
            data_as_of=date.fromisoformat(facts["data_as_of"]) if facts["data_as_of"] else None,
            model_version=facts["model_version"],
            ranker=facts["ranker"],
            fallbacks=tuple(facts["fallbacks"]),
            stale=facts["stale"],
            notes=tuple(facts.get("notes", ())),
        )
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise _unreadable(where, error) from error


def _unreadable(where: str, error: Exception) -> RankingUnreadableError:
    text = f"{where}: is no ranking ({error}); allowed: a file of `handbill rank`"
    return RankingUnreadableError(text, where=where)


def _pick(row: dict[str, object]) -> Pick:
    values = {name: row[name] for name in _COLUMNS if name != "moves"}
    values["moves"] = row.get("moves", "")  # rankings before it had the column
    reasons = tuple(Reason(**reason) for reason in json.loads(str(values.pop("reasons"))))
    return Pick(**values, reasons=reasons)  # type: ignore[arg-type]  # the schema was written here
