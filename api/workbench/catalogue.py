"""A data folder → each artist's words in each locale, as contents for a check to try."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import polars as pl
from PIL import Image

from ranker import Artist, Tables, artist_of, content_of, market_of
from render_farm.campaign import artist_content, read_file
from render_farm.errors import RenderFarmError
from render_farm.inputs import MAX_PICTURE_BYTES
from render_farm.warm import WarmShelf
from templates import (
    PictureFacts,
    PictureRef,
    SoundRef,
    Template,
    TemplatesError,
    VideoRef,
    open_picture,
    study_picture,
)
from templates.check import Sample
from templates.sounds.facts import stand_in_sound
from templates.videos.facts import stand_in_video

# Enough for pixels at the size that the picture tier paints.
_NEAR_PX = 700
_KEPT_STUDIES, _KEPT_IMAGES = 4096, 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An artist as told in each locale: its row, named in the locale, and its content by slot."""

    artist_id: str
    told: Mapping[str, tuple[Artist, Mapping[str, str]]]


def market_locales(tables: Tables) -> tuple[str, ...]:
    """The locales of all markets, in the order of the table."""
    markets = tables.markets["market"].to_list()
    return tuple(
        dict.fromkeys(tag for market in markets for tag in market_of(tables, market).locales)
    )


def entries(tables: Tables, locales: Sequence[str]) -> Iterator[Entry]:
    """Every artist of the catalogue; plain values, so that they can travel to a process."""
    for artist_id in tables.catalog["artist_id"].to_list():
        artist = artist_of(tables, artist_id)
        own = replace(tables, content=tables.content.filter(pl.col("artist_id") == artist_id))
        yield Entry(
            artist_id=artist_id,
            told={
                locale: (
                    replace(artist, name=artist.name_in(locale), names={}),
                    dict(content_of(own, artist_id, locale=locale)),
                )
                for locale in locales
            },
        )


class CatalogueFiles:
    """Pictures of the data folder, each studied once while it is warm; sounds and clips are
    not opened."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._studies: WarmShelf[PictureFacts | TemplatesError | RenderFarmError] = WarmShelf(
            capacity=_KEPT_STUDIES
        )
        self._images: WarmShelf[Image.Image] = WarmShelf(capacity=_KEPT_IMAGES)
        self._paths: dict[str, str] = {}

    def study(self, path: str) -> PictureFacts:
        """The facts of a picture. Raises PictureRefused, InvalidInput."""
        found = self._studies.get(path, lambda: self._studied(path))
        if isinstance(found, Exception):
            raise found
        self._paths[found.sha256] = path
        return found

    def picture(self, path: str) -> PictureRef:
        """The picture at a path below the folder. Raises PictureRefused, InvalidInput."""
        return PictureRef(sha256=self.study(path).sha256)

    def sound(self, path: str) -> SoundRef:
        """A stand-in: whether a sound can be read is known when it is submitted."""
        return SoundRef(sha256=sha256(path.encode()).hexdigest())

    def video(self, path: str) -> VideoRef:
        """A stand-in: whether a clip can be shown is known when it is submitted."""
        return VideoRef(sha256=sha256(path.encode()).hexdigest())

    def image(self, sha256: str) -> Image.Image:
        """A picture that was studied, large enough to be painted small."""
        path = self._paths[sha256]
        return self._images.get(sha256, lambda: open_picture(self._read(path), near_px=_NEAR_PX))

    def _studied(self, path: str) -> PictureFacts | TemplatesError | RenderFarmError:
        try:
            return study_picture(self._read(path))
        except (TemplatesError, RenderFarmError) as error:
            return error

    def _read(self, path: str) -> bytes:
        return read_file(path, folder=self._folder, limit_bytes=MAX_PICTURE_BYTES)


@dataclass(frozen=True, kw_only=True, slots=True)
class CatalogueSamples:
    """The contents of some artists; what cannot be used is a refused content."""

    artists: Sequence[Entry]
    files: CatalogueFiles

    def __call__(self, template: Template, locale: str) -> Sequence[Sample]:
        """One content for each artist. Raises InvalidLocale."""
        return [self._sample(template, entry, locale) for entry in self.artists]

    def _sample(self, template: Template, entry: Entry, locale: str) -> Sample:
        artist, words = entry.told[locale]
        name = f"{entry.artist_id} {artist.name}"
        try:
            content = artist_content(
                template, artist=artist, words=words, locale=locale, files=self.files
            )
        except (TemplatesError, RenderFarmError) as error:
            return Sample(name=name, content={}, refused=(error.code, str(error)))
        sounds = {value.sha256 for value in content.values() if isinstance(value, SoundRef)}
        artwork = self.files.study(artist.artwork)
        return Sample(
            name=name,
            content=content,
            pictures={artwork.sha256: artwork},
            sounds={heard: stand_in_sound(heard) for heard in sounds},
            videos={
                value.sha256: stand_in_video(value.sha256)
                for value in content.values()
                if isinstance(value, VideoRef)
            },
        )
