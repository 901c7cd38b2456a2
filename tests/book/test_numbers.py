"""Number cards and the ledger's filter: how they work in a browser."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LEAD = "p.lead a.fact"
FORMULA = "a.fact[href$='#fact-expo_share']"


@pytest.fixture
def visit(reader):
    """Opens a page of a book offline; at the end nothing may have failed."""
    tabs = []

    def open_page(build, name: str, *, width: int = 1280, mode: str = "light", touch: bool = False, anchor: str = ""):
        page = reader(width, offline=True, color_scheme=mode, has_touch=touch, is_mobile=touch)
        tabs.append(page)
        page.goto((build.html / f"{name}.html").as_uri() + anchor)
        return page

    yield open_page
    assert [problem for page in tabs for problem in page.problems] == []


def barriers(page) -> list[str]:
    """What axe finds wrong in the page as it stands; charts have their own test."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({exclude: ['.figure-picture']}, {preload: false, resultTypes: ['violations']})")[
        "violations"
    ]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def inside(page) -> bool:
    """Whether the card lies within the window, so that nothing of it is cut off."""
    return page.evaluate("""() => { const box = document.getElementById('number-card')
        .getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth
        && box.top >= 0 && box.bottom <= innerHeight
        && document.documentElement.scrollWidth <= innerWidth }""")


def test_hovering_opens_a_card_that_the_pointer_can_enter(clean, visit):
    """Catch a card that vanishes on the way to it, or never goes."""
    page = visit(clean, "book/index")
    page.hover(f"{LEAD} >> nth=1")
    page.wait_for_selector("#number-card:popover-open")
    text = page.inner_text("#number-card")
    for words in (
        "about 110 bn yuan",
        "Amount of the projects",
        "First expo concluded",
        "16 December 2022",
        "Evidence grade B: a government's",
    ):
        assert words in text
    page.hover("#number-card .card-actions > a")
    page.wait_for_timeout(600)
    assert page.locator("#number-card").is_visible()
    page.mouse.move(2, 700)
    page.wait_for_selector("#number-card", state="detached")
    assert page.get_attribute(f"{LEAD} >> nth=1", "title").startswith("Amount of the projects")


def test_escape_closes_the_card_and_it_stays_closed(clean, visit):
    """Catch a card that covers the text and can't be dismissed (WCAG 1.4.13)."""
    page = visit(clean, "book/index")
    page.hover(f"{LEAD} >> nth=0")
    page.wait_for_selector("#number-card:popover-open")
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    assert page.locator("#number-card").count() == 0


def test_the_keyboard_opens_the_card_and_walks_through_it(clean, visit):
    """Catch a card that only a mouse can enter, that holds up who tabs on, or traps the focus."""
    page = visit(clean, "notebooks/01_expo_outcomes")
    page.keyboard.press("Tab")
    page.locator(FORMULA).first.focus()
    page.wait_for_selector("#number-card:popover-open")
    assert page.get_attribute(FORMULA, "aria-describedby") == "number-card-about"
    assert page.locator("#number-card .card-keys").is_visible()
    page.keyboard.press("Tab")
    assert not page.evaluate("document.getElementById('number-card')?.contains(document.activeElement)")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Copy citation"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('#number-card') !== null")
    page.keyboard.press("Escape")
    assert page.locator("#number-card").count() == 0
    assert page.evaluate("document.activeElement.getAttribute('href')").endswith("#fact-expo_share")
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.href?.includes('#fact-expo_share') ?? false")


COPIED = "navigator.clipboard.readText()"


