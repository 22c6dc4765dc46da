import pytest

from templates.sounds.bars import bar_heights
from templates.sounds.facts import LOUDNESS_STEP_S, SoundFacts, stand_in_sound


def sound(*levels: float, each_s: float = 0.5) -> SoundFacts:
    """A sound that keeps each level for half a second."""
    steps = round(each_s / LOUDNESS_STEP_S)
    loudness = tuple(level for level in levels for _ in range(steps))
    return SoundFacts(sha256="cd" * 32, duration_s=each_s * len(levels), loudness=loudness)


def test_a_step_of_decibels_is_the_same_step_of_height_wherever_it_is() -> None:
    quiet, middle, loud = bar_heights(sound(0.001, 0.01, 0.1), bars=3, seconds=None)
    assert loud == 1
    assert loud - middle == pytest.approx(middle - quiet, abs=0.002)


def test_a_mastered_song_is_no_wall_and_a_steady_tone_has_no_dents() -> None:
    song = bar_heights(sound(0.1, 0.2, 0.15, 0.3), bars=4, seconds=None)
    assert min(song) < 0.3
    tone = bar_heights(sound(0.2, 0.199, 0.2, 0.2), bars=4, seconds=None)
    assert min(tone) > 0.98


def test_silence_has_no_heights() -> None:
    assert bar_heights(sound(0, 0), bars=8, seconds=2) == (0.0,) * 8


def test_what_is_heard_is_cut_or_looped() -> None:
    facts = sound(0.3, 0.1, 0.01)
    assert bar_heights(facts, bars=2, seconds=1) == bar_heights(
        sound(0.3, 0.1), bars=2, seconds=None
    )
    looped = bar_heights(facts, bars=6, seconds=3)
    assert looped[:3] == looped[3:]


def test_more_bars_than_steps_repeat_them() -> None:
    heights = bar_heights(sound(0.3, 0.1), bars=100, seconds=1)
    assert len(heights) == 100
    assert heights[0] == 1


def test_the_stand_in_rises_and_falls() -> None:
    heights = bar_heights(stand_in_sound("cd" * 32), bars=60, seconds=15)
    assert max(heights) == 1
    assert min(heights) < 0.2
    assert stand_in_sound("cd" * 32) == stand_in_sound("cd" * 32)
