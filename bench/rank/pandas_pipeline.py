"""What one writes first: a data frame of every arm, merged from tables, and `Booster.predict`."""

import pandas as pd
import xgboost as xgb

from ranker.features.grouped import GroupedFeatures, Level

_KEYS = ["artist", "template"]


class PandasPipeline:
    """A table for each level; per market they are merged onto artists × templates."""

    def __init__(self, groups: GroupedFeatures, booster: xgb.Booster, *, templates: int) -> None:
        self._groups, self._booster = groups, booster
        artists = pd.DataFrame({"artist": range(len(groups.genres)), "genre": groups.genres})
        arms = artists.merge(pd.DataFrame({"template": range(templates)}), how="cross")
        for level in (Level.ARTIST, Level.TEMPLATE, Level.GENRE_TEMPLATE, Level.ARTIST_TEMPLATE):
            arms = self._merged(arms, level)
        self._arms = arms

    def best(self, market: int, count: int) -> pd.DataFrame:
        """The best arms of a market: artist, template, score."""
        arms = self._arms.copy()
        for level in (Level.MARKET_ARTIST, Level.MARKET_TEMPLATE, Level.MARKET_GENRE):
            arms = self._merged(arms, level, market)
        constants = self._groups.values[Level.MARKET][market]
        for place, value in zip(self._groups.columns[Level.MARKET], constants, strict=True):
            arms[self._groups.names[place]] = value
        arms = self._with_own_history(arms, market)
        matrix = xgb.DMatrix(arms[list(self._groups.names)], nthread=1)
        arms["score"] = self._booster.predict(matrix)
        return arms.nlargest(count, "score")[[*_KEYS, "score"]]

    def _merged(self, arms: pd.DataFrame, level: Level, market: int | None = None) -> pd.DataFrame:
        values = self._groups.values[level]
        if market is not None:
            values = values[market]
        axes = [axis for axis in level.value.split(",") if axis != "market"]
        index = pd.MultiIndex.from_product([range(n) for n in values.shape[:-1]], names=axes)
        names = [self._groups.names[place] for place in self._groups.columns[level]]
        table = pd.DataFrame(values.reshape(len(index), -1), index=index, columns=names)
        return arms.merge(table.reset_index(), on=axes, how="left")

    def _with_own_history(self, arms: pd.DataFrame, market: int) -> pd.DataFrame:
        own = self._groups.cells[market]
        index = pd.MultiIndex.from_arrays([own.artists, own.templates], names=_KEYS)
        table = pd.DataFrame(own.rows, index=index, columns=list(self._groups.names))
        keyed = arms.set_index(_KEYS)
        keyed.loc[table.index, list(table.columns)] = table
        return keyed.reset_index()
