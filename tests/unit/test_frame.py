"""Drawings that are taken away look the same on every machine."""

from __future__ import annotations

import re

from expobook.figures import frame
from expobook.figures.fonts.metrics import letters

FOOT = "Source: 经济日报 (Economic Daily); 《数字贸易》 & others"


def test_each_letter_of_a_frame_has_a_face_that_the_package_brings():
    """Catch a picture whose Chinese letters are boxes, or another face's, on another machine."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"></svg>'
    made = frame.framed({"svg": drawing, "title": "杭州 Hangzhou", "subtitle": "1 ≥ 0"}, FOOT)
    # A span with a place of its own is set by its own face; within one, faces are mixed.
    chinese = r'<tspan x="[\d.]+" y="[\d.]+" font-family="Noto Sans SC">[^<]+</tspan>'
    others = re.sub(chinese, "", made)
    assert made.count("Noto Sans SC") == 3
    assert {char for char in others if ord(char) not in letters("latin")} <= {"\n"}
    assert all(ord(char) in letters("chinese") for char in "经济日报《数字贸易》杭州")


def test_a_stamp_has_room_of_its_own_below_the_drawing():
    """Catch a stamp that lies outside its picture, over the chart, or that a page shows as letters' codes."""
    size = 'width="300" height="100.5" viewBox="0 0 300 100.5"'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g><rect width="300" height="100.5"/></g></svg>'
    made = frame.stamped(drawing, "A reader's run: " + "draws = 5000, " * 8)
    wide, high = frame.size(made)
    bases = [float(y) for y in re.findall(r'<tspan x="0" y="([\d.]+)"', made)]
    assert f'viewBox="0 0 {wide:g} {high:g}"' in made
    assert wide == 300
    assert len(bases) > 2
    assert 100.5 < min(bases) < max(bases) < high
    assert '<rect width="300" height="100.5"/>' in made
    assert ">A reader's run:" in made
