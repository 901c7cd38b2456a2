"""What programs read of the book: records that meet their schema, Markdown pages, a feed."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import jsonschema
import pytest

import fixture_book
import fixture_editions
from expobook.publishing.programs import markdown
from fixture_builds import build

ATOM = "{http://www.w3.org/2005/Atom}"
LINK = re.compile(r"(?<!\\)\]\(([^)]+)\)")


def record(build, path: str) -> dict:
    """A record of a build, by its path."""
    return json.loads((build.html / path).read_text(encoding="utf-8"))


def validator(html: Path) -> jsonschema.Draft202012Validator:
    """Checks records against the schema that lies beside them."""
    schema = json.loads((html / "records.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", ["clean", "with_editions", "readers_run"])
def test_every_record_meets_the_schema(request, name):
    """Catch a schema that describes other files than those that are published."""
    made = request.getfixturevalue(name)
    check = validator(made.html)
    paths = sorted([*made.html.glob("facts/*.json"), *made.html.glob("figures/*.json")])
    assert len(paths) == (5 + 2 + 2) + (name == "with_editions")
    for path in paths:
        check.validate(json.loads(path.read_text(encoding="utf-8")))


def test_the_schema_refuses_what_is_no_record(clean):
    """Catch a schema that lets anything through."""
    found = record(clean, "facts/expo_amount.json")
    for wrong in (
        {**found, "grade": "E"},
        {**found, "value": "110"},
        {**found, "type": "figure"},
        {name: value for name, value in found.items() if name != "bound"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            validator(clean.html).validate(wrong)


def test_a_record_says_what_the_number_rests_on(clean):
    """Catch a number that a program quotes without its bound, its grade or where it comes from."""
    found = record(clean, "facts/expo_amount.json")
    assert (found["value"], found["unit"], found["bound"]) == (110, "CNY bn", "approx")
    assert (found["display"], found["grade"], found["kind"]) == ("about 110 bn yuan", "B", "observed")
    assert [(one["id"], one["url"]) for one in found["sources"]] == [("hz-release", "https://example.org/release")]
    assert found["inputs"] == [{"id": "expo1-amount", "kind": "observation"}]
    assert found["mark"] == "B"
    derived = record(clean, "facts/expo_share.json")
    assert derived["formula"] == "expo_hangzhou / expo_projects * 100"
    assert {one["kind"] for one in derived["inputs"]} == {"number"}
    assert derived["parameters"] == {"overlap": 1.0}
    page, _, anchor = found["place"].partition("#")
    assert clean.soup("book/ledger").find(id=anchor) is not None
    assert (clean.html / "facts" / page).is_file()


def test_a_record_says_what_became_of_the_number(with_editions):
    """Catch a program that goes on quoting a number which was corrected or withdrawn."""
    history = {
        name: record(with_editions, f"facts/{name}.json")["history"]
        for name in ("expo_projects", "macro_world", "expo_share", "expo_halls")
    }
    assert {name: one["state"] for name, one in history.items()} == {
        "expo_projects": "revised",
        "macro_world": "revised",
        "expo_share": "unchanged",
        "expo_halls": "withdrawn",
    }
    assert [one["value"] for one in history["expo_projects"]["earlier"]] == [89, 88]
    assert [(one["edition"], one["reason"]) for one in history["expo_projects"]["changes"]] == [
        ("2025.11-1", "correction"),
        ("2026.12", "correction"),
    ]
    assert history["macro_world"]["changes"] == [{"edition": "2026.12", "reason": "", "words": ""}]
    gone = record(with_editions, "facts/expo_halls.json")
    assert gone["type"] == "withdrawn number"
    assert "value" not in gone


def test_a_record_of_a_readers_run_says_whose_it_is(readers_run):
    """Catch a reader's result that is taken for a number of the edition, and for a revision."""
    found = record(readers_run, "facts/expo_share.json")
    assert found["run"].startswith("reader's run, not the published edition: overlap = 0.5")
    assert (found["history"], found["url"]) == (None, "")
    figure = record(readers_run, "figures/fig-expo-editions.json")
    assert figure["title"].startswith("Does not hold in this run: ")
    assert not (readers_run.html / "feed.xml").exists()
    assert "Reader's run, not the published edition" in (readers_run.html / "llms.txt").read_text(encoding="utf-8")


