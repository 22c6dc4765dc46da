"""A Scene, and what it is drawn with → one finished, checked file."""

from render_farm.make.asset import MadeAsset, make_asset
from render_farm.make.film import FilmMaker, make_film
from render_farm.make.materials import Materials
from render_farm.make.warm_materials import WarmMaterials

__all__ = [
    "FilmMaker",
    "MadeAsset",
    "Materials",
    "WarmMaterials",
    "make_asset",
    "make_film",
]
