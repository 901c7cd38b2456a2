"""“Report an error”: a filled-in form where the book has one, a text to copy where it hasn't."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

import fixture_data

REPOSITORY = "https://example.org/team/report"
FORM = fixture_data.ROOT / ".github" / "ISSUE_TEMPLATE" / "data_error.yml"
CARD = "#number-card:popover-open"


def give_repository(folder):
    """Set the repository in which errors can be reported."""
    path = folder / "_config.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["sphinx"]["config"]["html_theme_options"] |= {"repository_url": REPOSITORY, "repository_provider": "github"}
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="module")
def with_repository(builds):
    """The book as it is built once it has a public repository."""
    return builds.changed("with-repository", give_repository)


def entry(made, name: str):
    """The link in the entry of a number."""
    return made.soup("book/ledger-01-expo-outcomes").select_one(f"#fact-{name} .report-link")


def asked(address: str) -> dict[str, str]:
    """What the address of a form fills in."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_an_entry_opens_the_form_filled_in(with_repository):
    """Catch a report that doesn't say which number of which edition is meant."""
    assert with_repository.code == 0, with_repository.log
    address = entry(with_repository, "expo_amount")["href"]
    assert address.startswith(f"{REPOSITORY}/issues/new?template={FORM.name}&")
    filled = asked(address)
    assert (filled["number"], filled["edition"], filled["shown"]) == ("expo_amount", "2026.12", "about 110 bn yuan")
    assert filled["place"] == "book/ledger-01-expo-outcomes.html#fact-expo_amount"


def test_the_form_has_the_fields_that_are_filled_in(with_repository):
    """Catch a link whose words no field of the form takes."""
    fields = {one["id"] for one in yaml.safe_load(FORM.read_text(encoding="utf-8"))["body"]}
    filled = set(asked(entry(with_repository, "expo_amount")["href"]))
    assert filled - {"template", "title"} <= fields


@pytest.mark.parametrize("name", ["with_editions", "readers_run"])
def test_no_address_is_invented(request, name):
    """Catch a form of a repository that isn't there, or of the edition for a reader's number."""
    made = request.getfixturevalue(name)
    pages = [*made.html.rglob("*.html"), *made.html.rglob("*.js")]
    assert not [path.name for path in pages if "issues/new" in path.read_text(encoding="utf-8")]
    link = entry(made, "expo_amount")
    if name == "readers_run":
        assert link is None
        assert not made.soup("book/index").select("#report-link")
    else:
        assert (link["href"], link.get_text()) == ("lookup.html", "Copy a report of an error")


def test_print_has_the_link_where_there_is_a_form(typeset, built):
    """Catch a PDF whose reader can't report an error, or is sent to nowhere."""
    printed = typeset(give_repository)
    text = "".join(path.read_text(encoding="utf-8") for path in printed.html.rglob("*.typ"))
    found = re.findall(rf"{re.escape(REPOSITORY)}/issues/new\?[^\"\\]*number=(\w+)", text)
    assert {"expo_amount", "macro_world"} <= set(found)
    plain = "".join(path.read_text(encoding="utf-8") for path in built("typst").html.rglob("*.typ"))
    assert "issues/new" not in plain


@pytest.mark.browser
def test_a_card_opens_the_form_filled_in(with_repository, reader):
    """Catch a card that reports another number, or not where it was read."""
    tab = reader()
    tab.goto((with_repository.html / "book" / "index.html").as_uri())
    tab.hover('a.fact[href*="#fact-expo_amount"] >> nth=0')
    tab.wait_for_selector(CARD)
    filled = asked(tab.get_attribute(f"{CARD} .report-link", "href"))
    assert (filled["number"], filled["edition"], filled["shown"]) == ("expo_amount", "2026.12", "about 110 bn yuan")
    assert filled["place"].startswith("book/index.html#")
    assert tab.problems == []


@pytest.mark.browser
@pytest.mark.parametrize("page", ["index", "ledger-01-expo-outcomes"])
def test_without_a_form_a_report_is_copied(served_small, reader, page):
    """Catch a button that does nothing, or a report without id, edition, value and place."""
    tab = reader(permissions=["clipboard-read", "clipboard-write"])
    tab.goto(f"{served_small}book/{page}.html")
    link = "#fact-expo_amount .report-link"
    if page == "index":
        tab.hover('a.fact[href*="#fact-expo_amount"] >> nth=0')
        tab.wait_for_selector(CARD)
        link = f"{CARD} .report-link"
    tab.click(link)
    tab.wait_for_selector('text="Report copied"')
    lines = tab.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[1:4] == ["Number: expo_amount", "Edition: 2026.12", "It says: about 110 bn yuan"]
    assert lines[4].startswith(f"Place: book/{page}.html#")
    assert tab.problems == []


def test_the_cards_data_stay_as_they_were(with_repository):
    """Catch pages that grow with every number because each carries an address."""
    island = json.loads(with_repository.soup("book/index").select_one("#number-cards").string)
    assert REPOSITORY not in json.dumps(island)
