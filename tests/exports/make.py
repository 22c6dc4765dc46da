"""Makes the three exports beside this file: `python -m tests.exports.make`.

They are what Bodymovin 5.7 writes, feature by feature, of three comps that a designer might build:
`release` (story), `quote` (square) and `tour` (landscape).
"""

import json
from pathlib import Path

from tests.exports.bodymovin import (
    EASY,
    EXPO,
    LINEAR,
    Plain,
    chars,
    composition,
    ellipse,
    fill,
    gradient,
    keyed,
    ks,
    layer,
    line,
    picture,
    placeholder,
    rect,
    shape,
    solid,
    spatial,
    stroke,
    text,
    tr,
    trim,
    val,
)

HERE = Path(__file__).parent
NAMES = ("release", "quote", "tour")


def export(name: str) -> Plain:
    """The export of that name, as it was written."""
    found: Plain = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return found


def release() -> Plain:
    """A new release: artwork in a rounded matte on a floating null, a ring, a button in a comp."""
    op = 150
    assets: list[Plain] = []
    art = picture(assets, placeholder(400))
    button = composition(
        "button",
        assets,
        [
            text(
                "cta",
                1,
                "Listen now",
                font="Outfit-Bold",
                size=54,
                j=2,
                color=[0.07, 0.05, 0.16],
                op=op,
                ks=ks(p=val([260, 98, 0], 2)),
            ),
            shape(
                "pill",
                2,
                [rect(520, 150, 75), fill(0.98, 0.8, 0.3)],
                op=op,
                ks=ks(p=val([260, 80, 0], 2)),
            ),
        ],
    )
    layers = [
        text(
            "catalog.name",
            1,
            "Aya Nakamura",
            font="Outfit-Bold",
            size=128,
            j=2,
            tr=-10,
            op=op,
            ks=ks(
                p=spatial((12, [540, 1400, 0]), (36, [540, 1330, 0]), ease=EXPO),
                o=keyed((12, 0), (26, 100)),
            ),
        ),
        text(
            "headline",
            2,
            "New album out",
            font="Outfit-Medium",
            size=58,
            j=2,
            color=[0.98, 0.8, 0.3],
            op=op,
            ks=ks(
                p=spatial((20, [540, 1470, 0]), (44, [540, 1425, 0]), ease=EXPO),
                o=keyed((20, 0), (34, 100)),
            ),
        ),
        layer(
            0,
            "button",
            3,
            op=op,
            refId=button,
            w=520,
            h=160,
            ks=ks(
                p=val([540, 1620, 0], 2),
                a=val([260, 80, 0], 1),
                s=keyed((40, [0, 0, 100]), (56, [108, 108, 100]), (66, [100, 100, 100])),
            ),
        ),
        shape(
            "veil",
            4,
            [
                rect(1080, 900),
                gradient(
                    [0, -450], [0, 450], [0, 0.07, 0.05, 0.16, 1, 0.07, 0.05, 0.16, 0, 0, 1, 0.9], 2
                ),
            ],
            op=op,
            ks=ks(p=val([540, 1470, 0], 2)),
        ),
        shape(
            "art matte",
            5,
            [rect(720, 720, 48), fill(1, 1, 1)],
            op=op,
            td=1,
            parent=7,
            ks=ks(s=keyed((0, [80, 80, 100]), (30, [100, 100, 100]), ease=EXPO)),
        ),
        layer(
            2,
            "catalog.artwork",
            6,
            op=op,
            refId=art,
            tt=1,
            parent=7,
            ks=ks(a=val([200, 200, 0], 1), s=val([185, 185, 100], 6), o=keyed((0, 0), (14, 100))),
        ),
        layer(
            3,
            "float",
            7,
            op=op,
            ks=ks(
                p=spatial((0, [540, 720, 0]), (75, [540, 690, 0]), (149, [540, 720, 0])),
                r=keyed((0, -2), (149, 2), ease=LINEAR, ix=10),
            ),
        ),
        shape(
            "ring",
            8,
            [
                ellipse(1000, 1000),
                stroke(0.55, 0.35, 0.95, 10),
                trim(
                    keyed((0, 0), (60, 20)),
                    keyed((0, 0), (60, 85)),
                    keyed((0, 0), (149, 200), ease=LINEAR),
                ),
            ],
            op=op,
            ks=ks(p=val([540, 700, 0], 2)),
        ),
        shape(
            "stripes matte",
            9,
            [ellipse(1300, 1300), fill(1, 1, 1)],
            op=op,
            td=1,
            ks=ks(p=val([540, 700, 0], 2)),
        ),
        shape(
            "stripes",
            10,
            [*(rect(1400, 24, 0, (0, y)) for y in range(-600, 601, 120)), fill(0.2, 0.13, 0.42)],
            op=op,
            tt=1,
            ks=ks(p=val([540, 700, 0], 2), r=keyed((0, -18), (149, 12), ease=LINEAR, ix=10)),
        ),
        solid(
            "ground",
            11,
            (1080, 1920),
            "#120d29",
            op=op,
            ks=ks(p=val([540, 960, 0], 2), a=val([540, 960, 0], 1)),
        ),
    ]
    return _whole("release", (1080, 1920), 30, op, assets, layers)


