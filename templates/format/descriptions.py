"""What each key of `template.yaml` is for, as an editor shows it beside what is being typed.

By model and key; the JSON Schema carries them, so that the models stay readable as a whole.
"""

from collections.abc import Mapping

_WAY: Mapping[str, str] = {
    "type": "linear, from start to end; or radial, around start.",
    "start": "[x, y] in fractions of the box: where it begins, or the centre of a radial one.",
    "end": "[x, y] in fractions of the box: where a linear one ends.",
    "radius": "Of a radial one, in fractions of the box's width.",
}
_KEY: Mapping[str, str] = {
    "t": "Seconds from the start of the video.",
    "ease": (
        "How the way from the key before to this one goes; see the curves in docs/templates.md."
    ),
}
_LOOK: Mapping[str, str] = {
    "direction": "Of what the box holds; column unless said.",
    "justify": "Where the children stand along the direction.",
    "align": "Where the children stand across the direction; stretch unless said.",
    "align_self": "Another align for this node alone.",
    "wrap": "Whether children go on in a further line.",
    "gap": "Between children, in u or a share; of a waveform between its bars.",
    "padding": "Inside the edges: u or a share; top, end, bottom, start.",
    "margin": "Outside the edges: u or a share; top, end, bottom, start.",
    "grow": "Its part of the space that is left over; 0 unless said.",
    "shrink": "How readily it gets smaller where space is short.",
    "basis": "Size along the direction before growing or shrinking.",
    "width": "u, a share such as 50%, or auto.",
    "height": "u, a share such as 50%, or auto.",
    "min_width": "Never narrower than this.",
    "max_width": "Never wider than this.",
    "min_height": "Never lower than this; 0 lets it get smaller than what it holds.",
    "max_height": "Never taller than this.",
    "aspect": "Width divided by height.",
    "position": "absolute takes it out of the flow: place it with inset.",
    "inset": "Distance from the parent's edges: u, a share or auto; top, end, bottom, start.",
    "safe": "true, or a list of edges: the padding grows to the zones that apps cover.",
    "z": "Higher lies in front.",
    "opacity": "0 (not seen) to 1.",
    "mirror": "false keeps the inside as it is in right-to-left layouts, as for a logo.",
    "hidden": "true leaves it out; useful in `at`.",
    "clip": "true ends what the box holds at its edge.",
    "shadow": "A soft shadow below it.",
    "mask": "What of the node is seen.",
    "blend": "How its colours meet those below.",
    "motion": "How it moves over time.",
    "fill": "A colour, or a gradient.",
    "stroke": "The colour of the line around it, or of a text's outline.",
    "stroke_width": "Of that line, in u.",
    "radius": "Of corners: u; 50% makes round ends.",
    "shape": "Of a shape node; a rectangle unless said.",
    "points": "Corners of a polygon, [x, y] in fractions of its box.",
    "fit": "cover fills the box and crops; contain shows all.",
    "hold": "Width by height that a picture keeps inside its box.",
    "anchor": (
        "Where a held picture stands, [x, y] in fractions of the free space; of a "
        "waveform center or bottom."
    ),
    "focal": (
        "[x, y] in fractions of the picture: what a crop keeps; wins over what was found in it."
    ),
    "blur": "A Gaussian's sigma in u.",
    "brightness": "1 leaves it as it is.",
    "saturation": "1 leaves it as it is; 0 is grey.",
    "tint": "A colour over the picture, such as background/38.",
    "grain": "Film grain: its spread in levels of 255.",
    "style": "The name of a style under `type`.",
    "color": "Of a text: a role, #rrggbb or a gradient; `text` unless said.",
    "text_align": "start unless said; the start is right in Arabic.",
    "trim": "true measures from the capitals' top to the baseline; false the whole line.",
    "bars": "How many bars a waveform has; 40 unless said.",
    "min": "The share of the height that a silent bar keeps; 0.08 unless said.",
    "baseline": "Where the first baseline stands, in fractions of the box's height.",
    "start_s": "When an animation or a clip begins to run; until then its first frame stands.",
    "from_s": "The second of a clip at which it begins; 0 unless said.",
    "to_s": "The second of a clip at which it ends; its own end unless said.",
    "speed": "Of a clip: 2 runs twice as fast, 0.5 half; 1 unless said.",
    "loop": "Of a clip: true starts it again where it ends; else its last frame stands.",
    "volume": "Of a clip's own sound: 0 mutes it; 1 unless said.",
}
_STYLE: Mapping[str, str] = {
    "families": "Font families in order: the first that has a letter sets it.",
    "weight": "100 to 900 in most fonts.",
    "width": "Per cent of the normal width, in fonts that can.",
    "size": "In u: where fitting begins.",
    "min": "In u: the smallest that fitting may make it.",
    "line": "Line height, as a multiple of the size.",
    "spacing": "Between letters, in em; never inside Arabic words.",
    "case": "upper sets capitals, in scripts that have them.",
    "lines": "The most lines.",
    "balance": "Whether lines are made about equally long; true unless said.",
    "overflow": "What happens to words too long even so: an ellipsis, or the ad fails.",
}

