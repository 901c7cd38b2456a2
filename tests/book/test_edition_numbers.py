"""One number, three places: the built pages, the PDF and facts.csv say the same, and nothing else.

Every test reads the finished edition as a reader has it: the HTML files, the text of the PDF, and
the table of facts. Nothing is taken from the notebooks.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString

from checks import pdf_text, prose
from expobook.editions import headlines
from expobook.facts import templates
from expobook.facts.writing import Writing, write
from expobook.runs.edition import SHORT
from expobook.values import chinese
from expobook.values.files import spreadsheets
from expobook.values.grades import mark_of
from expobook.values.number_words import forms_in_prose
from expobook.values.numbers import rounded

pytestmark = pytest.mark.edition

# Controls, code, drawings and automatic numbers of headings and captions are not running text.
UNREAD = (
    "script, style, svg, code, pre, form, button, .headerlink, .entry-link, .section-number, "
    ".figure-number, .finding-number, .sr-only, details.figure-data, details.computed"
)
# Records of the data package as they stand: entries, their tables, citations, source lines.
RECORDS = (
    ".entry, table.conflict-values, table.parameters, table.coverage, .conflict-guard, "
    "table.editions, table.edition-changes, .citation-text, .summary-edition, "
    ".report-edition, .summary-source, span.printed, "
    "section[id^='edition-20'] > p, details.entry-others > summary, .citation-list, "
    ".figure-source, details.figure-sources, section.conflict > h2, "
    # What the record of checks says of itself: compared with the record below.
    "#tests-and-their-results > h2 + p, #tests-and-their-results > details > summary, "
    "#tests-and-their-results > details + p, "
    # The Chinese title before it says the same, with numbers that open.
    ".title-en"
)
BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "summary")
REFERENCES = r"(?:fig|tab|source|definition|conflict|claim|grade|id\d)"
CHAPTERS = ("book/index", "notebooks/")
SIGN = {"\N{MINUS SIGN}": "-", ",": ""}
CONTEXT = 9


@dataclass(frozen=True)
class Page:
    """A built page: its name in the edition and its article."""

    name: str
    article: Tag

    def numbers(self) -> Iterator[tuple[str, str, Tag]]:
        """Fact id, text and link of every number in the page."""
        for link in self.article.select("a.fact"):
            yield fact_of(link), link.get_text(), link

    def is_chapter(self) -> bool:
        """Whether the page is written by people, so that print has it word for word."""
        return self.name.startswith(CHAPTERS)


def fact_of(link: Tag) -> str:
    """The fact to whose entry a link leads."""
    return unquote(urlsplit(link["href"]).fragment).removeprefix("fact-")


@pytest.fixture(scope="module")
def facts(edition) -> dict[str, dict[str, str]]:
    """The rows of facts.csv by id."""
    with (edition / "facts.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["id"]: {name: spreadsheets.original(cell) for name, cell in row.items()}
            for row in csv.DictReader(stream)
        }


@pytest.fixture(scope="module")
def pages(edition) -> list[Page]:
    """All pages that hold an article of the book."""
    folder, found = edition / "html", []
    for path in sorted((folder / "book").glob("*.html")) + sorted((folder / "notebooks").glob("*.html")):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        name = path.relative_to(folder).with_suffix("").as_posix()
        found.append(Page(name, soup.select_one("article.bd-article")))
    assert len(found) > 10
    return found


@pytest.fixture(scope="module")
def entries(pages) -> dict[str, Tag]:
    """The entries of the ledger by fact id."""
    ledger = next(page for page in pages if page.name == "book/ledger")
    return {entry["id"].removeprefix("fact-"): entry for entry in ledger.article.select(".entry[data-kind]")}


@pytest.fixture(scope="module")
def printed(edition) -> str:
    """The text of the PDF, letters and digits only."""
    return squeezed("".join(pdf_text.pages(edition / "report.pdf")))


def as_number(text: str) -> float:
    """The number of a display: “about 3,905.5 bn dollars” is 3905.5."""
    found = re.search(r"[+\N{MINUS SIGN}-]?\d[\d,]*(?:\.\d+)?", text)
    assert found, text
    return float("".join(SIGN.get(sign, sign) for sign in found[0]))


def in_chinese(row: dict[str, str]) -> str:
    """A row of facts.csv as a Chinese text writes it."""
    return chinese.write({**row, "value": float(row["value"]), "decimals": int(row["decimals"])})


def test_the_table_of_facts_rounds_to_what_is_shown(facts):
    """Catch a display that isn't its value after the rounding that the table declares."""
    wrong = {}
    for name, row in facts.items():
        writing = Writing(
            decimals=int(row["decimals"]), shown_in=row["display_unit"], signed=row["number"].startswith("+")
        )
        told = write(float(row["value"]), row["unit"], writing, row["bound"])[1:]
        if told != (row["number"], row["display"]):
            wrong[name] = (row["value"], row["display"], told)
    assert wrong == {}


