"""The builder `dirhtml`, a folder for each page: every link of the book leads somewhere."""

from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

import fixture_book
import fixture_editions


def test_every_link_leads_somewhere(builds, tmp_path):
    """Catch a linked file that only one builder writes, or a link that fits one builder only."""
    folder = fixture_book.write(tmp_path / "source")
    fixture_editions.add_editions(folder)
    done = builds.build(folder, tmp_path / "pages", "dirhtml")
    assert done.code == 0, done.log
    missing, summaries = [], set()
    for page in done.html.rglob("*.html"):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for link in soup.select("a[href]"):
            address = urlsplit(link["href"])
            if address.scheme or address.netloc or not address.path:
                continue
            target = (page.parent / unquote(address.path)).resolve()
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                missing.append(f"{page.relative_to(done.html)}: {link['href']}")
            if target.parent.name == "_summary":
                summaries.add(target.name)
    assert missing == []
    assert (done.html / "index.html").is_file()  # leads from the folder to the first page
    assert summaries == {"summary-en.html", "summary-zh.html"}