def quote() -> Plain:
    """A quote: box text, a name slid up behind a window, compositions in compositions in time."""
    op = 100
    assets: list[Plain] = []
    art = picture(assets, placeholder(300))
    inner = composition(
        "name line",
        assets,
        [
            shape(
                "window",
                1,
                [rect(640, 80), fill(1, 1, 1)],
                op=op,
                td=1,
                ks=ks(p=val([320, 50, 0], 2)),
            ),
            text(
                "catalog.name",
                2,
                "Khruangbin",
                font="Outfit-Bold",
                size=64,
                op=op,
                tt=1,
                color=[0.13, 0.12, 0.11],
                ks=ks(p=spatial((4, [0, 170, 0]), (22, [0, 72, 0]), ease=EXPO)),
            ),
        ],
    )
    signature = composition(
        "signature",
        assets,
        [
            layer(
                0,
                "name line",
                1,
                op=op,
                st=6,
                ip=6,
                refId=inner,
                w=640,
                h=100,
                ks=ks(p=val([220, 20, 0], 2)),
            ),
            shape(
                "face matte",
                2,
                [ellipse(180, 180), fill(1, 1, 1)],
                op=op,
                td=1,
                ks=ks(
                    p=val([100, 100, 0], 2),
                    s=keyed((0, [0, 0, 100]), (16, [100, 100, 100]), ease=EXPO),
                ),
            ),
            layer(
                2,
                "artwork",
                3,
                op=op,
                tt=1,
                refId=art,
                ks=ks(p=val([100, 100, 0], 2), a=val([150, 150, 0], 1), s=val([66, 66, 100], 6)),
            ),
            text(
                "copy.role",
                4,
                "in conversation",
                font="Outfit-Regular",
                size=38,
                op=op,
                color=[0.45, 0.42, 0.38],
                ks=ks(p=val([220, 150, 0], 2), o=keyed((26, 0), (40, 100))),
            ),
        ],
    )
    layers = [
        text(
            "content.quote",
            1,
            "We play what the room is already humming.",
            font="Outfit-Medium",
            size=92,
            lh=106,
            op=op,
            color=[0.13, 0.12, 0.11],
            sz=[860, 440],
            ps=[-430, -220],
            ks=ks(
                p=spatial((0, [540, 470, 0]), (24, [540, 430, 0]), ease=EXPO),
                o=keyed((0, 0), (18, 100)),
            ),
        ),
        layer(
            0,
            "signature",
            2,
            op=op,
            st=20,
            ip=20,
            sr=1.25,
            refId=signature,
            w=860,
            h=200,
            ks=ks(p=val([110, 780, 0], 2)),
        ),
        shape(
            "rule",
            3,
            [
                line((-430, 0), (430, 0)),
                stroke(0.85, 0.33, 0.2, 6),
                trim(0, keyed((6, 0), (40, 100))),
            ],
            op=op,
            ks=ks(p=val([540, 730, 0], 2)),
        ),
        shape(
            "marks",
            4,
            [*(ellipse(44, 44) for _ in range(1)), fill(0.85, 0.33, 0.2)],
            op=op,
            ks=ks(p=val([132, 150, 0], 2)),
        ),
        shape(
            "ground",
            5,
            [rect(1080, 1080), fill(0.96, 0.93, 0.88)],
            op=op,
            ks=ks(p=val([540, 540, 0], 2)),
        ),
    ]
    return _whole("quote", (1080, 1080), 25, op, assets, layers)


