"""What axe-core finds wrong in a page, whole, in a time that a long page allows.

Two rules look at colours and take minutes on a page with tens of thousands of elements. A page has
few looks, though: every text is sorted by its colours, size, weight, ground and link style, and axe
judges one text of each look. All other rules read every element.
"""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
COLOUR_RULES = ("color-contrast", "link-in-text-block")
# Without preload: axe would fetch the styles a second time, which files don't allow.
_RUN = """([looks, options]) => axe.run(looks ? {include: window.looks} : document,
  {preload: false, resultTypes: ["violations"], ...options})"""
_SETTLED = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  document.head.insertAdjacentHTML("beforeend", "<style>* {transition: none !important}</style>");
}"""
_LOOKS = """(judged) => {
  const known = new Set(judged);
  const grounds = new Map();
  const ground = (element) => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter];
      const clear = own.join() === "rgba(0, 0, 0, 0),none,1,none";
      grounds.set(element, (clear ? "" : own.join()) + ground(element.parentElement));
    }
    return grounds.get(element);
  };
  const words = (element) => {
    if (!element) return "";
    const style = getComputedStyle(element);
    return [style.color, style.fontSize, style.fontWeight, style.fontStyle, style.textShadow,
      style.textDecorationLine, style.borderBottom].join();
  };
  const looks = new Map();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
    const link = element.closest("a");
    const look = [words(element), ground(element), words(link), words(link?.parentElement)];
    if (!looks.has(look.join("|"))) looks.set(look.join("|"), link ?? element);
  }
  const fresh = [...looks].filter(([look]) => !known.has(look));
  window.looks = fresh.map(([, element]) => element);
  return fresh.map(([look]) => look);
}"""


def settle(tab) -> None:
    """Open every folded part, and end what moves."""
    tab.evaluate(_SETTLED)
    tab.evaluate(AXE)


def of_structure(tab) -> list[str]:
    """Violations of every rule but those of colour, over all elements of the page."""
    return _violations(tab, False, {"rules": {name: {"enabled": False} for name in COLOUR_RULES}})


def of_part(tab, place: str) -> list[str]:
    """Violations of every rule within a part of the page."""
    tab.evaluate("(place) => { window.looks = [document.querySelector(place)]; }", place)
    return _violations(tab, True, {})


def of_colours(tab, judged: set[str]) -> list[str]:
    """Violations of the rules of colour, over every look of a text that wasn't judged before."""
    fresh = tab.evaluate(_LOOKS, sorted(judged))
    judged.update(fresh)
    only = {"type": "rule", "values": list(COLOUR_RULES)}
    return _violations(tab, True, {"runOnly": only}) if fresh else []


def _violations(tab, looks: bool, options: dict) -> list[str]:
    found = tab.evaluate(_RUN, [looks, options])["violations"]
    return [f"{tab.url}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
