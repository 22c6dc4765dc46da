import templates.text


def test_public_names_are_frozen() -> None:
    assert templates.text.__all__ == [
        "Align",
        "Axis",
        "Case",
        "Direction",
        "FontFile",
        "FontLibrary",
        "FontUnreadable",
        "JoinAudit",
        "JoinDifference",
        "Overflow",
        "Part",
        "TextBlock",
        "TextError",
        "TextLine",
        "TextOverflow",
        "TextRefused",
        "TextStyle",
        "TextUncovered",
        "UnknownFont",
        "fit_text",
        "isolate",
        "rasterise",
        "rasterise_color",
        "split_line",
        "text_direction",
    ]
