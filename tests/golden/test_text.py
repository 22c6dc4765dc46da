"""One picture per concern of text, and proof that small wrongs would be seen in them."""

from dataclasses import dataclass, replace

import pytest
from PIL import Image

from templates.scene import GlyphRun
from templates.text import Align, Case, FontLibrary, TextBlock, TextStyle, fit_text, rasterise
from tests.golden.compare import TEXT, check_golden, stray_share

WIDTH_PX = 460
MARGIN_PX = 14
# Stacked marks rise far above a line of points.
HEADROOM_PX = 28


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A golden: its name, the text and how it is set."""

    name: str
    text: str
    locale: str
    family: str = "Archivo"
    weight: float = 700
    max_lines: int = 2
    letter_spacing: float = 0.0
    case: Case = Case.NONE
    balance: bool = False
    align: Align = Align.START


SAMPLES = [
    Sample(name="latin", text="Discover Beyoncé’s new album – out now!", locale="en"),
    Sample(name="diacritics", text="Dvořák, Łódź, Ğökçe, Ấn tượng", locale="vi"),
    Sample(name="greek_cyrillic", text="Νέα μουσική, новая музыка", locale="el"),
    Sample(
        name="capitals_spaced",
        text="istanbul ışık",
        locale="tr",
        case=Case.UPPER,
        letter_spacing=0.08,
    ),
    Sample(name="arabic", text="استمع الآن إلى أفضل الأغاني", locale="ar", family="Cairo"),
    Sample(name="arabic_rubik", text="استمع الآن إلى أفضل الأغاني", locale="ar", family="Rubik"),
    Sample(
        name="arabic_marks",
        text="اَلسَّلَامُ عَلَيْكُمْ وَرَحْمَةُ ٱللَّٰهِ",
        locale="ar",
        family="Noto Sans Arabic",
    ),
    Sample(name="bidi", text="اكتشف The Weeknd (2024) بخصم 50%!", locale="ar"),
    Sample(name="bidi_brackets", text="ألبوم \u2068Foo (Live)\u2069 الآن [جديد]", locale="ar"),
    Sample(name="bidi_handles", text="تابع @fairuz على #أغاني_2024", locale="ar"),
    Sample(name="bidi_in_latin", text="Live: \u2068أم كلثوم!\u2069 – 3 nights", locale="en"),
    Sample(
        name="price_in_arabic",
        text="فقط \u20689.99 ر.س.\u2069 شهريًا بدلًا من \u206819.99 ر.س.\u2069",
        locale="ar",
    ),
    Sample(name="price_in_hebrew", text="רק \u2068\u200f29.90 ₪\u2069 לחודש", locale="he"),
    Sample(
        name="hashtag_and_handle", text="اسمعوا @the.weeknd #بلا_حدود و #AfterHours", locale="ar"
    ),
    Sample(name="percent_in_brackets", text="خصم (50%) و[٣٠٪] على الباقة", locale="ar"),
    Sample(
        name="capitals_beside_arabic",
        text="After Hours الآن Live",
        locale="ar",
        case=Case.UPPER,
        letter_spacing=0.12,
    ),
    Sample(name="sorani", text="گوێ لە نوێترین گۆرانییەکان بگرە", locale="ckb"),
    Sample(name="pashto", text="نوې سندرې همدا اوس واورئ ښځه ټکی", locale="ps"),
    Sample(name="sindhi", text="نوان گيت هاڻي ٻڌو ڳالهه ڪيو", locale="sd"),
    Sample(name="uyghur", text="يېڭى ناخشىلارنى ھازىر ئاڭلاڭ", locale="ug"),
    Sample(name="urdu", text="ٹرائل مفت ہے، ابھی سنیں", locale="ur"),
    Sample(name="persian", text="آهنگ‌های تازه را می‌شنوم ۱۴۰۳", locale="fa"),
    Sample(name="hebrew", text="האלבום החדש – 50% הנחה", locale="he"),
    Sample(name="hebrew_points", text="שִׁיר הַשִּׁירִים אֲשֶׁר לִשְׁלֹמֹה", locale="he", family="Rubik"),
    Sample(name="devanagari", text="श्रृंखला द्वितीय – सिर्फ़ ₹99", locale="hi"),
    Sample(name="khmer", text="ឥឡូវនេះ ស្តាប់តន្ត្រីខ្មែរ ដោយឥតគិតថ្លៃ", locale="km"),
    Sample(name="tamil", text="புதிய பாடல்களை இப்போது கேட்க", locale="ta"),
    Sample(name="telugu", text="కొత్త పాటలు ఇప్పుడే వినండి స్త్రీ", locale="te"),
    Sample(name="lao", text="ຟັງເພງໃໝ່ ນ້ຳ ຜູ້ ທີ່ນີ້", locale="lo"),
    Sample(name="bengali", text="নতুন গান শুনুন শ্রীকৃষ্ণ", locale="bn"),
    Sample(name="thai_wrap", text="ทดลองใช้ฟรีสามเดือนแล้วฟังเพลงโปรดของคุณ", locale="th"),
    Sample(name="thai", text="ฟังเพลงใหม่ น้ำผึ้ง ปู่ ที่นี่", locale="th"),
    Sample(name="japanese", text="新しい音楽を「今夜」聴こう。", locale="ja"),
    Sample(
        name="japanese_kinsoku",
        text="「プレイリスト」、ョーッ！（公開中）",
        locale="ja",
    ),
    Sample(name="japanese_phrases", text="新しい音楽を今夜ここで聴こう", locale="ja", balance=True),
    Sample(
        name="chinese",
        text="他说：“你好！”（现在）收听《七里香》。",
        locale="zh-CN",
    ),
    Sample(name="chinese_taiwan", text="骨直 立即收聽", locale="zh-TW"),
    Sample(name="korean", text="새로운 음악 듣기", locale="ko"),
    Sample(
        name="arabic_naskh_marks",
        text="بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ",
        locale="ar",
        family="Amiri",
        weight=400,
    ),
    Sample(name="arabic_digits", text="٤٫٩٩ ج.م، خصم ٥٠٪", locale="ar-EG", family="Cairo"),
    Sample(
        name="arabic_spaced",
        text="نجمة Beyoncé الآن",
        locale="ar",
        family="Cairo",
        letter_spacing=0.08,
    ),
    Sample(name="hebrew_serif", text="צה״ל, ג׳ז ו״שיר״", locale="he", family="Frank Ruhl Libre"),
    Sample(name="marathi", text="ऱ्हस्व, ऱ्याला, ळ", locale="mr", family="Mukta"),
    Sample(name="myanmar", text="ကျွန်ုပ်တို့၏ ဂီတ", locale="my", family="Noto Sans Myanmar"),
    Sample(name="malayalam", text="പാട്ടുകൾ കേൾക്കൂ", locale="ml", family="Noto Sans Malayalam"),
    Sample(name="emoji_in_arabic", text="الآن 🎧 (🎉) مجانًا", locale="ar", family="Cairo"),
    Sample(
        name="balanced",
        text="A headline that would leave one lonely word",
        locale="en",
        balance=True,
        align=Align.CENTER,
    ),
    Sample(name="ellipsis_rtl", text="اكتشف " * 12, locale="ar"),
    Sample(
        name="ellipsis_mixed", text="اسمعوا Coldplay and Dua Lipa live", locale="ar", max_lines=1
    ),
]


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


def _set(sample: Sample, fonts: FontLibrary) -> TextBlock:
    style = TextStyle(
        families=(sample.family,),
        weight=sample.weight,
        size_px=40,
        min_size_px=32,
        max_lines=sample.max_lines,
        letter_spacing=sample.letter_spacing,
        case=sample.case,
        balance=sample.balance,
        align=sample.align,
    )
    return fit_text(
        sample.text,
        style=style,
        locale=sample.locale,
        width_px=WIDTH_PX - 2 * MARGIN_PX,
        fonts=fonts,
    )


def _draw(block: TextBlock, runs: list[GlyphRun], fonts: FontLibrary) -> Image.Image:
    mask = rasterise(
        runs,
        width_px=WIDTH_PX,
        height_px=round(block.height_px) + 2 * HEADROOM_PX,
        fonts=fonts,
        x_px=MARGIN_PX + block.x_in(WIDTH_PX - 2 * MARGIN_PX),
        y_px=HEADROOM_PX,
    )
    return Image.fromarray(255 - mask)


def _runs(block: TextBlock) -> list[GlyphRun]:
    return [run for line in block.lines for run in line.runs]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_text_looks_as_it_did(sample: Sample, fonts: FontLibrary) -> None:
    block = _set(sample, fonts)
    assert block.audit.differing == ()
    check_golden(_draw(block, _runs(block), fonts), f"text/{sample.name}", tolerance=TEXT)


@pytest.mark.parametrize("name", ["arabic_marks", "hebrew_points", "urdu", "thai", "devanagari"])
def test_any_one_glyph_lost_would_be_seen(name: str, fonts: FontLibrary) -> None:
    block = _set(next(sample for sample in SAMPLES if sample.name == name), fonts)
    whole = _draw(block, _runs(block), fonts)
    for number, run in enumerate(_runs(block)):
        for i in range(len(run.glyphs)):
            runs = _runs(block)
            runs[number] = replace(run, glyphs=run.glyphs[:i] + run.glyphs[i + 1 :])
            share = stray_share(whole, _draw(block, runs, fonts), level=TEXT.level)
            assert share > 2 * TEXT.share, f"glyph {i} of {run.text}"