def test_a_figures_record_has_its_values_and_files(clean):
    """Catch a chart that a program can only look at."""
    found = record(clean, "figures/fig-expo-editions.json")
    assert (found["columns"], found["rows"]) == (["edition", "projects"], [[1, 89.0], [2, None]])
    assert [(one["id"], one["state"]) for one in found["numbers"]] == [("expo_projects", "new")]
    missing = [place for place in found["files"].values() if not (clean.html / "figures" / place).is_file()]
    assert not missing


def test_every_number_and_figure_is_listed(with_editions):
    """Catch a record that nobody finds, or a line that leads nowhere."""
    for folder in ("facts", "figures"):
        listed = [one["record"] for one in record(with_editions, f"{folder}/index.json")["records"]]
        there = {path.name for path in (with_editions.html / folder).glob("*.json")}
        assert sorted(listed) == sorted(there - {"index.json"})


@pytest.mark.parametrize("name", ["clean", "with_editions", "addressed", "readers_run"])
def test_every_link_for_language_models_exists(request, name):
    """Catch an assistant that is sent to a page which isn't there."""
    made = request.getfixturevalue(name)
    base = fixture_book.ADDRESS if name == "addressed" else ""
    links = LINK.findall((made.html / "llms.txt").read_text(encoding="utf-8"))
    assert len(links) > 12
    missing = [
        link for link in links if not link.startswith(base) or not (made.html / link.removeprefix(base)).is_file()
    ]
    assert not missing


def test_every_page_has_its_markdown(with_editions):
    """Catch a page that only a browser reads, and a link of a page that leads to none."""
    html = with_editions.html
    for page in [*html.glob("book/*.html"), *html.glob("notebooks/*.html")]:
        if page.name.startswith("ledger-"):
            continue
        text = page.with_suffix(".md").read_text(encoding="utf-8")
        assert text.startswith("# "), page.name
        assert "Edition 2026.12" in text
        soup = with_editions.soup(page.relative_to(html).with_suffix("").as_posix())
        twin = soup.select_one('link[rel="alternate"][type="text/markdown"]')["href"]
        assert (page.parent / twin).resolve() == page.with_suffix(".md").resolve()
        for link in LINK.findall(text):
            parts = urlsplit(link)
            if not parts.scheme and parts.path:
                assert (page.parent / parts.path).is_file(), f"{page.name}: {link}"


def test_markdown_has_text_tables_and_numbers(clean):
    """Catch a Markdown page that lost what the page says, or carries its controls along."""
    text = (clean.html / "notebooks" / "01_expo_outcomes.md").read_text(encoding="utf-8")
    assert "Hangzhou signed [41.6 %](../facts/expo_share.json)" in text
    assert "| First | [89 projects](../facts/expo_projects.json) |" in text
    assert "<svg" not in text
    assert "Copy for a brief" not in text
    assert "**Download**" not in text


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<p>a <b>b</b> <i>c</i> <code>d_e</code></p>", "a **b** *c* `d_e`"),
        ("<p>a*b_c [d]</p>", r"a\*b\_c \[d\]"),
        ("<ul><li><p>a</p></li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<table><tr><th>a|b</th></tr><tr><td><p>c</p><p>d</p></td></tr></table>", "| a\\|b |\n| --- |\n| c d |"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<details><summary>a</summary><p>b</p></details>", "**a**\n\nb"),
        (
            '<figure id="fig-a"><svg><desc>Bars.</desc><text>1</text></svg></figure>',
            "*Chart.* Bars. [Its data and files](../figures/fig-a.json)",
        ),
        (
            '<p><a href="ledger.html#fact-a">1</a> <a href="c.html#d">c</a> <a href="e.html">e</a></p>',
            "[1](../facts/a.json) [c](c.md#d) [e](e.html)",
        ),
        ("<p>a<button>b</button><script>c</script></p>", "a"),
        ("a<p>b</p>c", "a\n\nb\n\nc"),
    ],
)
def test_markdown_of_elements(inside, expected):
    """Catch a list, table or link that turns into something else."""
    page = f'<html><body><article class="bd-article">{inside}</article></body></html>'
    found = markdown.of_page(page, "book/b", frozenset({"book/c"}), "Foot")
    assert found == f"{expected}\n\n---\n\nFoot\n"


