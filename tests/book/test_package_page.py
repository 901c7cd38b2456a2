"""The page on the package is made from the code, for the screen and for print."""

from expobook import ROOMS
from expobook.publishing.markup import rooms


def test_each_room_says_what_is_in_it(clean):
    """Catch a page on the package that was right when somebody wrote it."""
    page = clean.soup("book/package").select_one("article")
    assert [term.get_text(strip=True) for term in page.select("dl.rooms dt")] == list(ROOMS)
    for room, entry in zip(ROOMS, page.select("dl.rooms dd"), strict=True):
        said = " ".join(entry.get_text(" ", strip=True).split()).replace(" ", "")
        assert "".join(rooms.docstring(room).translate({96: "", 39: "’"}).split()) == said
    assert page.select_one("svg[role=img] title").get_text() == "Who imports whom in the package"
    assert "cli imports" in page.select_one("svg desc").get_text()