def tour() -> Plain:
    """Tour dates: a bent path, holds, a turn; and masks, effects and programs, which stay."""
    op = 120
    assets: list[Plain] = []
    art = picture(assets, placeholder(360))
    logo = picture(assets, placeholder(64), kind="PNG")
    mask = {"i": [[0, 0]] * 4, "o": [[0, 0]] * 4, "v": [[0, -80], [900, -80], [900, 40], [0, 40]]}
    wiggle = "var $bm_rt;\n$bm_rt = wiggle(2, 30);"
    layers = [
        layer(
            2, "logo", 1, op=op, refId=logo, ks=ks(p=val([1800, 960, 0], 2), s=val([120, 120, 100]))
        ),
        text(
            "badge",
            2,
            "On sale",
            font="Outfit-Bold",
            size=72,
            j=2,
            op=op,
            parent=3,
            color=[0.05, 0.1, 0.09],
            ks=ks(p=val([0, 25, 0], 2)),
        ),
        shape(
            "badge disc",
            3,
            [ellipse(340, 340), fill(0.75, 0.95, 0.4)],
            op=op,
            ks=ks(
                p=spatial(
                    (10, [2150, 300, 0], {"to": [-100, 260, 0], "ti": [160, 60, 0]}),
                    (50, [1690, 190, 0]),
                    ease=EXPO,
                ),
                r=keyed((10, 90), (50, -12), ease=EXPO, ix=10),
            ),
        ),
        text(
            "headline",
            4,
            "On tour\rthis autumn",
            font="HelveticaNeue-Bold",
            size=150,
            lh=150,
            op=op,
            ks=ks(
                p=spatial(
                    (0, [880, 480, 0], {"h": 1}), (12, [900, 480, 0], {"h": 1}), (20, [920, 480, 0])
                ),
                s=keyed((0, [96, 96, 100]), (20, [100, 100, 100])),
            ),
            ef=[
                {
                    "ty": 25,
                    "nm": "Drop Shadow",
                    "np": 8,
                    "mn": "ADBE Drop Shadow",
                    "en": 1,
                    "ef": [],
                }
            ],
        ),
        text(
            "content.venue",
            5,
            "Kampnagel, Hamburg",
            font="Outfit-Medium",
            size=64,
            op=op,
            ip=24,
            color=[0.75, 0.95, 0.4],
            ks=ks(
                p={"s": True, "x": keyed((24, 1300), (48, 924), ease=EXPO), "y": val(790)},
                o=keyed((24, 0), (36, 100)),
            ),
        ),
        text(
            "masked",
            6,
            "12 November",
            font="Outfit-Regular",
            size=56,
            op=op,
            hasMask=True,
            masksProperties=[
                {
                    "inv": False,
                    "mode": "a",
                    "pt": val({**mask, "c": True}),
                    "o": val(100),
                    "x": val(0),
                    "nm": "Mask 1",
                }
            ],
            ks=ks(p=val([924, 880, 0], 2)),
        ),
        layer(
            2,
            "catalog.artwork",
            7,
            op=op,
            refId=art,
            parent=8,
            ks=ks(a=val([180, 180, 0], 1), s=keyed((0, [215, 215, 100]), (119, [200, 200, 100]))),
        ),
        layer(
            3,
            "sway",
            8,
            op=op,
            ks=ks(
                p=val([430, 540, 0], 2),
                r={**keyed((0, -6), (60, 3), (119, -6), ease=EASY, ix=10), "x": wiggle},
            ),
        ),
        shape(
            "bars",
            9,
            [
                rect(120, 1200),
                fill(0.1, 0.3, 0.26),
                {
                    "ty": "rp",
                    "c": val(9),
                    "o": val(0),
                    "m": 1,
                    "nm": "Repeater 1",
                    "tr": {**tr(p=val([240, 0], 2)), "so": val(100), "eo": val(20)},
                },
            ],
            op=op,
            ks=ks(p=spatial((0, [0, 540, 0]), (119, [120, 540, 0]), ease=LINEAR), r=val(14, 10)),
        ),
        solid("ground", 10, (1920, 1080), "#0c1f1b", op=op),
    ]
    return _whole("tour", (1920, 1080), 29.97, op, assets, layers)


def _whole(
    name: str, size: tuple[int, int], fps: float, op: int, assets: list[Plain], layers: list[Plain]
) -> Plain:
    fonts = [
        _font("Outfit-Regular", "Outfit", "Regular"),
        _font("Outfit-Medium", "Outfit", "Medium"),
        _font("Outfit-Bold", "Outfit", "Bold"),
        _font("HelveticaNeue-Bold", "Helvetica Neue", "Bold"),
    ]
    lists = [layers, *(asset.get("layers", []) for asset in assets)]
    documents = [
        found["t"]["d"]["k"][0]["s"] for each in lists for found in each if found["ty"] == 5
    ]
    weights = {"Regular": 400, "Medium": 500, "Bold": 700}
    glyphs: list[Plain] = []
    used = []
    for font in fonts:
        words = [document["t"] for document in documents if document["f"] == font["fName"]]
        if words:
            used.append(font)
            family = "Outfit" if font["fFamily"] == "Outfit" else "Archivo"
            drawn = chars(words, family, font["fStyle"], weights[font["fStyle"]])
            glyphs += [{**glyph, "fFamily": font["fFamily"]} for glyph in drawn]
    head = {"v": "5.7.4", "fr": fps, "ip": 0, "op": op, "w": size[0], "h": size[1], "nm": name}
    body = {"ddd": 0, "assets": assets, "fonts": {"list": used}, "layers": layers, "markers": []}
    return {**head, **body, "chars": glyphs}


def _font(name: str, family: str, style: str) -> Plain:
    return {"fName": name, "fFamily": family, "fStyle": style, "ascent": 71.9}


def write() -> None:
    """Write all three."""
    for name, found in (("release", release()), ("quote", quote()), ("tour", tour())):
        document = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        (HERE / f"{name}.json").write_text(document + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
