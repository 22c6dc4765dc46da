import pytest

from templates.check.samples import _EXTREMES, extremes
from templates.content import check_value
from templates.template import SlotType
from tests.unit.templates.samples import make_template


def test_every_type_of_slot_has_its_extremes() -> None:
    assert set(_EXTREMES) == set(SlotType)


@pytest.mark.parametrize("locale", ["en", "ar-EG", "he", "hi", "ja", "zh-TW", "ko", "th", "km"])
def test_every_content_is_one_that_the_slots_take(locale: str) -> None:
    template = make_template()
    samples = extremes(template, locale)
    for sample in samples:
        for name, value in sample.content.items():
            check_value(template.slots[name], value)
    assert "tagline" not in samples[0].content
    assert "tagline" in samples[-1].content
    assert len({sample.name for sample in samples}) == len(samples)
