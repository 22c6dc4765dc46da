"""A template → contents that strain it: the one place that knows the extremes of each slot type."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from templates.content import PictureRef, SlotValue, SoundRef, VideoRef
from templates.locales import parse_locale
from templates.pictures.facts import THUMB_SIDE, PictureFacts, Swatch
from templates.scene import Color
from templates.sounds.facts import SoundFacts, stand_in_sound
from templates.template import Slot, SlotType, Template
from templates.videos.facts import VideoFacts, stand_in_video

# Artwork colours that are hard: pale, dark, loud, colourless.
ARTWORKS: tuple[tuple[int, int, int], ...] = (
    (246, 244, 236),
    (16, 18, 26),
    (255, 196, 0),
    (128, 128, 128),
)
_SOUND = stand_in_sound(hashlib.sha256(b"a sound").hexdigest())
_CLIP = hashlib.sha256(b"a clip").hexdigest()
# The shortest and the longest that charts bring, in one script and in two.
_SHORTEST, _USUAL, _LONGEST = "V", "Herbert Grönemeyer", "14 Casper, Bon Nghiêm, buitruonglinh"
# A long one in the script of those who will read it.
_LOCAL: Mapping[str, str] = {
    "Arab": "الفرقة القومية للموسيقى العربية",
    "Hebr": "התזמורת הפילהרמונית הישראלית",
    "Deva": "शंकर एहसान लॉय और साथी",
    "Jpan": "東京スカパラダイスオーケストラ",
    "Hans": "中央民族乐团与草东没有派对",
    "Hant": "中央民族樂團與草東沒有派對",
    "Kore": "방탄소년단과 국립국악관현악단",
    "Thai": "วงดนตรีลูกทุ่งแห่งประเทศไทย",
    "Cyrl": "Государственный академический хор",
    "Grek": "Εθνική Ορχήστρα Ελευθερίας",
    "Taml": "ஏ. ஆர். ரகுமான் இசைக்குழு",
    "Telu": "దేవి శ్రీ ప్రసాద్ బృందం",
    "Khmr": "ក្រុមតន្ត្រីស៊ីន ស៊ីសាមុត",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One content to try: what messages call it, the slots' values, and facts by sha256.

    refused: code and message of what is wrong with it, where it cannot even be tried.
    """

    name: str
    content: Mapping[str, SlotValue]
    pictures: Mapping[str, PictureFacts] = field(default_factory=dict)
    sounds: Mapping[str, SoundFacts] = field(default_factory=dict)
    videos: Mapping[str, VideoFacts] = field(default_factory=dict)
    refused: tuple[str, str] | None = None


class Strain(Enum):
    """Which end of what a slot takes; the shortest leaves out what is not required."""

    SHORTEST = "shortest"
    USUAL = "usual"
    LONGEST = "longest"
    LOCAL = "longest of its script"


def extremes(
    template: Template, locale: str, *, pictures: Sequence[PictureFacts] = ()
) -> Sequence[Sample]:
    """The shortest content on each of the hard artworks, then the longer ones.

    pictures: the artworks; by default flat ones in hard colours. Raises InvalidLocale.
    """
    script = parse_locale(locale).script
    artworks = pictures or [_picture(rgb) for rgb in ARTWORKS]
    tries = [(Strain.SHORTEST, artwork) for artwork in artworks]
    tries += [(Strain.USUAL, artworks[0]), (Strain.LONGEST, artworks[0])]
    if script in _LOCAL:
        tries.append((Strain.LOCAL, artworks[0]))
    return [_sample(template, strain, artwork, script) for strain, artwork in tries]


def usual(template: Template, locale: str) -> Sample:
    """A content of common length, in the script of the locale. Raises InvalidLocale."""
    script = parse_locale(locale).script
    return _sample(template, Strain.USUAL, _picture(ARTWORKS[1]), script)


