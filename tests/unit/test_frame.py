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
