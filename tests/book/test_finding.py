"""Finding a number by its value, words or id, and a passage by its words; what is sent of a figure.

The small book has three editions behind it and is read from its folder, without a network.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

import barriers
from expobook.publishing.search import numbers, passages

MOST = {"numbers": 60_000, "passages": 160_000}
"""Bytes of each index of the edition, gzipped; they are loaded when somebody searches."""
CARD = "about 110 bn yuan"


def index(html: Path, name: str) -> dict:
    """What an index hands over."""
    text = (html / "_search" / f"{name}.js").read_text(encoding="utf-8")
    return json.loads(text.removeprefix("expobook.take(").removesuffix(");\n"))


@pytest.mark.parametrize(
    ("display", "value", "unit", "expected"),
    [
        ("158.93 bn yuan", "158.93", "CNY bn", [[158.93, 9]]),
        ("1.98 tn yuan", "1980", "CNY bn", [[1.98, 12], [1980, 9]]),
        ("at least 32,000", "32000", "count", [[32000, 0]]),
        ("+4.3%", "4.34945631796", "percent", [[4.3, 0], [4.34945631796, 0]]),
        ("−0.4 percentage points", "-0.42", "percentage point", [[-0.4, 0], [-0.42, 0]]),
        ("none", "0", "count", [[0, 0]]),
    ],
)
def test_a_number_is_kept_as_displayed_and_as_it_is(display, value, unit, expected):
    """Catch a number that can't be found as it was read, or as the ledger has it."""
    assert numbers.number_forms(display, value, unit) == expected


def test_every_number_of_the_book_leads_to_its_entry(with_editions):
    """Catch a hit that leads nowhere, or a number that the search doesn't know."""
    found = index(with_editions.html, "numbers")
    ledger = with_editions.soup("book/ledger")
    stated = {one["id"].removeprefix("fact-") for one in ledger.select("[id^=fact-]")}
    there = {name for name, fact in found["facts"].items() if fact[2] >= 0}
    assert there == stated
    assert found["pages"] == ["book/ledger.html"]
    for name in there:
        part, _ = found["parts"][found["facts"][name][3]]
        assert f'"{name}":' in (with_editions.html / "_cite" / f"{part}.js").read_text("utf-8")
    assert found["facts"]["expo_halls"][2:4] == [-1, -1]  # only older editions state it


def test_a_readers_run_is_found_by_its_own_numbers(readers_run):
    """Catch a reader's run whose search gives the numbers of the published edition."""
    found = index(readers_run.html, "numbers")
    assert found["editions"] == []
    assert found["facts"]["expo_hangzhou"][4] == [[-1, -1, "37 projects", "B", "37 count", "", [[37, 0]]]]


def test_every_passage_stands_where_the_index_says(with_editions):
    """Catch a hit at the head of a long page, or one with words that nobody reads."""
    found = index(with_editions.html, "passages")
    addresses = [page for page, *_ in found["pages"]]
    assert addresses[:2] == ["book/index.html", "notebooks/01_expo_outcomes.html"]
    assert "book/ledger.html" not in addresses
    for page, anchor, title, text in found["passages"]:
        soup = with_editions.soup(found["pages"][page][0].removesuffix(".html"))
        assert soup.find(id=anchor), anchor
        assert title
        assert "evidence grade" not in text
        assert "Copy for a brief" not in text


def test_blocks_of_a_passage_stay_apart_and_marks_stay_with_their_word():
    """Catch "importsChina's", a space before a full stop, a section's text in its parent."""
    (first, second) = passages.passages_of(
        '<html><body><article class="bd-article"><section id="a"><h1>Trade<a class="headerlink">#'
        '</a></h1><p>All <b>im</b>ports <span class="grade">B</span>.</p><p>China’s</p>'
        '<svg><title>A bar</title></svg><section id="b"><h2>Later</h2><p>More.</p></section>'
        "<table><tr><td>2021</td><td>5</td></tr></table></section></article></body></html>".encode()
    )
    assert first == ("a", "Trade", "All imports. China’s 2021 · 5")
    assert second == ("b", "Later", "More.")


