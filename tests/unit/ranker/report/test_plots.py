"""Drawings: whole SVG, the same each time, text as text, colours of the page."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from ranker.report.plots.bars import BarPlot, draw_bars
from ranker.report.plots.dots import Dot, DotPlot, draw_dots
from ranker.report.plots.heat import HeatMap, draw_heat
from ranker.report.plots.lines import LinePlot, draw_lines
from ranker.report.plots.scatter import CalibrationPlot, Foretold, draw_calibration

AMAL, NOA, HOSTILE = "أمل حداد", "נועה לוי", '<script>"&'
DAYS = [date(2025, 4, 1) + timedelta(days=i) for i in range(20)]


def dots() -> str:
    rows = [Dot(label=name, value=-0.1, low=-0.2, high=0.1) for name in (AMAL, NOA, HOSTILE)]
    return draw_dots(DotPlot(title=HOSTILE, axis="x", dots=rows, reference=0.0, percent=True))


def bars() -> str:
    return draw_bars(BarPlot(title="b", axis="x", bars={AMAL: 0.2, HOSTILE: 0.5}, percent=True))


def lines() -> str:
    values = {HOSTILE: [0.1] * 19 + [float("nan")], AMAL: [0.2] * 20}
    return draw_lines(LinePlot(title="l", axis="y", days=DAYS, lines=values, reference=1.0))


def heat() -> str:
    values = np.array([[0.5, 0.0], [0.0, 1.0], [0.1, 0.1]])
    notes = [[NOA, ""], ["", ""], ["", HOSTILE]]
    rows = [AMAL, "米津玄師", "आरव"]
    return draw_heat(
        HeatMap(title="h", rows=rows, columns=["EG", "JP"], values=values, notes=notes)
    )


def calibration() -> str:
    points = [Foretold(foretold=v, came=v * 1.1, low=v, high=v * 1.3) for v in (0.5, 1.0, 2.0)]
    return draw_calibration(CalibrationPlot(title="c", axis="x", points={HOSTILE: points}))


@pytest.mark.parametrize("draw", [dots, bars, lines, heat, calibration])
def test_a_drawing_is_whole_and_the_same_each_time(draw: Callable[[], str]) -> None:
    svg = draw()
    assert ET.fromstring(svg).tag.endswith("svg")  # noqa: S314 - made here
    assert svg == draw()
    assert "<script" not in svg and "<metadata" not in svg
    assert 'id="' not in re.sub(r'id="[mpCDh][0-9a-f_]+[^"]*"', "", svg)


def test_text_is_left_to_the_browser_as_it_is_spelt() -> None:
    """Neither reshaped nor reversed nor drawn as outlines; the browser does all of it."""
    assert {AMAL, NOA} <= set(ET.fromstring(dots()).itertext())  # noqa: S314 - made here
    assert {AMAL, "米津玄師", "आरव"} <= set(ET.fromstring(heat()).itertext())  # noqa: S314 - made here


def test_colours_are_the_variables_of_the_page() -> None:
    svg = dots() + bars()
    assert "var(--series-1)" in svg and "var(--ink)" in svg
    assert set(re.findall("#[0-9a-f]{6}", svg)) == set()
