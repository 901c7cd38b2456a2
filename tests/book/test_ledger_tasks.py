"""The ledger on a slow phone: how long the page is deaf to its reader, in time of the processor."""

from __future__ import annotations

import json

MOST = 200
"""Milliseconds of one task with the processor slowed down four times."""
LOOP, LOOP_MS = "() => { let x = 0; for (let i = 0; i < 3e6; i += 1) x += Math.sqrt(i); }", 30
"""A task, and what it takes so on an idle machine: a busy one gets as much more for the rest."""
TRACED = ["devtools.timeline", "toplevel"]
FIELD, GRADES, ORDER = "#filter-text", "#filter-grade", "#filter-order"


def longest(browser, tab, act) -> float:
    """The longest task of a page while something is done, in milliseconds of the processor.

    What the machine does for others while the task waits isn't counted.
    """
    browser.start_tracing(page=tab, categories=TRACED)
    act()
    tab.wait_for_timeout(2500)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    threads = {
        (one["pid"], one["tid"])
        for one in events
        if one.get("name") == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    return (
        max(
            one["tdur"]
            for one in events
            if "RunTask" in one.get("name", "") and "tdur" in one and (one["pid"], one["tid"]) in threads
        )
        / 1000
    )


def measured(browser, html) -> dict[str, float]:
    """The longest task of each act of a reader, relative to the bar; above 1 it takes too long."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, offline=True)
    tab = context.new_page()
    context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    tab.goto("about:blank")
    slow = max(1, longest(browser, tab, lambda: tab.evaluate(LOOP)) / LOOP_MS)
    acts = {
        "load": lambda: tab.goto((html / "book" / "ledger.html").as_uri()),
        "first word": lambda: tab.fill(FIELD, "expo"),
        "more words": lambda: tab.fill(FIELD, "signed expo"),
        "no word": lambda: tab.fill(FIELD, ""),
        "filter": lambda: tab.select_option(GRADES, "A"),
        "no filter": lambda: tab.select_option(GRADES, ""),
        "order": lambda: tab.select_option(ORDER, "name"),
    }
    found = {}
    for name, act in acts.items():
        found[name] = longest(browser, tab, act) / (MOST * slow)
        tab.evaluate("document.querySelector('.filter-choices').open = true")
    context.close()
    return found


def test_no_task_of_the_ledger_keeps_a_slow_phone_waiting(html, browser):
    """Catch the list laid out whole again on every clearing, filter or order: 600 ms a task.

    Other work on the machine only adds: of three tries the shortest counts.
    """
    best = measured(browser, html)
    for _ in range(2):
        if max(best.values()) > 1:
            again = measured(browser, html)
            best = {name: min(took, again[name]) for name, took in best.items()}
    assert {name: took for name, took in best.items() if took > 1} == {}
