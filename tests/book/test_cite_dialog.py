"""“Cite” and “Copy for a brief” on the pages: in a browser, from a folder, and without scripts."""

from __future__ import annotations

import json
from pathlib import Path

import axe_playwright_python
import pytest

import fixture_book
from expobook.citations import catalogue
from expobook.publishing.figures import cite_links
from expobook.runs.run import open_run

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
CHAPTER, LEDGER = "notebooks/01_expo_outcomes", "book/ledger"
ENTRIES = "book/ledger-01-expo-outcomes"
CLIPBOARD = """async (type) => {
  const [item] = await navigator.clipboard.read();
  return item.types.includes(type) ? (await item.getType(type)).text() : "";
}"""


@pytest.fixture
def tab(browser, clean):
    """Opens pages of the small book from its folder; notes errors and outside requests."""
    contexts = []

    def open_page(name, width=1280, anchor="", **settings):
        context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True, **settings)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        found = context.new_page()
        found.problems = []
        found.on("pageerror", lambda error: found.problems.append(str(error)))
        found.on(
            "request",
            lambda asked: asked.url.startswith(("file:", "data:", "blob:")) or found.problems.append(asked.url),
        )
        found.goto((clean.html / f"{name}.html").as_uri() + anchor)
        return found

    yield open_page
    for context in contexts:
        context.close()


def opened(page, link):
    """The dialog behind a link."""
    link.click()
    dialog = page.locator("dialog.cite-dialog")
    dialog.wait_for(state="visible")
    return dialog


def test_a_figure_is_cited_in_every_style_and_file(tab):
    """Catch a style that the dialog doesn't show, or a copy that differs from what is shown."""
    page = tab(CHAPTER)
    dialog = opened(page, page.get_by_role("link", name="Cite", exact=True).first)
    text, choice = dialog.locator(".cite-text"), dialog.get_by_label("Style or format")
    labels = choice.locator("option").all_inner_texts()
    assert labels == ["APA", "Chicago", "IEEE", "GB/T 7714", "BibTeX", "RIS", "CSL-JSON"]
    for label in labels:
        choice.select_option(label=label)
        assert "The expo signed 89 projects" in text.inner_text().replace("{The}", "The"), label
        assert "2026.12" in text.inner_text()
        assert "第一届数贸会" in text.inner_text()
        dialog.get_by_role("button", name="Copy", exact=True).click()
        dialog.get_by_text("Copied.").wait_for()
        copied = page.evaluate(CLIPBOARD, "text/plain")
        assert copied.split() == text.inner_text().split(), label
    assert json.loads(copied)[0]["id"] == "fig-expo-editions"
    choice.select_option("apa")
    dialog.get_by_role("button", name="Copy", exact=True).click()
    dialog.get_by_text("Copied.").wait_for()
    assert "<i>From Hangzhou" in page.evaluate(CLIPBOARD, "text/html")
    assert page.problems == []


def test_a_file_is_saved_under_the_id(tab, tmp_path):
    """Catch a download without a name or with another's content."""
    page = tab(LEDGER, anchor="#fact-expo_amount")
    dialog = opened(page, page.locator("#fact-expo_amount a.cite-link:not([data-copy])"))
    dialog.get_by_label("Style or format").select_option("ris")
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="Download", exact=True).click()
    assert saved.value.suggested_filename == "expo_amount.ris"
    content = Path(saved.value.path()).read_text(encoding="utf-8")
    assert content.count("TY  - ") == content.count("ER  - ") == 2
    assert page.problems == []


def test_a_figure_goes_into_a_brief_with_one_click(tab):
    """Catch a copy without its picture, finding, source line or citation."""
    page = tab(CHAPTER)
    dialog = opened(page, page.get_by_role("link", name="Copy for a brief").first)
    dialog.get_by_text("Copied: picture").wait_for()
    copied = page.evaluate(CLIPBOARD, "text/html")
    assert "data:image/png;base64," in copied
    for words in ("The expo signed 89 projects", "Evidence grade B", "The expobook authors. (2026)", "dition 2026.12"):
        assert words in copied
    plain = page.evaluate(CLIPBOARD, "text/plain")
    assert "The expo signed 89 projects\nProjects, count\n" in plain
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="Download page").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert saved.value.suggested_filename == "fig-expo-editions.html"
    assert "<svg" in text
    assert "font/woff2" in text
    assert "/*faces*/" not in text
    assert page.problems == []


