"""Where the packaged videos may be cut: what a piece beside a cut depends on."""

from templates import open_library
from templates.stretch import stretch_of


def slots(template_id: str, start_s: float, end_s: float) -> set[str]:
    template = open_library().get(template_id)
    found = [
        stretch_of(template, ratio=ratio, start_s=start_s, end_s=end_s).slots
        for ratio in template.ratios
    ]
    assert len(set(found)) == 1
    return set(found[0])


def test_kinetics_third_beat_is_the_same_in_every_language_of_a_script() -> None:
    assert open_library().get("kinetic").cuts_s == (4.3, 6.9)
    assert slots("kinetic", 4.3, 6.9) == {"artwork", "name"}


def test_pulses_end_card_knows_neither_name_nor_kicker() -> None:
    assert open_library().get("pulse").cuts_s == (3.25,)
    assert slots("pulse", 3.25, 6) == {"artwork", "headline", "cta"}
