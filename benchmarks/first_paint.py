"""When a reader sees something: first and largest paint, first chart, and the bytes it takes.

Each round opens every page of every book once, in a fresh browser without a cache, so that all
books meet the same load of the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .ratios import NEVER, Load
from .serving import Served

FRONT = "book/index.html"
PAGES = (FRONT, "notebooks/02_world_and_china.html", "notebooks/05_outlook.html")
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
)
_WATCH = """
(() => {
  window.seen = {first: null, largest: null, chart: null};
  const chart = ".figure-picture svg, .vega-embed canvas, .vega-embed svg";
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      if (one.name === "first-contentful-paint") window.seen.first = one.startTime;
    }
  }).observe({type: "paint", buffered: true});
  new PerformanceObserver((list) => { window.seen.largest = list.getEntries().at(-1).startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
  const look = () => requestAnimationFrame(() => {
    if (document.querySelector(chart)) window.seen.chart = performance.now();
    else look();
  });
  look();
})();
"""
_SETTLED_MS = 1_500
_MOST_MS = 90_000


@dataclass(frozen=True, slots=True)
class Profile:
    """A reader's screen, line and processor."""

    width: int
    height: int
    slower: int = 1
    line: Mapping[str, Any] | None = None


PROFILES = {
    "desktop": Profile(1280, 900),
    # The slow line and processor that Lighthouse assumes for a phone.
    "phone": Profile(
        390,
        844,
        slower=4,
        line={
            "offline": False,
            "latency": 150,
            "downloadThroughput": 1_638_400 / 8,
            "uploadThroughput": 768_000 / 8,
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Book:
    """A served book and whether its charts can be drawn at all."""

    name: str
    served: Served
    draws: bool = True


def rounds(
    browser: Any,
    books: list[Book],
    count: int,
    pages: tuple[str, ...] = PAGES,
    say: Callable[[str], None] = lambda words: None,
) -> Iterator[Load]:
    """Open each page of each book `count` times, in turn; one `Load` for each."""
    for number in range(1, count + 1):
        say(f"round {number} of {count}")
        for profile in PROFILES:
            for page in pages:
                for book in books:
                    values = open_page(browser, book, page, PROFILES[profile])
                    yield Load(number, page, profile, book.name, values)


def open_page(browser: Any, book: Book, page: str, profile: Profile) -> dict[str, float]:
    """Open a page once; milliseconds from the start of navigation, and bytes."""
    context = browser.new_context(viewport={"width": profile.width, "height": profile.height})
    try:
        tab = context.new_page()
        # Hosts other than the server on this machine answer nothing, at once.
        tab.route(
            lambda address: not address.startswith(book.served.address), lambda route: route.abort("connectionrefused")
        )
        tab.add_init_script(_WATCH)
        throttle(context, tab, profile)
        book.served.sent()
        tab.goto(book.served.address + page, wait_until="load", timeout=_MOST_MS)
        if book.draws:
            tab.wait_for_function("window.seen.chart !== null", timeout=_MOST_MS)
        _wait_until_still(tab, book.served)
        seen = tab.evaluate("window.seen")
        return {
            "first_paint_ms": seen["first"],
            "largest_paint_ms": seen["largest"],
            "first_chart_ms": NEVER if seen["chart"] is None else seen["chart"],
            "bytes": book.served.sent(),
        }
    finally:
        context.close()


def _wait_until_still(tab: Any, served: Served) -> None:
    """Wait until the page has asked for nothing more for a while."""
    asked = -1
    while asked != len(served.sizes):
        asked = len(served.sizes)
        tab.wait_for_timeout(_SETTLED_MS)


def throttle(context: Any, tab: Any, profile: Profile) -> None:
    """Slow the line and the processor down to the profile's."""
    session = context.new_cdp_session(tab)
    if profile.line:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", dict(profile.line))
    if profile.slower > 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": profile.slower})
