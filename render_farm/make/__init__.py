"""A Scene, and what it is drawn with → one finished, checked file."""

from render_farm.make.asset import MadeAsset, make_asset
from render_farm.make.film import FilmMaker, film_painter, film_sound, make_film
from render_farm.make.materials import Materials
from render_farm.make.warm_materials import WarmMaterials

__all__ = [
    "FilmMaker",
    "MadeAsset",
    "Materials",
    "WarmMaterials",
    "film_painter",
    "film_sound",
    "make_asset",
    "make_film",
]