def test_every_number_of_a_page_is_its_fact(pages, facts):
    """Catch a page that shows another number than the table of facts."""
    wrong = [
        f"{page.name}: {name} reads “{text}”, facts.csv has “{facts[name]['display']}”"
        for page in pages
        for name, text, link in page.numbers()
        if text != facts[name]["number"]
        and text not in forms_in_prose({**facts[name], "value": float(facts[name]["value"])})
        and not (link.find_parent(lang="zh") and text == in_chinese(facts[name]))
        and not (text.lower() in templates.ZERO_WORDS and float(facts[name]["value"]) == 0)
    ]
    assert wrong == []


def test_every_number_leads_to_its_entry_with_the_same_text(pages, facts, entries):
    """Catch a link whose anchor is gone, or an entry that says something else."""
    assert set(entries) == set(facts)
    for page in pages:
        for name, _, link in page.numbers():
            target = urlsplit(link["href"]).path
            assert name in entries, f"{page.name}: no entry for {name}"
            assert target.endswith("ledger.html"), f"{page.name}: {link['href']}"
    wrong = {
        name: shown
        for name, entry in entries.items()
        if (shown := entry.select_one(".entry-value").get_text()) != facts[name]["display"]
    }
    assert wrong == {}


def test_parts_add_up_to_their_totals_as_shown(facts):
    """Catch a total that a reader with a pocket calculator can't reach."""
    sums = {
        name: re.split(r"\s*\+\s*", row["formula"])
        for name, row in facts.items()
        if re.fullmatch(r"[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_]*)+", row["formula"])
    }
    assert sums, "no fact is a plain sum: has the formula's column changed?"
    wrong = {}
    for name, parts in sums.items():
        total = facts[name]
        if {facts[part]["display_unit"] for part in parts} != {total["display_unit"]}:
            continue
        shown = sum(as_number(facts[part]["number"]) for part in parts)
        if rounded(shown, int(total["decimals"])) != Decimal(total["number"].replace(",", "")):
            wrong[name] = ([facts[part]["display"] for part in parts], total["display"])
    assert wrong == {}


def squeezed(text: str) -> str:
    """Letters and digits only, as print writes them: spaces, hyphens and quotes may differ."""
    return re.sub(r"[^\w%+.\N{MINUS SIGN}]", "", pdf_text.squeezed(text))


def contexts(page: Page) -> Iterator[tuple[str, str, str, str]]:
    """Fact id, the words before, the number and the words after it, for every number in prose."""
    for block in page.article.select("p, li"):
        if block.find(["p", "li"]) or block.find_parent(["details", "table", "figure"]):
            continue
        if "screen-only" in block.get("class", ()) or block.find_parent(class_="screen-only"):
            continue  # print leaves it out
        pieces = [
            (squeezed(str(text)), text.find_parent("a", class_="fact"))
            for text in block.find_all(string=True)
            if not text.find_parent(class_=["headerlink", "sr-only"])
        ]
        for place, (number, link) in enumerate(pieces):
            if link is not None:
                before = "".join(text for text, _ in pieces[:place])[-CONTEXT:]
                after = "".join(text for text, _ in pieces[place + 1 :])[:CONTEXT]
                yield fact_of(link), before, number, after


@pytest.mark.poppler
def test_print_shows_every_number_in_the_same_words(pages, printed):
    """Catch a sentence that states one number on the screen and another in print."""
    # A page may end before or after the number, so one side of its context is enough.
    missing = [
        f"{page.name}: {name}: …{before}[{number}]{after}…"
        for page in pages
        if page.is_chapter()
        for name, before, number, after in contexts(page)
        if before + number not in printed and number + after not in printed
    ]
    assert missing == []


