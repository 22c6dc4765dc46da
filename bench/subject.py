"""A template and what fills it → what is measured: a Scene and all it is painted with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from PIL import Image

from templates import Template, make_scene, resolve
from templates.check import Sample
from templates.scene import Scene
from templates.text import FontLibrary


class Filled(Protocol):
    """What fills a template: its values and facts, and its pictures by sha256."""

    @property
    def sample(self) -> Sample:
        """The slots' values, and the facts of pictures and sounds."""
        ...

    @property
    def pictures(self) -> Mapping[str, Image.Image]:
        """The pictures, decoded."""
        ...

    @property
    def files(self) -> Mapping[str, bytes]:
        """The pictures' files."""
        ...


# What fills a template in a locale; the number tells artists apart. Raises InvalidLocale.
Contents = Callable[[Template, str, int], Filled]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A template in one ratio, locale and artist, as a worker has it before it paints.

    pictures: decoded, by sha256; files: the same as files. animations: files by sha256.
    """

    template: Template
    ratio: str
    locale: str
    sample: Sample
    scene: Scene
    pictures: Mapping[str, Image.Image] = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)
    animations: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """What rows call it."""
        return self.template.id


def make_subject(
    template: Template, filled: Filled, *, ratio: str, locale: str, fonts: FontLibrary
) -> Subject:
    """The Scene of a filled template, without its sound: pictures alone are measured.

    Raises TemplatesError.
    """
    sample = filled.sample
    resolved = resolve(template, content=sample.content, locale=locale, ratio=ratio)
    report = make_scene(resolved, pictures=sample.pictures, sounds=sample.sounds, fonts=fonts)
    return Subject(
        template=template,
        ratio=ratio,
        locale=locale,
        sample=sample,
        scene=replace(report.scene, sound=None),
        pictures=filled.pictures,
        files=filled.files,
        animations=report.animations,
    )


def shortened(scene: Scene, seconds: float | None) -> Scene:
    """The scene cut off after so many seconds, at least one frame; None leaves it whole."""
    if seconds is None or scene.duration_s is None or scene.fps is None:
        return scene
    frames = min(scene.frames, max(1, round(seconds * scene.fps)))
    return replace(scene, duration_s=frames / scene.fps)