DESCRIPTIONS: Mapping[str, Mapping[str, str]] = {
    "GradientModel": {
        **_WAY,
        "stops": "[at, colour] in order; at runs from 0 to 1.",
    },
    "FadeModel": {
        **_WAY,
        "stops": "[at, opacity] in order; both from 0 to 1.",
    },
    "MaskModel": {
        "shape": "The shape inside which the node is seen.",
        "points": "Corners of a polygon, [x, y] in fractions of the box.",
        "radius": "Of a rectangle's corners: u, or a share such as 50%.",
        "inset": (
            "How much smaller than the box the shape is: u or a share; top, end, bottom, start."
        ),
        "fade": "A gradient of opacity over the box.",
        "text": (
            "The id of a text: the node is seen inside its letters, and the text itself is "
            "not painted."
        ),
    },
    "ShadowModel": {
        "x": "To the side, in u.",
        "y": "Downwards, in u.",
        "blur": "How soft: the Gaussian's sigma in u.",
        "color": "A role or #rrggbb, with /40 for 40 % opaque.",
    },
    "OffsetKey": {
        **_KEY,
        "x": "u towards the end: right in left-to-right layouts, mirrored in Arabic.",
        "y": "u downwards.",
    },
    "NumberKey": {
        **_KEY,
        "value": "A factor (scale, zoom), degrees clockwise (rotation), or 0 to 1 (opacity).",
    },
    "ClipKey": {
        **_KEY,
        "top": "Cut from the top, as a fraction of the box.",
        "end": "Cut from the end (right in left-to-right layouts).",
        "bottom": "Cut from the bottom.",
        "start": "Cut from the start.",
    },
    "PanKey": {
        **_KEY,
        "x": "Fractions of the crop to the right; pictures are never mirrored.",
        "y": "Fractions of the crop downwards.",
    },
    "ColorKey": {
        **_KEY,
        "color": "A role or #rrggbb, either with /60 for 60 % opaque.",
    },
    "ChangeModel": {
        "preset": "fade, rise, drop, slide, grow, pop, spin, wipe or unmask.",
        "t": (
            "The second at which it begins; an exit without one ends when the node, or the "
            "video, does."
        ),
        "for": "Seconds it takes; 0.5 in, 0.3 out unless said; a spring takes its own time.",
        "ease": "Another curve than the preset's own.",
        "amount": "How far: u, degrees, or the scale it starts from.",
    },
    "MotionModel": {
        "shown": "[from, to] in seconds; null = from the start, to the end.",
        "in": "How it comes: {preset: rise, t: 0.3}.",
        "out": "How it goes: {preset: fade, t: 4.3}.",
        "pivot": "[x, y] in fractions of the box: what scale and rotation leave in place.",
        "by": "What of a text moves apart from the rest.",
        "stagger": "Seconds from one part of a text to the next, in reading order.",
        "offset": "Keys {t, x, y}, in u from its place.",
        "scale": "Keys {t, value}; 1 = as laid out.",
        "rotation": "Keys {t, value}, degrees clockwise.",
        "opacity": "Keys {t, value}, 0 to 1.",
        "clip": "Keys {t, top, end, bottom, start}: what is cut away, in fractions.",
        "zoom": "Keys {t, value}: a picture comes closer inside its frame.",
        "pan": "Keys {t, x, y}: a picture's crop moves, in fractions of it.",
        "color": "Keys {t, color}: of a text, or of what fills a shape.",
    },
    "Properties": _LOOK,
    "NodeModel": {
        **_LOOK,
        "id": "Its name, unique in the template; warnings name it.",
        "kind": "What it is: a box holds others.",
        "file": "A Lottie animation (.json) beside template.yaml.",
        "slot": "The slot that fills it; in a repeated box the item of the list.",
        "text": "Fixed words, the same in every locale.",
        "index": "true: the number of the item, in the locale's digits.",
        "when": "Left out unless this slot has a value.",
        "unless": "Left out if this slot has a value.",
        "repeat": "The list slot for each of whose items the box stands once.",
        "cycle": "So many copies in all, starting again with the first item.",
        "repeat_stagger": "Seconds by which each copy moves later than the one before.",
        "children": "The nodes that a box holds.",
        "at": (
            'Changes in a shape (tall, portrait, square, wide) or a ratio such as "16:9", '
            "which wins."
        ),
    },
    "SlotModel": {
        "type": "What kind of value it takes.",
        "of": "Of a list: the type of its items.",
        "title": "What people call it.",
        "bind": "Where the value comes from: catalog.name, content.tracks, copy.cta.",
        "required": "false: it may be empty, and nodes that show it are left out.",
        "default": "Stands in where there is no value; not for images, audio and video.",
        "max_chars": "The longest text that it takes.",
        "min_side_px": "The smallest side that a picture or a clip may have, in pixels.",
        "min_items": "The fewest items of a list.",
        "max_items": "The most items of a list.",
        "format": (
            "Numbers: decimal, percent, currency, compact. Dates: short, medium, long, full "
            "or a CLDR skeleton such as MMMd."
        ),
        "currency": "ISO 4217 code for prices that name none, such as EUR.",
        "digits": "Digits after the decimal point.",
    },
    "CopyModel": {
        "signed_off": "A native speaker agreed.",
    },
    "TypeProperties": _STYLE,
    "TypeModel": {
        **_STYLE,
        "at": "Changes in a shape (tall, portrait, square, wide) or a ratio, which wins.",
        "scripts": "Changes for locales of a script (Arab, Deva) or a language (ur), which wins.",
    },
    "ScriptModel": {
        **_STYLE,
        "scale": "Multiplies the sizes.",
    },
    "ColorsModel": {
        "scheme": "The mood that roles are derived in.",
        "slot": "The image slot whose palette the roles come from; without one, brand.",
        "brand": "#rrggbb: stands in for artwork without colour.",
    },
    "SoundModel": {
        "slot": "The audio slot that is heard; without one, only clips are.",
        "fade_in_s": "Seconds.",
        "fade_out_s": "Seconds.",
        "gain_db": "Decibels over or under the loudness that all videos are brought to.",
        "duck_db": "By how many decibels it makes way while a clip is heard; 12 unless said.",
    },
    "CanvasModel": {
        "width": "Pixels.",
        "height": "Pixels.",
        "fit": "contain shows all of it in other ratios; cover leaves no edge empty.",
    },
    "TemplateModel": {
        "schema": "Of this file format: 1.",
        "id": "Also the folder's name.",
        "version": "major.minor.patch.",
        "title": "What people call it.",
        "theme": "What a ranker groups templates by.",
        "kind": "A still picture or a video.",
        "duration_s": "Seconds; animated templates only.",
        "fps": "Frames a second; animated templates only.",
        "poster_s": "The second shown where the video stands as a still.",
        "cuts_s": "Seconds at which the video may be cut into pieces.",
        "loop": "The last frame leads to the first; the check holds it to that.",
        "cost_s": "Seconds of one core that a file takes, for planning.",
        "ratios": 'Width to height; in quotes: ["1:1", "9:16"].',
        "default_locale": "The locale whose copy stands in last.",
        "slots": "What changes from ad to ad, by name.",
        "copy": "The template's own words, by locale.",
        "colors": "Where colour roles come from.",
        "background": "A role or #rrggbb behind everything.",
        "sound": "What a video lets hear.",
        "canvas": "The size a whole comp was drawn at; imported animations have it.",
        "type": "Text styles, by name.",
        "layout": "The tree of boxes, pictures, texts and shapes.",
    },
}