def test_a_card_copies_its_number_without_leaving_the_sentence(clean, browser):
    """Catch a citation that takes a visit away from the text, or a card that copies nothing."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((clean.html / "book" / "index.html").as_uri())
    page.hover(f"{LEAD} >> nth=1")
    page.get_by_role("link", name="Copy citation").click()
    page.locator("#number-card .said", has_text="Copied: APA").wait_for()
    cited = page.evaluate(COPIED)
    assert "about 110 bn yuan" in cited
    assert "Original source: Hangzhou Municipal Bureau of Commerce" in cited
    page.locator("#number-card").get_by_role("link", name="Copy for a brief").click()
    page.locator("#number-card .said", has_text="with source and citation").wait_for()
    assert page.evaluate(COPIED).startswith("about 110 bn yuan Amount of the projects")
    assert page.url.endswith("book/index.html")
    assert page.locator("dialog[open]").count() == 0
    context.close()


def test_a_card_leads_to_the_place_in_the_source_and_to_the_original(clean, visit):
    """Catch a card that names a source but not the place in it, or dates written for machines."""
    page = visit(clean, "book/index")
    page.hover(f"{LEAD} >> nth=1")
    card = page.locator("#number-card")
    original = card.get_by_role("link", name="Original")
    assert original.get_attribute("href").startswith("https://")
    assert "paragraph 2" in card.inner_text()
    assert "December 2022" in card.inner_text()
    assert "2022-12" not in card.inner_text()


def test_leaving_by_keyboard_closes_the_card(clean, visit):
    """Catch cards that pile up behind a visit who tabs on."""
    page = visit(clean, "book/index")
    page.keyboard.press("Tab")
    page.locator(LEAD).first.focus()
    page.wait_for_selector("#number-card:popover-open")
    for _ in range(6):
        page.keyboard.press("Tab")
        page.wait_for_timeout(30)
        assert page.locator("#number-card").count() <= 1
    page.locator("nav.bd-links a").first.focus()
    page.wait_for_selector("#number-card", state="detached")


def test_the_first_tap_opens_the_card_and_its_link_leads_on(clean, visit):
    """Catch a phone on which a tap leaves the page before the card was seen."""
    page = visit(clean, "book/index", width=390, touch=True)
    page.locator(LEAD).first.scroll_into_view_if_needed()
    page.tap(f"{LEAD} >> nth=0")
    page.wait_for_selector("#number-card:popover-open")
    assert page.url.endswith("index.html")
    assert inside(page)
    page.tap("#number-card .card-actions > a")
    page.wait_for_url("**/ledger.html#fact-expo_projects")


def test_a_tap_beside_the_card_closes_it(clean, visit):
    """Catch a card that a finger can't put away."""
    page = visit(clean, "book/index", width=390, touch=True)
    page.tap(f"{LEAD} >> nth=0")
    page.wait_for_selector("#number-card:popover-open")
    page.tap("h1")
    page.wait_for_selector("#number-card", state="detached")


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_an_open_card_is_no_barrier(clean, visit, width, mode):
    """Catch a card that a screen visit trips over, or that reaches beyond the window."""
    for name, number in (("book/index", f"{LEAD} >> nth=1"), ("notebooks/01_expo_outcomes", FORMULA)):
        page = visit(clean, name, width=width, mode=mode)
        page.keyboard.press("Tab")
        page.locator(number).first.focus()
        page.wait_for_selector("#number-card:popover-open")
        assert barriers(page) == []
        assert inside(page)


STATUS = ".ledger-filter output"
LINES = ".entry-lines .entry:visible"
UNCOVERED = """() => { const one = document.activeElement, box = one.getClientRects()[0];
    return one.contains(document.elementFromPoint(box.x + 3, box.y + box.height / 2)) }"""
"""Whether the focus can be seen, and isn't hidden by the filter."""


def ids(lines) -> list[str]:
    """The numbers whose lines are shown, from above to below."""
    return lines.evaluate_all("found => found.map(one => one.id.replace('fact-', ''))")