def test_a_piece_for_a_brief_can_be_left_by_the_keyboard(tab):
    """Catch a focus that is lost behind the dialog when its controls change: Escape would fail."""
    page = tab(CHAPTER)
    link = page.get_by_role("link", name="Copy for a brief").first
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Copied: picture").wait_for()
    held = "document.querySelector('dialog[open]').contains(document.activeElement)"
    assert page.evaluate(held)
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert link.evaluate("one => one === document.activeElement")


def test_a_number_goes_into_a_brief_too(tab):
    """Catch a number that is copied bare."""
    page = tab(LEDGER, anchor="#fact-expo_amount")
    dialog = opened(page, page.locator("#fact-expo_amount a.cite-link:not([data-copy])"))
    dialog.get_by_role("button", name="Copy for a brief").click()
    dialog.get_by_text("Copied: number").wait_for()
    copied = page.evaluate(CLIPBOARD, "text/plain")
    assert copied.startswith("about 110 bn yuan Amount of the projects")
    assert "Original source: Hangzhou Municipal Bureau of Commerce" in copied


def test_a_brief_cites_in_the_style_that_was_chosen(tab):
    """Catch a piece for a brief that falls back to another style than the dialog shows."""
    page = tab(CHAPTER)
    link = page.locator("#fig-expo-editions a.cite-link").first
    dialog = opened(page, link)
    dialog.get_by_label("Style or format").select_option("gb7714")
    shown = dialog.locator(".cite-text p").all_inner_texts()
    dialog.get_by_role("button", name="Copy for a brief").click()
    dialog.get_by_text("Copied: picture").wait_for()
    copied = page.evaluate(CLIPBOARD, "text/plain")
    assert shown[0] in copied
    assert shown[1] in copied
    assert "(2026)" not in copied
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="Download page").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "[M/OL]" in text
    assert "The expobook authors. (2026)" not in text


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialog_is_free_of_barriers(tab, width, scheme):
    """Catch a dialog that can't be read, reached or left without a mouse."""
    page = tab(CHAPTER, width, color_scheme=scheme)
    link = page.get_by_role("link", name="Cite", exact=True).first
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Cite")
    dialog.wait_for(state="visible")
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [one["id"] for one in found] == []
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    inside = "document.querySelector('dialog[open]').contains(document.activeElement)"
    assert page.evaluate(inside)
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert link.evaluate("one => one === document.activeElement")


def test_a_table_is_cited_too(tab):
    """Catch a table whose link opens nothing, or offers a picture that it doesn't have."""
    page = tab(CHAPTER)
    dialog = opened(page, page.locator("#tab-expo-editions a.cite-link"))
    assert "Editions side by side [table]" in dialog.locator(".cite-text").inner_text()
    assert not dialog.get_by_role("button", name="Copy for a brief").is_visible()
    assert page.problems == []


def test_without_scripts_the_links_lead_to_the_page_on_citing(clean, tab):
    """Catch a control that does nothing, or leads nowhere, without scripts."""
    for name, anchor in ((CHAPTER, "a-figure"), (ENTRIES, "a-number")):
        link = clean.soup(name).select_one("a.cite-link")
        assert link["href"].endswith(f"cite.html#{anchor}")
        assert clean.soup("book/cite").select_one(f"#{anchor}")
    page = tab(ENTRIES, java_script_enabled=False)
    page.locator("a.cite-link").first.click()
    page.wait_for_url("**/cite.html#a-number")


def test_the_page_prints_what_the_command_prints(clean):
    """Catch an example that was typed and has grown old."""
    blocks = clean.soup("book/cite").select(".citation-text")
    assert [block.select_one(".citation-style").text for block in blocks] == ["GB/T 7714", "APA"]
    assert "[figure][M/OL]//" in blocks[0].text
    assert "Original source: Hangzhou Municipal Bureau" in blocks[1].text
    assert "@inbook{expo_amount," in clean.soup("book/cite").select_one("pre").text


def test_pages_without_numbers_carry_no_script_for_citing(clean):
    """Catch weight on pages that have nothing to cite."""
    for name in ("cite.js", "cite.css"):
        assert not clean.soup("book/sources").select(f'script[data-holds~="{name}"]')
        assert clean.soup(CHAPTER).select(f'script[data-holds~="{name}"]')


def test_a_readers_run_offers_no_citation(tmp_path):
    """Catch a dialog that cites somebody's own run as if it were the published edition."""
    folder = fixture_book.write_run(tmp_path / "run", {"overlap": 0.5})
    found = catalogue.of_run(open_run(folder))
    content = cite_links.chapter(found, found.of("number", "figure"), {})
    assert content["styles"] == []
    for thing in content["things"].values():
        assert "not the published edition: overlap = 0.5" in thing["refused"]
        assert not thing.keys() & {"texts", "bibtex", "ris", "csl"}