@pytest.mark.poppler
def test_print_has_every_fact_that_a_page_states(pages, facts, printed):
    """Catch a number whose entry was lost on the way to the appendix."""
    stated = sorted({name for page in pages for name, _, _ in page.numbers()})
    assert stated
    assert [name for name in stated if squeezed(facts[name]["display"]) not in printed] == []


def running_texts(page: Page) -> Iterator[str]:
    """The running text of a page, block by block, with what may hold a number marked."""
    unread = {id(element) for element in page.article.select(f"{UNREAD}, {RECORDS}")}
    yield from _blocks(page.article, unread)


def _blocks(element: Tag, unread: set[int]) -> Iterator[str]:
    """The texts below an element, each without those of the blocks inside it."""
    for child in element.find_all(True, recursive=False):
        # Cells of tables are facts, records or settings, each tested where the table is made.
        if id(child) in unread or child.name in ("td", "th"):
            continue
        if child.name in BLOCKS and (text := " ".join("".join(_words(child, unread)).split())):
            yield text
        yield from _blocks(child, unread)


def _words(element: Tag, unread: set[int]) -> Iterator[str]:
    for child in element.children:
        if not isinstance(child, Tag):
            yield "" if isinstance(child, PreformattedString) else str(child)
        elif child.name == "a" and child.has_attr("href") and id(child) not in unread:
            yield headlines.FACT_MARK if "fact" in child.get("class", ()) else _kept(child)
        elif id(child) not in unread and child.name not in BLOCKS:
            yield from _words(child, unread)


def _kept(link: Tag) -> str:
    """A link's words; a reference to a figure, a record, a work or a chapter counts as one mark."""
    address = urlsplit(link["href"])
    refers = (
        address.scheme
        or link.select_one(".std")
        or "#" not in link["href"]
        or re.match(REFERENCES, address.fragment)
        or "bibliography" in address.path
    )
    return headlines.OTHER_MARK if refers else link.get_text()


def test_no_number_is_typed_into_a_built_page(pages):
    """Catch a number in running text that is no fact, date, reference, code or declared name."""
    typed = [
        f"{page.name}: {found} in “{sentence}”"
        for page in pages
        for text in running_texts(page)
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z\ue000])", text)
        if (found := prose.typed_numbers(sentence))
    ]
    assert typed == []


def test_the_page_of_checks_says_what_its_record_says(edition, pages):
    """Catch counts and hashes on that page, which are no facts, that nobody measured."""
    record = json.loads((edition / "source" / "data" / "assurance" / "record.json").read_text(encoding="utf-8"))
    page = next(page for page in pages if page.name == "book/assurance").article
    said = " ".join(page.select_one("#tests-and-their-results").get_text(" ", strip=True).split())
    hashes = f"content {record['content_hash'][:SHORT]}, code {record['code'][:SHORT]}."
    assert f"The record is of edition {record['edition']}, {hashes}" in said
    assert f"All {len(record['checked'])} files of tests, notebooks and tools" in said
    assert f"From the files of a run of edition {record['edition']}: {record['receipt']['summary']}." in said


def test_the_scanner_of_built_pages_sees_a_typed_number():
    """Catch a scanner that lets every number pass."""
    soup = BeautifulSoup(
        '<article><p>It rose to 110 bn in <a class="fact" href="#fact-x">5</a> of '
        "2022.</p><p>See <a href='a.html'>chapter 2</a>.</p></article>",
        "html.parser",
    )
    found = [prose.typed_numbers(text) for text in running_texts(Page("x", soup.article))]
    assert found == [["110"], []]


def test_coverage_on_the_page_is_what_the_pages_hold(edition, pages, facts):
    """Catch a count of numbers that the book only claims."""
    counted = json.loads((edition / "html" / "coverage.json").read_text(encoding="utf-8"))["counts"]
    methods = next(page for page in pages if page.name == "book/methods")
    shown = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in methods.article.select("table.coverage tbody tr")
    ]
    assert shown == [[name, str(count)] for name, count in counted.items()]
    linked = [name for page in pages for name, _, _ in page.numbers()]
    assert counted["Numbers stated in the pages, each a link to the ledger"] == len(linked)
    assert counted["Different facts among them"] == len(set(linked))
    assert counted["Facts in the ledger"] == len(facts)
    for grade in "ABCD":
        assert counted[f"Facts of grade {grade}"] == sum(mark_of(row) == grade for row in facts.values())