@pytest.mark.parametrize("name", ["with_editions", "addressed"])
def test_the_feed_is_read_without_a_fault(request, name):
    """Catch a feed that a reader refuses, or whose entries have no lasting ids."""
    made = request.getfixturevalue(name)
    found = feedparser.parse((made.html / "feed.xml").read_bytes())
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    ids = [one.text for one in ElementTree.parse(made.html / "feed.xml").iter(f"{ATOM}id")]
    start = "tag:example.org,2026-11-23:expobook/" if name == "addressed" else "ni:///sha-256;"
    assert all(one.startswith(start) for one in ids)
    assert len(set(ids)) == len(ids)
    for entry in found.entries:
        assert entry.updated == "2026-11-23T00:00:00Z"
        assert entry.title
        assert entry.summary


def test_the_feed_has_editions_and_corrections(with_editions):
    """Catch a correction that no subscriber hears of, or a revision that is called one."""
    found = feedparser.parse((with_editions.html / "feed.xml").read_bytes())
    assert [(entry.tags[0].term, entry.title) for entry in found.entries] == [
        ("edition", "Edition 2026.12"),
        ("correction", "Correction in edition 2026.12: expo projects"),
        ("edition", "Edition 2025.11-1"),
        ("correction", "Correction in edition 2025.11-1: expo projects"),
        ("edition", "Edition 2025.11"),
    ]
    assert "88 projects (grade B) → 89 projects" in found.entries[1].summary
    for entry in found.entries:
        page, _, anchor = entry.link.partition("#")
        text = (with_editions.html / page).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in text


def test_files_for_programs_are_the_same_each_time(with_editions, tmp_path):
    """Catch a date of today or an order of chance in a file that programs compare."""
    folder = fixture_book.write(tmp_path / "source")
    fixture_editions.add_editions(folder)
    again = build(folder, tmp_path / "kept")
    for pattern in ("facts/*", "figures/*.json", "*.xml", "*.txt", "*.json", "*/*.md"):
        first = sorted(with_editions.html.glob(pattern))
        assert first
        for path in first:
            other = again.html / path.relative_to(with_editions.html)
            assert other.read_bytes() == path.read_bytes(), path.name
    assert_only_what_changed_is_written(folder, tmp_path, again.html)


def assert_only_what_changed_is_written(folder: Path, tmp_path: Path, before: Path) -> None:
    """Catch a writer who waits for all records and pages after each sentence."""
    page = folder / "book" / "package.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\nA new sentence.\n", encoding="utf-8")
    after = build(folder, tmp_path / "after").html
    paths = [*after.glob("*/*.md"), *after.glob("facts/*"), *after.glob("figures/*.json")]
    written = {
        path.relative_to(after).as_posix()
        for path in paths
        if path.stat().st_mtime_ns != (before / path.relative_to(after)).stat().st_mtime_ns
    }
    # Sphinx writes the first page, which has the contents, whenever a page has changed.
    assert written - {"book/index.md"} == {"book/package.md"}
    assert "A new sentence." in (after / "book" / "package.md").read_text(encoding="utf-8")


def test_all_records_of_the_edition_meet_the_schema(html):
    """Catch a number of the report whose record breaks what the small book keeps to."""
    check = validator(html)
    paths = sorted([*html.glob("facts/*.json"), *html.glob("figures/*.json")])
    faults = [
        f"{path.name}: {fault.message}"
        for path in paths
        for fault in check.iter_errors(json.loads(path.read_text(encoding="utf-8")))
    ]
    assert len(paths) > 1000
    assert faults == []


def test_links_of_the_editions_contents_and_pages_exist(html):
    """Catch an assistant that is sent to a page of the report which isn't there."""
    texts = [html / "llms.txt", *html.glob("book/*.md"), *html.glob("notebooks/*.md")]
    missing = [
        f"{path.name}: {link}"
        for path in texts
        for link in LINK.findall(path.read_text(encoding="utf-8"))
        if not urlsplit(link).scheme and urlsplit(link).path and not (path.parent / urlsplit(link).path).exists()
    ]
    assert missing == []
    assert not feedparser.parse((html / "feed.xml").read_bytes()).bozo