def test_the_indexes_of_the_edition_are_small(html):
    """Catch an index that takes long on a bad line."""
    weights = {name: len(gzip.compress((html / "_search" / f"{name}.js").read_bytes(), 6, mtime=0)) for name in MOST}
    assert all(weights[name] <= most for name, most in MOST.items()), weights


@pytest.fixture
def tab(reader):
    """A tab that may read the clipboard."""
    return reader(permissions=["clipboard-read", "clipboard-write"], offline=True)


def copied(tab) -> str:
    """What the clipboard has."""
    return tab.evaluate("navigator.clipboard.readText()")


FOUND = """async (query) => {
  const { numbers } = await expobookSearch.need("numbers");
  return expobookFind.numbers(numbers, query).map((hit) => hit.was ? `${hit.id} once` : hit.id);
}"""


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("110", "expo_amount"),
        ("110 bn", "expo_amount"),
        ("about 110 billion yuan", "expo_amount"),
        ("1100亿", "expo_amount"),
        ("1,100亿元", "expo_amount"),
        ("RMB 110bn", "expo_amount"),
        ("0.11 trillion", "expo_amount"),
        ("¥0.110 tn", "expo_amount"),
        ("110 000 million", "expo_amount"),
        ("110,000 mn", "expo_amount"),
        ("110.0", "expo_amount"),
        ("110 billion dollars", ""),
        ("110.4", ""),
        ("3,905", "macro_world"),
        ("3905 bn", "macro_world"),
        ("3.9 trillion", "macro_world"),
        ("3.905 tn US dollars", "macro_world"),
        ("3.91 tn", "macro_world"),
        ("3.89 tn", ""),
        ("41.6%", "expo_share"),
        ("41.57 percent", "expo_share"),
        ("42%", "expo_share"),
        ("89%", ""),
        ("89", "expo_projects"),
        ("88", "expo_projects once"),
        ("5 halls", "expo_halls once"),
        ("3861", "macro_world once"),
        ("expo_projects", "expo_projects"),
        ("share", "expo_share"),
        ("37 hangzhou", "expo_hangzhou"),
        ("37 world", ""),
    ],
)
@pytest.mark.browser
def test_a_number_is_found_as_it_is_written_anywhere(tab, with_editions, typed, first):
    """Catch a right value that isn't found, and a number that isn't what was typed."""
    tab.goto((with_editions.html / "search.html").as_uri())
    assert (tab.evaluate(FOUND, typed) or [""])[0] == first


def test_from_a_value_to_its_entry_and_a_copied_citation_in_three_actions(tab, with_editions):
    """Catch a way from a value in a memo to its footnote that readers give up."""
    tab.goto((with_editions.html / "search.html").as_uri())
    tab.keyboard.type("110 billion")  # 1: the field has the focus
    tab.locator(".number-hit a.hit", has_text=CARD).click()  # 2
    tab.wait_for_url("**/ledger.html#fact-expo_amount")
    tab.locator("#fact-expo_amount").get_by_role("link", name="Copy citation").click()  # 3
    tab.locator("#fact-expo_amount").get_by_text("Copied: APA").wait_for()
    assert "expo_amount" in copied(tab)
    assert tab.problems == []


def test_the_box_cites_a_number_without_leaving_the_page(tab, with_editions):
    """Catch a search box that knows pages only."""
    tab.goto((with_editions.html / "book" / "index.html").as_uri())
    tab.keyboard.press("Control+k")  # 1
    tab.keyboard.type("1100亿")  # 2
    tab.locator("#pst-search-dialog .number-hit .cite-link").click()  # 3
    tab.get_by_role("button", name="Copy", exact=True).click()  # 4
    tab.get_by_text("Copied.").wait_for()
    assert "expo_amount" in copied(tab)
    assert tab.url.endswith("book/index.html")
    assert tab.problems == []


def test_a_hit_says_what_the_number_was(tab, with_editions):
    """Catch a revised number that is found as if it had always been so."""
    tab.goto((with_editions.html / "search.html").as_uri() + "?q=89")
    hit = tab.locator(".number-hit").first
    assert "was 88 projects in edition 2025.11-1" in hit.inner_text()
    tab.goto((with_editions.html / "search.html").as_uri() + "?q=88")
    assert "edition 2025.11-1; now 89 projects" in hit.inner_text()
    hit.locator("a.hit").click()
    tab.locator(".lookup-card.revised").wait_for()