def test_a_filtered_ledger_opens_as_it_was_sent(clean, visit):
    """Catch a filter that is lost on reload, or an address that shows what nobody asked for."""
    page = visit(clean, "book/ledger")
    link = page.get_by_role("button", name="Copy link to this setting")
    assert not link.is_visible()
    page.get_by_label("Find a number").fill("projects")
    page.get_by_label("Kind").select_option("observed")
    page.get_by_label("Order within a chapter").select_option("name")
    page.wait_for_function("location.search.split('&').length === 3")
    assert link.is_visible()
    setting = page.evaluate("location.search")
    said = page.locator(STATUS).inner_text()
    other = visit(clean, "book/ledger", anchor=setting)
    assert other.locator(STATUS).inner_text() == said != "5 numbers"
    assert ids(other.locator(LINES)) == ids(page.locator(LINES))
    assert other.get_by_label("Order within a chapter").input_value() == "name"
    other.get_by_role("button", name="Show all").click()
    other.wait_for_function("location.search.split('&').length === 1")
    wrong = visit(clean, "book/ledger", anchor=setting.replace("observed", "nonsense"))
    assert wrong.get_by_label("Kind").input_value() == ""


def test_the_filter_shows_what_was_asked_for_and_counts_it(clean, visit):
    """Catch a filter that hides too much, too little, or miscounts."""
    page = visit(clean, "book/ledger")
    status, shown = page.locator(STATUS), page.locator(LINES)
    assert status.inner_text() == "5 numbers"
    page.get_by_label("Evidence", exact=True).select_option("A")
    assert (status.inner_text(), shown.count()) == ("1 of 5 numbers", 1)
    assert page.locator("section[id^=ledger-0]:visible").count() == 1
    assert page.locator("select[name=chapter] option").all_inner_texts() == [
        "All chapters (1)",
        "Expo outcomes (0)",
        "World and China (1)",
    ]
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Kind").select_option("derived")
    assert shown.count() == 1
    page.get_by_label("Kind").select_option("")
    page.get_by_label("Chapter", exact=True).select_option("ledger-01-expo-outcomes")
    page.get_by_label("Find a number").fill("110 BN")
    assert ids(shown) == ["expo_amount"]
    assert barriers(page) == []


def test_words_are_found_in_any_order_and_the_best_answer_comes_first(clean, visit):
    """Catch a filter that takes words for a phrase, or hides the answer among others."""
    page = visit(clean, "book/ledger")
    shown, field = page.locator(LINES), page.get_by_label("Find a number")
    field.fill("hangzhou expo")
    page.wait_for_function("document.querySelectorAll('.entry-found .entry').length > 1")
    assert ids(shown)[0] == "expo_hangzhou"
    assert "expo_share" in ids(shown)  # its formula has both words, its line has one
    field.fill("billion 110")
    assert ids(shown) == ["expo_amount"]
    field.fill("commerce overlap")  # a source's word and a parameter's, which entries have
    assert ids(shown) == ["expo_share"]
    field.fill("")
    assert ids(shown) == ["expo_projects", "expo_amount", "expo_hangzhou", "expo_share", "macro_world"]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_filter_stays_in_sight(clean, visit, width):
    """Catch a visit who has to scroll back to ask for another number."""
    page = visit(clean, "book/ledger", width=width)
    page.set_viewport_size({"width": width, "height": 420})
    page.evaluate("""document.querySelectorAll('.entry-label').forEach(one => one.click())""")
    page.wait_for_function("document.querySelectorAll('.entry-body').length === 5")
    page.locator("#fact-macro_world").scroll_into_view_if_needed()
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(200)
    field = page.get_by_label("Find a number")
    assert field.evaluate("""one => { const box = one.getBoundingClientRect();
        return document.elementFromPoint(box.x + 9, box.y + 9) === one }""")
    page.locator("#fact-expo_hangzhou .entry-label").focus()
    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(UNCOVERED)


