"""What the packaged templates are filled with in their goldens: one invented artist a locale."""

from collections.abc import Mapping
from dataclasses import dataclass

from templates import PictureRef, SlotValue, SoundRef, VideoRef
from templates.sounds.facts import stand_in_sound
from templates.template import Template
from templates.videos.facts import stand_in_video

SOUND = stand_in_sound("50" * 32)
CLIP = stand_in_video("c1" * 32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Everything that a slot of the library may ask for, in one language."""

    name: str
    release: str
    episode: str
    tracks: tuple[str, ...]
    cities: tuple[str, ...]
    venues: tuple[str, ...]
    price: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        name="Marlow Reyes",
        release="Salt & Neon",
        episode="The night the radio went quiet",
        tracks=("By the River", "City at Night", "Paper Lanterns in the Rain", "Nobody Else"),
        cities=("London", "Manchester", "Berlin"),
        venues=("Roundhouse", "Albert Hall", "Astra"),
        price="9.99",
    ),
    "ar": Words(
        name="ليلى الحدّاد",
        release="ملح ونيون",
        episode="الليلة التي صمت فيها الراديو",
        tracks=("على ضفة النهر", "ليل المدينة", "فوانيس تحت المطر"),
        cities=("القاهرة", "دبي", "بيروت"),
        venues=("مسرح الساقية", "دار الأوبرا", "مترو المدينة"),
        price="49 EGP",
    ),
    "he": Words(
        name="נועם כרמי",
        release="מלח וניאון",
        episode="הלילה שבו הרדיו השתתק",
        tracks=("על גדת הנהר", "לילה בעיר", "קפה של בוקר"),
        cities=("תל אביב", "חיפה"),
        venues=("היכל התרבות", "האודיטוריום"),
        price="19.90 ILS",
    ),
    "fa": Words(
        name="بهار مرادی",
        release="نمک و نئون",
        episode="شبی که رادیو خاموش شد",
        tracks=("کنار رود", "شب شهر", "قهوهٔ صبح"),
        cities=("تهران", "شیراز"),
        venues=("تالار وحدت", "تالار حافظ"),
        price="9.99",
    ),
    "ur": Words(
        name="عاطف ہاشمی",
        release="نمک اور نیون",
        episode="وہ رات جب ریڈیو خاموش ہوا",
        tracks=("دریا کنارے", "شہر کی رات", "صبح کی کافی"),
        cities=("کراچی", "لاہور"),
        venues=("آرٹس کونسل", "الحمرا"),
        price="299 PKR",
    ),
    "hi": Words(
        name="अनन्या शर्मा",
        release="नमक और नियॉन",
        episode="वह रात जब रेडियो चुप हुआ",
        tracks=("नदी के किनारे", "शहर की रात", "सुबह की कॉफ़ी"),
        cities=("मुंबई", "दिल्ली"),
        venues=("एनसीपीए", "सीरी फ़ोर्ट"),
        price="119 INR",
    ),
    "ja": Words(
        name="青山ハル",
        release="塩とネオン",
        episode="ラジオが黙った夜",
        tracks=("川のほとり", "夜の街", "朝のコーヒー"),
        cities=("東京", "大阪"),
        venues=("日本武道館", "大阪城ホール"),
        price="980 JPY",
    ),
}
_LENGTHS = ("3:42", "2:58", "4:05", "3:11")
_DATES = ("2026-12-04", "2026-12-06", "2027-01-08")
_COVERS = 9


def content_for(template: Template, locale: str, *, artwork: PictureRef) -> dict[str, SlotValue]:
    """A value for each slot of the template that is not copy."""
    words = WORDS[locale]
    values: dict[str, SlotValue] = {
        "name": words.name,
        "artwork": artwork,
        "sound": SoundRef(sha256=SOUND.sha256),
        "clip": VideoRef(sha256=CLIP.sha256),
        "release": words.release,
        "episode": words.episode,
        "tracks": words.tracks,
        "durations": _LENGTHS[: len(words.tracks)],
        "dates": _DATES[: len(words.cities)],
        "cities": words.cities,
        "venues": words.venues,
        "price": words.price,
        "covers": (artwork,) * _COVERS,
    }
    return {
        name: values[name]
        for name, slot in template.slots.items()
        if slot.source != "copy" and name in values
    }