def test_the_box_is_closed_by_touch(tab, with_editions):
    """Catch a box that a phone, which has no Escape, can't leave."""
    tab.goto((with_editions.html / "book" / "index.html").as_uri())
    tab.keyboard.press("Control+k")
    tab.get_by_role("button", name="Close the search").click()
    tab.wait_for_selector("#pst-search-dialog:not([open])", state="attached")


def test_arrows_lead_from_the_box_to_a_hit(tab, with_editions):
    """Catch hits that only a mouse reaches."""
    tab.goto((with_editions.html / "book" / "index.html").as_uri())
    tab.keyboard.press("Control+k")
    tab.keyboard.type("110")
    tab.locator("#pst-search-dialog .number-hit", has_text=CARD).wait_for()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/ledger.html#fact-expo_amount")


MARKED = """() => [...(CSS.highlights.get("search") ?? [])].map((range) => range.toString())"""
READ = """(pattern) => {
  const body = document.querySelector("article").cloneNode(true);
  body.querySelectorAll("svg, script, .sr-only, .headerlink, .figure-extras")
    .forEach((one) => one.remove());
  return [...body.textContent.matchAll(new RegExp(pattern, "gi"))].length;
}"""


def test_a_search_marks_every_hit_of_a_page_with_charts(tab, with_editions):
    """Catch marks that end at the first chart, or that take it apart."""
    tab.goto((with_editions.html / "search.html").as_uri() + "?q=project")
    tab.locator(".passage-hit a", has_text="Expo outcomes").first.click()
    tab.locator(".marks-bar").wait_for()
    wanted = tab.evaluate(READ, r"\bprojects?")
    assert wanted > 4
    assert len(tab.evaluate(MARKED)) == wanted
    assert {one.lower() for one in tab.evaluate(MARKED)} == {"projects"}
    assert tab.locator("figure svg").count()
    tab.get_by_role("button", name="Next mark").click()
    tab.get_by_text(re.compile(f"2 of {wanted}")).wait_for()
    tab.get_by_role("button", name="Hide the marks").click()
    assert tab.evaluate(MARKED) == []
    assert "highlight" not in tab.url
    assert tab.problems == []


def test_a_hit_leads_to_its_section_and_is_seen(tab, with_editions):
    """Catch a hit that ends at the top of a long page."""
    tab.goto((with_editions.html / "search.html").as_uri() + "?q=counted twice")
    tab.locator(".passage-hit a", has_text="Edition 2025.11-1").click()
    tab.wait_for_url("**/changes.html?highlight=counted+twice#edition-2025-11-1")
    tab.locator(".marks-bar").wait_for()
    assert tab.evaluate("""() => {
      const [now] = CSS.highlights.get("search-now");
      const { top, bottom } = now.getBoundingClientRect();
      return top > 0 && bottom < innerHeight
        && document.getElementById("edition-2025-11-1").contains(now.startContainer);
    }""")


def test_a_slip_is_read_as_the_nearest_word_and_said(tab, with_editions):
    """Catch an empty page for a word with two letters swapped."""
    tab.goto((with_editions.html / "search.html").as_uri() + "?q=proejcts")
    tab.locator(".passage-hit").first.wait_for()
    assert "Nothing has “proejcts”. Shown for “projects”" in tab.locator("#search-results .search-summary").inner_text()
    tab.locator("input[name=q]").last.fill("qqzzqq")
    tab.get_by_text("No page has all of these words").wait_for()


@pytest.mark.parametrize(
    ("typed", "edition", "state", "words"),
    [
        ("88", "", "revised", ["88 projects", "edition 2025.11-1", "89 projects", "counted twice"]),
        ("3.861 trillion", "", "revised", ["editions 2025.11 to 2025.11-1", "3,905 bn dollars"]),
        ("5 halls", "", "withdrawn", ["5 halls", "has no such number", "no longer counted"]),
        ("1100亿", "2025.11", "current", [CARD, "the same in the newest edition, 2026.12"]),
        ("89", "", "current", ["edition 2025.11 and edition 2026.12"]),
    ],
)
@pytest.mark.browser
def test_a_value_from_an_old_memo_is_looked_up(tab, with_editions, typed, edition, state, words):
    """Catch "no released edition has the number" about a number that one had."""
    tab.goto((with_editions.html / "book" / "lookup.html").as_uri())
    tab.get_by_label("Value, id, address").fill(typed)
    tab.get_by_label("Edition cited").select_option(edition)
    tab.get_by_role("button", name="Look up").click()
    shown = tab.locator(f".lookup-card.{state}")
    shown.wait_for()  # one, and no other
    assert [one for one in words if one not in shown.inner_text()] == []
    assert tab.problems == []