def test_a_line_opens_on_a_click_and_its_address_opens_it_again(clean, visit):
    """Catch a line that opens nothing, or an address that names another number."""
    page = visit(clean, "book/ledger")
    entry = page.locator("#fact-expo_share")
    assert page.locator(".entry-body").count() == 0
    entry.locator(".entry-label").click()
    entry.get_by_text("expo_hangzhou ÷ expo_projects × 100").wait_for()
    assert page.url.endswith("/ledger.html#fact-expo_share")
    assert entry.locator(".entry-label").get_attribute("aria-expanded") == "true"
    assert barriers(page) == []
    entry.locator(".formula a").first.click()
    page.locator("#fact-expo_hangzhou .entry-body").wait_for()
    entry.locator(".entry-label").click()
    assert not entry.locator(".entry-body").is_visible()
    again = visit(clean, "book/ledger", anchor="#fact-macro_world", width=390)
    again.locator("#fact-macro_world .entry-body").wait_for()
    assert again.locator(".entry-body").count() == 1


def test_a_link_to_an_entry_shows_it_even_when_filtered(clean, visit):
    """Catch a permalink that leads to nothing because of a filter or a search."""
    page = visit(clean, "book/ledger", anchor="#fact-expo_share")
    assert page.locator("#fact-expo_share").is_visible()
    page.get_by_label("Evidence", exact=True).select_option("A")
    assert not page.locator("#fact-expo_share").is_visible()
    page.evaluate("location.hash = '#fact-expo_amount'")
    page.wait_for_selector("#fact-expo_amount .entry-body", state="visible")
    page.get_by_label("Find a number").fill("expo share")
    page.wait_for_url("**?*text=expo+share*")
    page.click("#fact-expo_share .formula a >> nth=0")
    page.wait_for_selector("#fact-expo_hangzhou .entry-body", state="visible")
    assert "cleared" in page.inner_text(STATUS)


def test_the_filter_works_by_keyboard_alone(clean, visit):
    """Catch a control that needs a mouse."""
    page = visit(clean, "book/ledger")
    page.get_by_label("Find a number").focus()
    page.keyboard.type("nothing like it")
    assert page.inner_text(STATUS) == "0 of 5 numbers"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.inner_text(STATUS) == "5 numbers"
    page.get_by_label("Evidence", exact=True).focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(LINES).count() == 1
    page.locator(f"{LINES} .entry-label").focus()
    page.keyboard.press("Enter")
    page.locator("#fact-macro_world .entry-body").wait_for()


def test_nothing_moves_while_the_ledger_opens_a_number(clean, visit):
    """Catch lines that jump when the filter or the entry arrives."""
    for width in (1280, 390):
        page = visit(clean, "book/ledger", width=width)
        page.context.add_init_script("""window.shifted = 0; new PerformanceObserver((list) =>
            list.getEntries().forEach((one) => { if (!one.hadRecentInput)
            window.shifted += one.value; })).observe({type: "layout-shift", buffered: true});""")
        for anchor in ("", "#fact-expo_amount"):
            page.goto("about:blank")
            page.goto((clean.html / "book" / "ledger.html").as_uri() + anchor)
            page.wait_for_function("document.querySelector('.ledger-filter')")
            if anchor:
                page.locator(f"{anchor} .entry-body").wait_for()
                page.wait_for_function("""getComputedStyle(
                    document.querySelector('#fact-expo_share')).visibility === 'visible'""")
            page.wait_for_timeout(200)
            assert page.evaluate("window.shifted") <= 0.01, (width, anchor)


def test_without_scripts_a_line_leads_to_the_whole_entry(clean, browser):
    """Catch entries that only a script can show, or a control that does nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((clean.html / "book" / "ledger.html").as_uri() + "#fact-expo_share")
    assert page.locator(".entry[data-kind]:visible").count() == 5
    assert page.locator(".ledger-filter").count() == 0
    page.locator("#fact-expo_share .entry-label").click()
    entry = page.locator("#fact-expo_share")
    entry.get_by_text("expo_hangzhou ÷ expo_projects × 100").wait_for()
    entry.get_by_role("link", name="Permanent link").click()
    page.wait_for_url("**/book/ledger.html#fact-expo_share")
    context.close()
