"""Pages that are taken from the last build: an edition is the same to the byte as one from nothing."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest
import yaml
from sphinx.util import FilenameUniqDict

import fixture_book
from expobook.pipeline import build, page_folder
from expobook.pipeline.page_folder import PageFolder
from expobook.publishing import kept_pages
from expobook.values.files import work_folders
from expobook.values.files.store import Store


def files(folder):
    """What a folder holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def change(source, name, text, new):
    """Change the text of a page."""
    path = source / name
    before = path.read_text(encoding="utf-8")
    assert text in before
    path.write_text(before.replace(text, new), encoding="utf-8")


def leave_out(source, name):
    """Take a page out of the contents."""
    path = source / "_toc.yml"
    contents = yaml.safe_load(path.read_text(encoding="utf-8"))
    chapters = contents["parts"][1]["chapters"]
    chapters.remove({"file": name})
    path.write_text(yaml.safe_dump(contents, sort_keys=False), encoding="utf-8")


CODE, END = "\n```python\nanswer = 42\n```\n", "```{claims-list}\n```\n"
CHANGES = {
    "a sentence": lambda source: change(source, "notebooks/01_expo_outcomes.ipynb", "fewer than all", "less than all"),
    "a block of code": lambda source: change(source, "book/methods.md", END, END + CODE),
    "no such block": lambda source: change(source, "book/methods.md", CODE, ""),
    "a title with a label and a number": lambda source: change(
        source, "book/methods.md", "# Methods\n", "# Ways\n\n(all-ways)=\n\n## Of {fact}`expo_share`\n"
    ),
    "a title of a figure": lambda source: change(
        source, "notebooks/02_world_and_china.ipynb", '"The expo signed ', '"The world signed '
    ),
    "a number": fixture_book.change_a_value,
    "a page less": lambda source: leave_out(source, "book/package"),
}
"""What is changed one after the other, and how."""
WRITTEN = {"a sentence": 2, "a block of code": 2, "no such block": 2}
"""Pages that such a change lets be written: it and the first page."""


@pytest.fixture(scope="module")
def both(builds, forked_builds, tmp_path_factory):
    """After each change: the run by way of what was kept and from nothing, and how many pages were written."""
    folder = tmp_path_factory.mktemp("kept")
    source, store, kept = fixture_book.write(folder / "source"), Store(builds.store), PageFolder(folder / "kept")
    from_nothing = {}

    def made(pages):
        work = folder / "work"
        work.mkdir()
        build.build_html(source, work, pages, pdf=True, store=store)
        build.make_pdf(pages, work, store=store)
        shutil.rmtree(work / "_jb")
        found = files(work)
        shutil.rmtree(work)
        return found

    def dates():
        return {
            path: path.stat().st_mtime_ns for part in ("book", "notebooks") for path in (kept.html / part).iterdir()
        }

    found = {}
    made(kept)
    for name, apply in CHANGES.items():
        before = dates()
        apply(source)
        state = frozenset(files(source).items())
        if state not in from_nothing:  # a change may take another one back
            from_nothing[state] = made(PageFolder(folder / name))
        runs = made(kept), from_nothing[state]
        now = dates()
        found[name] = runs, [path.name for path in now if path.suffix == ".html" and before.get(path) != now[path]]
    return found


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_kept_and_what_is_made_from_nothing_are_the_same(both, name):
    """Catch an edition that depends on the builds before it: a page, an order, a style, a file that nothing names."""
    (kept, anew), _ = both[name]
    assert set(kept) == set(anew)
    assert [path for path in kept if kept[path] != anew[path]] == []
    assert "report.pdf" in kept


@pytest.mark.parametrize("name", WRITTEN)
def test_other_pages_stay_as_they_were_written(both, name):
    """Catch a writer who waits for every page after a sentence."""
    _, written = both[name]
    assert 0 < len(written) <= WRITTEN[name] + 2  # two pages of the small book lack a file, and are always read