def _sample(template: Template, strain: Strain, picture: PictureFacts, script: str) -> Sample:
    leading = picture.palette[0].color
    tone = bytes((leading.red, leading.green, leading.blue)).hex()
    return Sample(
        name=f"{strain.value}, artwork #{tone}",
        content={
            slot.name: _EXTREMES[slot.type](slot, strain, script, picture)
            for slot in template.slots.values()
            if slot.source != "copy" and (slot.required or strain is not Strain.SHORTEST)
        },
        pictures={picture.sha256: picture},
        sounds={_SOUND.sha256: _SOUND},
        videos={_CLIP: stand_in_video(_CLIP, rgb=(leading.red, leading.green, leading.blue))},
    )


_Extreme = Callable[[Slot, Strain, str, PictureFacts], SlotValue]


def _text(slot: Slot, strain: Strain, script: str, _picture: PictureFacts) -> SlotValue:
    words = {
        Strain.SHORTEST: _SHORTEST,
        Strain.USUAL: _USUAL,
        Strain.LONGEST: _LONGEST,
        Strain.LOCAL: _LOCAL.get(script, _LONGEST),
    }
    return words[strain][: slot.max_chars].strip()


def _image(_slot: Slot, _strain: Strain, _script: str, picture: PictureFacts) -> SlotValue:
    return PictureRef(sha256=picture.sha256)


def _audio(_slot: Slot, _strain: Strain, _script: str, _picture: PictureFacts) -> SlotValue:
    return SoundRef(sha256=_SOUND.sha256)


def _video(_slot: Slot, _strain: Strain, _script: str, _picture: PictureFacts) -> SlotValue:
    return VideoRef(sha256=_CLIP)


def _number(slot: Slot, strain: Strain, _script: str, _picture: PictureFacts) -> SlotValue:
    number = {Strain.SHORTEST: "5", Strain.USUAL: "49.99"}.get(strain, "1234567.89")
    if slot.format == "percent":
        number = {Strain.SHORTEST: "0.05", Strain.USUAL: "0.25"}.get(strain, "1")
    return f"{number} {slot.currency or 'EUR'}" if slot.format == "currency" else number


def _date(_slot: Slot, strain: Strain, _script: str, _picture: PictureFacts) -> SlotValue:
    # Wednesday and September are long words in most languages.
    return "2026-05-01T09:00" if strain is Strain.SHORTEST else "2026-09-23T20:30"


def _colour(_slot: Slot, strain: Strain, _script: str, _picture: PictureFacts) -> SlotValue:
    return {Strain.SHORTEST: "#f6f4ec", Strain.USUAL: "#808080"}.get(strain, "#10121a")


def _list(slot: Slot, strain: Strain, script: str, picture: PictureFacts) -> SlotValue:
    item = _EXTREMES[slot.item](slot, strain, script, picture)
    count = {Strain.SHORTEST: slot.min_items, Strain.USUAL: (slot.min_items + slot.max_items) // 2}
    items = (item,) * count.get(strain, slot.max_items)
    return tuple(item for item in items if isinstance(item, str | PictureRef))


_EXTREMES: Mapping[SlotType, _Extreme] = {
    SlotType.TEXT: _text,
    SlotType.NUMBER: _number,
    SlotType.DATE: _date,
    SlotType.LIST: _list,
    SlotType.COLOUR: _colour,
    SlotType.IMAGE: _image,
    SlotType.AUDIO: _audio,
    SlotType.VIDEO: _video,
}


def _picture(rgb: tuple[int, int, int]) -> PictureFacts:
    red, green, blue = rgb
    return PictureFacts(
        sha256=hashlib.sha256(bytes(rgb)).hexdigest(),
        width=1500,
        height=1500,
        focal=(0.5, 0.42),
        palette=(Swatch(color=Color(red=red, green=green, blue=blue), share=1.0),),
        thumb=bytes(rgb) * THUMB_SIDE**2,
    )
