"""A template → what is wrong with it over all its ratios and locales, without painting."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from templates.build.make import make_scene
from templates.content import PictureRef, SlotValue, SoundRef
from templates.errors import TemplatesError
from templates.pictures.facts import THUMB_SIDE, PictureFacts, Swatch
from templates.resolved import resolve
from templates.scene import Color
from templates.sounds.facts import stand_in_sound
from templates.template import SlotType, Template
from templates.text import FontLibrary

# The shortest and the longest that charts bring, in one script and in two.
NAMES: tuple[str, ...] = ("V", "Herbert Grönemeyer", "14 Casper, Bon Nghiêm, buitruonglinh")
# Artwork colours that are hard: pale, dark, loud, colourless.
ARTWORKS: tuple[tuple[int, int, int], ...] = (
    (246, 244, 236),
    (16, 18, 26),
    (255, 196, 0),
    (128, 128, 128),
)
_SOUND = stand_in_sound(hashlib.sha256(b"a sound").hexdigest())


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckFinding:
    """One thing found in one cell of the matrix; severity: error, warning or note."""

    template_id: str
    ratio: str
    locale: str
    severity: str
    code: str
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckReport:
    """All findings over `cells` scenes."""

    template_id: str
    cells: int
    findings: tuple[CheckFinding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing worse than a note was found."""
        return all(finding.severity == "note" for finding in self.findings)


def check_template(
    template: Template,
    *,
    fonts: FontLibrary,
    ratios: Sequence[str] = (),
    locales: Sequence[str] = (),
    names: Sequence[str] = NAMES,
) -> CheckReport:
    """Make the scene of every ratio × locale × name × hard artwork and gather what they say."""
    found: dict[CheckFinding, None] = {}
    cells = 0
    for ratio in ratios or template.ratios:
        for locale in locales or template.locales:
            for index, name in enumerate(names):
                for rgb in ARTWORKS if index == 0 else ARTWORKS[:1]:
                    cells += 1
                    found.update(dict.fromkeys(_cell(template, ratio, locale, name, rgb, fonts)))
    for locale, words in template.copy.items():
        if not words.signed_off:
            note = CheckFinding(
                template_id=template.id,
                ratio="",
                locale=locale,
                severity="note",
                code="copy_unsigned",
                detail="no native speaker has signed this copy off",
            )
            found[note] = None
    return CheckReport(template_id=template.id, cells=cells, findings=tuple(found))


def _cell(
    template: Template,
    ratio: str,
    locale: str,
    name: str,
    rgb: tuple[int, int, int],
    fonts: FontLibrary,
) -> Iterator[CheckFinding]:
    picture = _sample_picture(rgb)
    content: dict[str, SlotValue] = {}
    for slot in template.slots.values():
        if slot.type is SlotType.IMAGE:
            content[slot.name] = PictureRef(sha256=picture.sha256)
        elif slot.type is SlotType.AUDIO:
            content[slot.name] = SoundRef(sha256=_SOUND.sha256)
        elif slot.source != "copy":
            content[slot.name] = name[: slot.max_chars]
    try:
        resolved = resolve(template, content=content, locale=locale, ratio=ratio)
        report = make_scene(
            resolved,
            pictures={picture.sha256: picture},
            sounds={_SOUND.sha256: _SOUND},
            fonts=fonts,
        )
    except TemplatesError as error:
        yield CheckFinding(
            template_id=template.id,
            ratio=ratio,
            locale=locale,
            severity="error",
            code=error.code,
            detail=str(error),
        )
        return
    for warning in report.warnings:
        code, _, detail = warning.partition(":")
        yield CheckFinding(
            template_id=template.id,
            ratio=ratio,
            locale=locale,
            severity="warning",
            code=code,
            detail=f"{detail} ({name!r})",
        )


def _sample_picture(rgb: tuple[int, int, int]) -> PictureFacts:
    red, green, blue = rgb
    return PictureFacts(
        sha256=hashlib.sha256(bytes(rgb)).hexdigest(),
        width=1500,
        height=1500,
        focal=(0.5, 0.42),
        palette=(Swatch(color=Color(red=red, green=green, blue=blue), share=1.0),),
        thumb=bytes(rgb) * THUMB_SIDE**2,
    )