def test_the_order_of_reading_is_not_kept():
    """Catch a list, or the name of a picture, that shows which page was read again last."""

    def shared(names):
        env = SimpleNamespace(images=FilenameUniqDict(), titles={}, domaindata={"cited": {"of": {}, "all": []}})
        for name in names:
            env.images.add_file(name, f"{name}/map.png")
            env.titles[name] = env.domaindata["cited"]["of"][name, 1] = name
            env.domaindata["cited"]["all"].append(SimpleNamespace(docname=name))
        kept_pages.put_in_order(None, env)
        inventory = env.domaindata["cited"]
        return [*env.titles], [*inventory["of"]], [one.docname for one in inventory["all"]], {**env.images}

    assert shared("abc") == shared("cab")


@pytest.fixture
def made(tmp_path):
    """A source, and a folder in which it was built, as far as Sphinx needn't be asked."""
    source, pages = fixture_book.write(tmp_path / "source"), PageFolder(tmp_path / "pages")
    pages.begin(source)
    for place in ("html/book/methods.html", ".doctrees/book/methods.doctree", ".doctrees/book/sources.doctree"):
        path = pages.output / "_build" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("made", encoding="utf-8")
    pages.finish()
    return source, pages


def left(pages):
    """What is left of what was made."""
    return sorted(path.name for path in pages.output.rglob("*") if path.is_file())


def test_a_changed_page_alone_is_read_again(made):
    """Catch a change that isn't seen as its file has an old date, or one that costs all pages."""
    source, pages = made
    change(source, "book/methods.md", "# Methods", "# Ways")
    pages.begin(source)
    assert left(pages) == ["methods.html", "sources.doctree"]


@pytest.mark.parametrize(
    "name", ["_config.yml", "_toc.yml", "CITATION.cff", "data/sources.csv", "book/references.bib", "book/rooms.svg"]
)
def test_what_concerns_all_pages_lets_all_be_made_again(made, name):
    """Catch pages that show old data, settings or contents."""
    source, pages = made
    with (source / name).open("a", encoding="utf-8") as file:
        file.write("\n# another\n")
    pages.begin(source)
    assert left(pages) == []


@pytest.mark.parametrize("how", ["failed", "changed", "removed", "added"])
def test_what_isnt_as_a_whole_build_left_it_is_not_taken(made, how):
    """Catch pages of a build that was stopped, or that somebody has touched, in an edition."""
    source, pages = made
    page = pages.html / "book" / "methods.html"
    if how == "failed":
        pages.begin(source)
    elif how == "removed":
        page.unlink()
    else:
        (page if how == "changed" else page.with_name("more.html")).write_text("by hand", encoding="utf-8")
    pages.begin(source)
    assert left(pages) == []


def test_two_builds_at_once_share_nothing(tmp_path):
    """Catch two processes that write into one folder, and one that uses or empties a folder of somebody else."""
    (tmp_path / "_build").mkdir()
    place = tmp_path / page_folder.PAGES
    with page_folder.kept(tmp_path) as first:
        assert first == place
        (first / "source").mkdir()
        with page_folder.kept(tmp_path) as second:
            assert second is None
        assert not page_folder.remove(place)
    with page_folder.kept(tmp_path) as later:
        assert (later / "source").is_dir()
    assert page_folder.remove(place)
    assert not place.exists()
    place.mkdir()
    (place / "mine.txt").write_text("mine", encoding="utf-8")
    with page_folder.kept(tmp_path) as foreign:
        assert foreign is None
    assert not page_folder.remove(place)
    assert work_folders.entries(place) == [place / "mine.txt"]


@pytest.mark.parametrize("name", ["source", "_jb", "source/book"])
def test_a_planted_link_leads_a_build_nowhere(tmp_path, name):
    """Catch a build that empties or writes to the folder of somebody else, which a link in the kept one names."""
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "_build").mkdir()
    with page_folder.kept(tmp_path) as place:
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).symlink_to(victim)
    with page_folder.kept(tmp_path) as place:
        pages = PageFolder(place)
        pages.begin(fixture_book.write(tmp_path / "book"))
        pages.finish()
        assert not (place / name).is_symlink()
    assert files(victim) == {"mine.txt": b"mine"}


def test_another_name_of_somebodys_file_is_not_written_to(made, tmp_path):
    """Catch a build that changes a file by way of a hard link to it."""
    source, pages = made
    mine = tmp_path / "mine.md"
    mine.write_text("mine", encoding="utf-8")
    page = pages.source / "book" / "methods.md"
    page.unlink()
    page.hardlink_to(mine)
    pages.begin(source)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert page.read_text(encoding="utf-8") != "mine"