def test_a_value_that_no_edition_had_gets_no_verdict(tab, with_editions):
    """Catch a near value that passes for the cited one."""
    tab.goto((with_editions.html / "book" / "lookup.html").as_uri() + "#id=110.4&edition=")
    tab.get_by_text("No released edition has the number “110.4”").wait_for()
    assert tab.locator(".lookup-card").count() == 0


def test_a_link_of_a_figure_is_copied_and_said(tab, with_editions):
    """Catch a link to copy that copies nothing, or copies the page that it is shown on."""
    tab.goto((with_editions.html / "book" / "index.html").as_uri())
    tab.get_by_role("link", name="Copy link").first.click()
    tab.locator(".said", has_text="Link copied").wait_for()
    assert copied(tab) == (with_editions.html / "notebooks" / "01_expo_outcomes.html").as_uri() + "#fig-expo-editions"
    assert tab.problems == []


PUBLISHED = """document.addEventListener("readystatechange", () =>
  document.head.insertAdjacentHTML("beforeend",
    '<link rel="canonical" href="https://example.org/report/book/index.html">'), {once: true});"""


def test_a_copied_link_leads_to_the_published_book(tab, with_editions):
    """Catch a link to a reader's own folder, sent to somebody who hasn't got it."""
    tab.add_init_script(PUBLISHED)
    tab.goto((with_editions.html / "book" / "index.html").as_uri())
    tab.get_by_role("link", name="Copy link").first.click()
    tab.locator(".said", has_text="Link copied").wait_for()
    assert copied(tab) == ("https://example.org/report/notebooks/01_expo_outcomes.html#fig-expo-editions")


def test_a_phone_shares_and_a_page_without_scripts_links(reader, served_small):
    """Catch a dead button on a phone, or where scripts are off."""
    phone = reader(390, has_touch=True, is_mobile=True)
    phone.add_init_script("navigator.share = async (data) => { window.shared = data; };")
    phone.goto(f"{served_small}book/index.html")
    phone.get_by_role("link", name="Share").first.tap()
    phone.wait_for_function("window.shared")
    assert phone.evaluate("window.shared") == {
        "title": "The expo signed 89 projects",
        "url": f"{served_small}notebooks/01_expo_outcomes.html#fig-expo-editions",
    }
    still = reader(java_script_enabled=False)
    still.goto(f"{served_small}book/index.html")
    still.get_by_role("link", name="Copy link").first.click()
    still.wait_for_url("**/notebooks/01_expo_outcomes.html#fig-expo-editions")


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.browser
def test_what_is_found_has_no_barrier(reader, with_editions, width, mode):
    """Catch hits, marks or verdicts that a screen reader or weak eyes can't use."""
    tab = reader(width, color_scheme=mode, offline=True)
    found = []

    def judge(selector: str) -> None:
        tab.locator(selector).first.wait_for()
        barriers.settle(tab)
        found.extend(barriers.of_structure(tab) + barriers.of_colours(tab, set()))
        if tab.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{tab.url}: scrolls sideways")

    for query in ("88", "project"):
        tab.goto((with_editions.html / "search.html").as_uri() + f"?q={query}")
        judge(".hits")
    tab.goto((with_editions.html / "book" / "index.html").as_uri() + "?highlight=projects")
    judge(".marks-bar")
    tab.keyboard.press("Control+k")
    tab.keyboard.type("expo")
    judge("#pst-search-dialog .hits")
    tab.goto((with_editions.html / "book" / "lookup.html").as_uri() + "#id=89&edition=")
    judge(".lookup-card")
    assert found + tab.problems == []
