"""Each fault of a template names file, line, key path and what is allowed."""

from typing import Any

import pytest

from templates.errors import TemplateError
from templates.format.loader import bundle_sha256, parse_template
from templates.template import SoundPlan
from tests.unit.templates.samples import make_template, plain_template, template_bytes


def refused(data: bytes) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        parse_template({"template.yaml": data}, name="t")
    return caught.value


def node(**changes: Any) -> dict[str, Any]:
    plain = plain_template()
    plain["layout"]["children"][1].update(changes)
    return plain


def heard(**changes: Any) -> dict[str, Any]:
    """An animated template with an audio slot, and `sound` as told."""
    slot = {"type": "audio", "bind": "content.sound", "required": False}
    slots = {**plain_template()["slots"], "sound": slot}
    plain = plain_template(kind="animated", duration_s=6, fps=30, slots=slots)
    return {**plain, "sound": {"slot": "sound"}, **changes}


def waved(**changes: Any) -> dict[str, Any]:
    """The same with a waveform alone on its page."""
    wave = {"id": "wave", "kind": "waveform", "slot": "sound", **changes}
    said = {name: value for name, value in wave.items() if value is not None}
    return heard(layout={"id": "page", "kind": "box", "children": [said]})


def test_a_good_template() -> None:
    template = make_template()
    assert template.slots["name"].source == "catalog"
    assert template.locales == ("en", "ar")
    assert not template.copy["ar"].signed_off
    assert set(template.looks) == {"tall", "portrait", "square", "wide", "1:1", "9:16"}


def test_what_is_heard() -> None:
    sound = {"slot": "sound", "fade_in_s": 0.2, "fade_out_s": 0.5, "gain_db": -3}
    template = parse_template({"template.yaml": template_bytes(heard(sound=sound))}, name="t")
    assert template.sound == SoundPlan(
        slot="sound", fade_in_s=0.2, fade_out_s=0.5, gain_db=-3, duck_db=12
    )
    assert make_template().sound is None


def test_the_hash_depends_on_names_and_contents() -> None:
    assert bundle_sha256({"a": b"1"}) != bundle_sha256({"b": b"1"}) != bundle_sha256({"b": b"2"})


@pytest.mark.parametrize(
    ("plain", "where", "what", "allowed"),
    [
        (plain_template(titel="x"), "titel", "unknown key", "known keys"),
        (plain_template(kind="moving"), "kind", "'moving'", "'static' or 'animated'"),
        (plain_template(version=1), "version", "1", ""),
        (plain_template(schema=2), "schema", "2", "1"),
        (plain_template(fps=30), "fps", "static", "animated"),
        (plain_template(kind="animated"), "duration_s", "missing", "a number"),
        (plain_template(default_locale="fr"), "default_locale", "no copy", "ar, en"),
        (plain_template(copy={"en": {"ctaa": "x"}}), "copy.en.ctaa", "no slot", "cta"),
        (plain_template(copy={"en": {}}), "copy.en", "cta is missing", ""),
        (
            plain_template(copy={"en": {"cta": "x"}, "e": {"cta": "x"}}),
            "copy.e",
            "'e' is not a locale",
            "BCP 47",
        ),
        (plain_template(colors={"slot": "name"}), "colors.slot", "no image slot", "artwork"),
        (plain_template(background="backgruond"), "background", "no colour", "accent"),
        (node(shadow={"color": "ink2"}), "layout.children[1].shadow.color", "no colour", "ink"),
        (node(sise=1), "layout.children[1].sise", "unknown key", ""),
        (node(style="huge"), "layout.children[1].style", "'huge'", "name, small"),
        (node(slot="artwork"), "layout.children[1].slot", "no text slot", "name"),
        (node(radius=1), "layout.children[1].radius", "means nothing for a text", "color"),
        (node(width="wide"), "layout.children[1].width", "'wide'", "pattern"),
        (node(id="art"), "layout.children[1].id", "used twice", "unique"),
        (node(when="nothing"), "layout.children[1].when", "no slot", "name"),
        (node(at={"hall": {}}), "layout.children[1].at.hall", "neither", "tall"),
        (node(at={"tall": {"grow": -1}}), "layout.children[1].at.tall.grow", "-1", "≥ 0"),
        (node(text="both"), "layout.children[1]", "one of slot, text and index", ""),
        (node(motion={}), "layout.children[1].motion", "does not move", "animated"),
        (heard(sound={"slot": "name"}), "sound.slot", "no audio slot", "sound"),
        (heard(sound={"slot": "sound", "volume": 1}), "sound.volume", "unknown key", ""),
        (heard(sound={"slot": "sound", "gain_db": 30}), "sound.gain_db", "30", "≤ 6"),
        (heard(duration_s=0.5, sound={"slot": "sound", "fade_in_s": 1}), "sound", "fades", "0.5 s"),
        (plain_template(sound={"slot": "sound"}), "sound", "not heard", "animated"),
        (waved(slot="name"), "layout.children[0].slot", "no audio slot", "sound"),
        (waved(slot=None), "layout.children[0]", "slot is missing", "sound"),
        (waved(bars=7), "layout.children[0].bars", "7", "≥ 8"),
        (waved(stroke="accent"), "layout.children[0].stroke", "nothing for a waveform", "fill"),
        (waved(anchor=[0, 1]), "layout.children[0].anchor", "[0.0, 1.0]", "center, bottom"),
        (
            heard(slots={**heard()["slots"], "sound": {"type": "audio", "bind": "copy.cta"}}),
            "slots.sound.bind",
            "copy is words",
            "content",
        ),
    ],
)
def test_faults(plain: dict[str, Any], where: str, what: str, allowed: str) -> None:
    error = refused(template_bytes(plain))
    assert error.where.startswith("t/template.yaml:")
    assert error.where.endswith(f": {where}")
    assert what in error.what
    assert allowed in error.allowed


def test_the_line_of_the_key_is_told() -> None:
    lines = template_bytes(node(sise=1)).decode().splitlines()
    line = 1 + next(index for index, text in enumerate(lines) if "sise" in text)
    assert refused(template_bytes(node(sise=1))).where.startswith(f"t/template.yaml:{line}: ")


@pytest.mark.parametrize(
    ("keys", "where", "what"),
    [
        ([{"t": 1, "value": 0}, {"t": 0.5, "value": 1}], "opacity[1].t", "0.5 is not after 1"),
        ([{"t": 1, "value": 0}, {"t": 1, "value": 1}], "opacity[1].t", "not after"),
        ([{"t": 0, "value": 0}, {"t": 9, "value": 1}], "opacity[1].t", "past the end"),
        ([{"t": 0, "value": 0, "ease": "bouncy"}], "opacity[0].ease", "'bouncy'"),
    ],
)
def test_keyframes(keys: list[dict[str, Any]], where: str, what: str) -> None:
    plain = {**node(motion={"opacity": keys}), "kind": "animated", "duration_s": 2, "fps": 30}
    error = refused(template_bytes(plain))
    assert error.where.endswith(f"layout.children[1].motion.{where}")
    assert what in error.what


def test_cuts_rise() -> None:
    plain = plain_template(kind="animated", duration_s=2, fps=30, cuts_s=[1.5, 1])
    assert refused(template_bytes(plain)).where.endswith(": cuts_s")


def test_too_many_nodes() -> None:
    children = [{"id": f"n{index}", "kind": "box"} for index in range(201)]
    error = refused(
        template_bytes(plain_template(layout={"id": "page", "kind": "box", "children": children}))
    )
    assert "202 nodes" in error.what
